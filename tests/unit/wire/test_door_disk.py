"""Who comes and goes is written down, and nobody waits at the door for the disk."""

import pytest

from appliance.wire import access, protocol
from appliance.wire.access_log import AccessLog
from appliance.wire.sessions import Sessions
from tests.fakes.door import OTHER, PASSWORD, Box
from tests.fakes.slow_disk import SlowDisk


async def test_the_loop_goes_on_while_the_door_writes(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    token = await box.log_in()
    box.now[0] += 3600
    assert await box.ask(protocol.WhoAmI(), token)
    before = disk.synced
    await box.ask(access.LockAccount("ivan", locked=True), token)
    await box.ask(protocol.LogOut(), token)
    assert disk.synced > before > 0


async def test_who_left_is_out_on_the_disk_too(box: Box) -> None:
    token = await box.log_in()
    other = await box.log_in("ivan", OTHER)
    kept = box.folder / "sessions.json"
    assert Sessions(kept, lambda: box.now[0]).find(token)
    await box.ask(protocol.LogOut(), token)
    assert Sessions(kept, lambda: box.now[0]).find(token) is None
    admin = await box.log_in("anna", PASSWORD)
    await box.ask(access.EndSessions("ivan"), admin)
    assert Sessions(kept, lambda: box.now[0]).find(other) is None


async def test_what_happened_is_noted_in_its_order(box: Box) -> None:
    token = await box.log_in()
    await box.ask(protocol.LogOut(), token)
    found, _ = AccessLog(box.folder / "access-log", lambda: box.now[0]).entries(0.0, 2)
    assert [each.what.value for each in found] == ["log-out", "log-in"]
