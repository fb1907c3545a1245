"""The log of who was let in and who changed accounts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from appliance.wire import access, protocol
from appliance.wire.access_log import LARGEST, AccessLog, What
from appliance.wire.roles import Role
from tests.fakes.door import PASSWORD, Box


def test_no_line_of_the_log_can_be_made_up(tmp_path: Path) -> None:
    log = AccessLog(tmp_path / "access-log", lambda: 1.0)
    forged = '\n{"time": 2.0, "who": "anna", "what": "removed", "of": "eve"}\r\n\u2028'
    log.note("anna", What.MADE, f"ivan{forged}", origin=forged)
    (entry,), _ = AccessLog(tmp_path / "access-log", lambda: 1.0).entries(0.0, 10)
    assert (entry.what, entry.of) == (What.MADE, f"ivan{forged}")


async def test_what_happens_at_the_door_is_told(box: Box) -> None:
    await box.denied(protocol.LogIn("anna", "guessed", "192.0.2.5"))
    await box.denied(protocol.LogIn(PASSWORD, "typed in the wrong field"))
    token = await box.log_in(origin="192.0.2.6")
    await box.ask(access.SetAccount("ivan", role=Role.MANAGER, person="ivan"), token)
    box.restart()
    told = (await box.ask(access.GetAccessLog(), token)).entries
    seen = [(each.who, each.what, each.of, each.before, each.after, each.origin) for each in told]
    assert seen == [
        ("anna", "changed", "ivan", "employee, ivan", "manager, ivan", "192.0.2.6"),
        ("anna", "log-in", "anna", "", "", "192.0.2.6"),
        ("", "refused", "anna", "", "", "192.0.2.5"),
    ]


def test_guessers_push_nothing_else_out_of_the_log(tmp_path: Path) -> None:
    now = [1.0]
    log = AccessLog(tmp_path / "access-log", lambda: now[0])
    log.note("anna", What.MADE, "ivan")
    while (tmp_path / "access-log").stat().st_size < LARGEST - 200:
        now[0] += 1
        line = msgspec.json.encode({"time": now[0], "who": "", "what": "refused", "of": "x" * 60})
        with (tmp_path / "access-log").open("ab") as file:
            file.write(b"\n" + line)
    with (tmp_path / "access-log").open("ab") as file:
        file.write(b'{"torn')
    log = AccessLog(tmp_path / "access-log", lambda: now[0])
    for _ in range(5):
        log.note("", What.REFUSED, "anna")
    assert (tmp_path / "access-log").stat().st_size < LARGEST / 2
    entries, more = AccessLog(tmp_path / "access-log", lambda: now[0]).entries(0.0, 1000)
    assert entries[-1].what is What.MADE
    assert not more
    assert entries[0].of == "anna"


def test_a_clock_that_was_set_back_hides_nothing_of_the_log(tmp_path: Path) -> None:
    now = [0.0]
    log = AccessLog(tmp_path / "access-log", lambda: now[0])
    for now[0] in (10.0, 20.0, 90.0, 30.0, 40.0):
        log.note("anna", What.LOGGED_IN, str(now[0]))
    seen: list[float] = []
    more = True
    while more:
        entries, more = log.entries(seen[-1] if seen else 0.0, 2)
        seen += [each.time for each in entries]
    assert seen == [90.0, 40.0, 30.0, 20.0, 10.0]


async def test_a_wrong_password_on_the_own_page_is_noted(box: Box) -> None:
    token = await box.log_in()
    await box.denied(access.BeginSecondFactor("not mine"), token)
    newest = (await box.ask(access.GetAccessLog(), token)).entries[0]
    assert (newest.who, newest.what, newest.of) == ("anna", What.REFUSED, "anna")
