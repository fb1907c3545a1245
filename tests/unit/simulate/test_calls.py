"""The made-up office: a call that is ended or handed over, and what is heard of it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from appliance.apply.files import Laid, look
from appliance.asterisk.recordings import Recordings
from appliance.asterisk.voice_messages import VoiceMessages
from appliance.bus import Bus
from appliance.core.calls import Call
from appliance.core.cel import CelRow, read_line
from appliance.core.errors import Fault
from appliance.core.story import story
from appliance.simulate import exchange as simulated
from appliance.simulate import mailboxes, script
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.script import PlannedCall


def _exchange(folder: Path) -> SimulatedExchange:
    made = SimulatedExchange(
        folder,
        folder / "spool",
        folder / "recordings",
        folder / "voicemail",
        Bus(),
        asyncio.Event(),
        up=True,
    )
    made._next = time.time() + 3600  # no other call meanwhile
    return made


def _call(begun: float, talk: float = 30.0) -> PlannedCall:
    now = time.time()
    return PlannedCall("1.1", script.OUTSIDE[0], script.PHONES[0], now - begun, 2.0, talk)


def _told(folder: Path) -> Call:
    rows = map(read_line, (folder / "spool").read_text(encoding="utf-8").splitlines())
    told = story([row for row in rows if isinstance(row, CelRow)])
    assert told is not None
    return told


async def test_a_talk_with_the_outside_is_recorded(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(40.0))
    exchange._step(time.time())
    told = _told(tmp_path)
    (name,) = told.recordings
    heard = Recordings(tmp_path / "recordings").heard(name)
    assert heard is not None
    assert heard.seconds == 30.0
    assert min(heard.left, heard.right) > -30


async def test_a_call_that_is_hung_up_is_over(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(10.0))
    exchange._step(time.time())
    await exchange.hang_up(script.PHONES[0].channel)
    exchange._step(time.time())
    told = _told(tmp_path)
    assert told.talk_seconds == pytest.approx(8.0, abs=0.5)
    assert await exchange.channels() == ()
    with pytest.raises(Fault):
        await exchange.hang_up(script.PHONES[0].channel)


async def test_who_is_handed_over_rings_elsewhere(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    exchange._add(_call(10.0))
    await exchange.transfer(script.PHONES[0].channel, "203", "from-internal")
    caller, called = await exchange.channels()
    assert (caller.number, called.number) == (script.OUTSIDE[0].number, "203")


async def test_who_reaches_nobody_leaves_a_message_where_there_is_a_mailbox(tmp_path: Path) -> None:
    exchange = _exchange(tmp_path)
    compiled = tmp_path / "asterisk/voicemail.conf"
    compiled.parent.mkdir()
    for talk, box, left in ((0.0, "202", 0), (30.0, "201", 0), (0.0, "201", 1)):
        compiled.write_text(f"[general]\nformat = wav\n[default]\n{box} => x\n")
        exchange._add(_call(40.0, talk))
        exchange._step(time.time())
        found = VoiceMessages(tmp_path / "voicemail").of("201")
        assert [each.number for each in found] == [script.OUTSIDE[0].number] * left


async def test_messages_are_numbered_anew_when_one_goes(tmp_path: Path) -> None:
    exchange, folder = _exchange(tmp_path), tmp_path / "voicemail"
    one, two, three = (
        mailboxes.leave(folder, "201", script.PHONES[1], 1000.0 + count, 2.0) for count in range(3)
    )
    await exchange.move_message("201", "INBOX", one, "Old")
    await exchange.remove_message("201", "INBOX", two)
    with pytest.raises(Fault):
        await exchange.remove_message("201", "INBOX", two)
    found = VoiceMessages(folder).of("201")
    assert [(each.id, each.sound.name, each.heard) for each in found] == [
        (three, "msg0000.wav", False),
        (one, "msg0000.wav", True),
    ]


def test_who_leaves_a_message_while_a_change_is_made_ends_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generation that was active a moment ago is removed while it is read."""
    active = tmp_path / "active"
    for name in ("1", "2"):
        (tmp_path / name / "asterisk").mkdir(parents=True)
        (tmp_path / name / "asterisk/voicemail.conf").write_text("[default]\n201 = x\n")
    active.symlink_to(tmp_path / "1")

    def gone(folder: Path) -> Laid:
        if folder.name == "1":
            active.unlink()
            active.symlink_to(tmp_path / "2")
            raise FileNotFoundError(folder)
        return look(folder)

    monkeypatch.setattr(simulated, "look", gone)
    exchange = _exchange(tmp_path)
    exchange.active = active
    exchange._leave_message(_call(40.0, talk=0.0))
    assert VoiceMessages(tmp_path / "voicemail").of(script.PHONES[0].number)
