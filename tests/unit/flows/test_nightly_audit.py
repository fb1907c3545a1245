"""What a night finds: rows that differ, recordings that are missing, short or silent."""

import os
import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import pi, sin
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.asterisk.recordings import Recordings
from appliance.beside import OneThread
from appliance.core.call_audit import Wrong, due
from appliance.core.calls import Call
from appliance.core.directory import identified
from appliance.core.errors import Fault
from appliance.core.trunks import Recording
from appliance.daemon.audit_watch import until_night
from appliance.flows.nightly_audit import AT_ONCE, KINDS, Found, NightlyAudit, issues
from appliance.store.database import execute
from appliance.store.history import Cursor, History
from tests.fakes.stories import ALL, CUT, calls, lines, told_again
from tests.fakes.stories_office import CONFIG, DIRECTORY

_HELD = "held"  # recorded, 4.8 s of talk


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.db", lambda: DIRECTORY)
    yield made
    made.close()


def _take(history: History, *names: str) -> list[Call]:
    return history.take([line for name in names for line in lines(name)], Cursor("1", 1))


def _record(folder: Path, call: Call, seconds: float, loud: int = 8000) -> None:
    path = folder / call.recordings[0].removeprefix("/srv/recordings/")
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = (round(loud * sin(2 * pi * n / 8)) for n in range(int(seconds * 8000)))
    path.write_bytes(array("h", (value for each in tone for value in (each, 0))).tobytes())


async def _night(history: History, folder: Path, *, full: bool = False) -> Found:
    """Where the loop itself writes nothing; `full`: there is no room to write at all."""
    writer = OneThread("writer")
    execute(history._database, "PRAGMA query_only = 1")
    await writer(lambda: execute(history._database, f"PRAGMA query_only = {int(full)}"))
    try:
        return await NightlyAudit(history, Recordings(folder), lambda _start: None, writer).run()
    finally:
        execute(history._database, "PRAGMA query_only = 0")
        writer.end(history.close)


async def test_every_story_agrees_with_its_events(history: History, tmp_path: Path) -> None:
    _take(history, *(name for name in ALL if name not in CUT))
    found = await _night(history, tmp_path)
    assert Wrong.DIFFERS not in found.wrong
    assert found.looked_at > 100
    assert (await _night(history, tmp_path)).looked_at == 0


@pytest.mark.parametrize(
    ("seconds", "loud", "wrong"),
    [
        (4.8, 8000, []),
        (3.0, 8000, []),
        (2.0, 8000, [Wrong.SHORT]),
        (4.8, 0, [Wrong.SILENT]),
        (None, 0, [Wrong.MISSING]),
    ],
)
async def test_a_recording_is_held_against_the_talk(
    history: History, tmp_path: Path, seconds: float | None, loud: int, wrong: list[Wrong]
) -> None:
    (call,) = _take(history, _HELD)
    if seconds is not None:
        _record(tmp_path, call, seconds, loud)
    found = await _night(history, tmp_path)
    assert list(found.wrong) == wrong
    assert [issue.kind for issue in issues(found)] == [each.value for each in wrong]
    assert all(call.key in keys for keys in found.wrong.values())


async def test_a_row_that_differs_is_told_anew(history: History, tmp_path: Path) -> None:
    (call,) = _take(history, "busy")
    history.correct(replace(call, answered_by="302", talked=1140.0))
    found = await _night(history, tmp_path)
    assert list(found.wrong) == [Wrong.DIFFERS]
    assert history.calls() == [call]


async def test_rows_of_an_earlier_release_are_told_anew_in_silence(
    history: History, tmp_path: Path
) -> None:
    (call,) = _take(history, "busy")
    history.correct(replace(call, happened=(), talked=-1.0))
    execute(history._database, "UPDATE call SET told = 0")
    execute(history._database, "DELETE FROM trait")
    found = await _night(history, tmp_path)
    assert not found.wrong
    assert history.calls() == [call]
    assert execute(history._database, "SELECT 1 FROM trait WHERE value = '302'")


@pytest.mark.parametrize(("seconds", "wrong"), [(0.5, set()), (None, {Wrong.MISSING})])
async def test_how_long_is_recorded_at_a_key_is_up_to_somebody(
    history: History, tmp_path: Path, seconds: float | None, wrong: set[Wrong]
) -> None:
    said = [line.replace(".raw", "-now-1795848637.raw") for line in lines(_HELD)]
    (call,) = history.take(said, Cursor("1", 1))
    if seconds is not None:
        _record(tmp_path, call, seconds)
    assert set((await _night(history, tmp_path)).wrong) == wrong


async def test_a_recording_without_a_call_is_told(history: History, tmp_path: Path) -> None:
    (call,) = _take(history, _HELD)
    _record(tmp_path, call, 4.8)
    stray = replace(call, recordings=("/srv/recordings/2026/11/28/1.2.raw",))
    _record(tmp_path, stray, 1.0)
    for path in tmp_path.glob("**/*.raw"):
        os.utime(path, (0, 0))
    found = await _night(history, tmp_path)
    assert list(found.orphans) == list(stray.recordings)
    assert [issue.kind for issue in issues(found)] == ["recording-unknown"]
    assert {issue.kind for issue in issues(found)} <= set(KINDS)


async def test_a_full_disk_is_a_fault_and_nothing_is_passed_over(
    history: History, tmp_path: Path
) -> None:
    (call,) = _take(history, "busy")
    with pytest.raises(Fault, match="cannot be written"):
        await _night(history, tmp_path, full=True)
    assert (await _night(history, tmp_path)).looked_at == 1
    history.correct(replace(call, answered_by="302", talked=1140.0))
    execute(history._database, "UPDATE call SET told = 0")
    with pytest.raises(Fault, match="cannot be written"):
        await _night(history, tmp_path, full=True)


async def test_a_damaged_history_is_a_fault(history: History, tmp_path: Path) -> None:
    execute(history._database, "DROP TABLE audit")
    with pytest.raises(Fault, match="cannot be read"):
        await _night(history, tmp_path)


async def test_a_clock_that_was_ahead_hides_no_call(history: History, tmp_path: Path) -> None:
    history.take(told_again("busy", 20), Cursor("1", 1))  # years ahead of the other one
    assert (await _night(history, tmp_path)).looked_at == 1
    _take(history, "busy")
    assert (await _night(history, tmp_path)).looked_at == 1
    assert (await _night(history, tmp_path)).looked_at == 0


async def test_recordings_are_looked_up_a_few_at_a_time_beside_the_loop(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a box with a hundred thousand of them would not tell its watchdog that it lives."""
    folder = tmp_path / "2026/11/28"
    folder.mkdir(parents=True)
    for number in range(AT_ONCE * 2 + 1):
        os.utime(_touched(folder / f"{number}.raw"), (0, 0))
    asked: list[tuple[bool, int]] = []
    unknown = History.unknown

    def watched(self: History, names: Sequence[str]) -> list[str]:
        here = threading.current_thread() is threading.main_thread()
        asked.append((here, len(names)))
        return unknown(self, names)

    monkeypatch.setattr(History, "unknown", watched)
    found = await _night(history, tmp_path)
    assert len(found.orphans) == AT_ONCE * 2 + 1
    assert asked == [(False, AT_ONCE), (False, AT_ONCE), (False, 1)]


def _touched(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("answered_after_a_while", Recording.ALL, True),
        ("answered_after_a_while", Recording.OUTSIDE, False),
        ("out_answered", Recording.OUTSIDE, True),
        ("in_to_an_extension", Recording.OUTSIDE, True),
        ("in_to_an_extension", Recording.NONE, False),
        ("out_busy", Recording.ALL, False),
        ("attended", Recording.ALL, False),  # too much happened to judge it by the rule alone
    ],
)
def test_what_the_rule_says(name: str, rule: Recording, expected: bool) -> None:
    call = identified(calls(name)[0], DIRECTORY)
    assert due(call, replace(CONFIG, recording=rule)) is expected


def test_the_night_is_half_past_three_by_the_wall() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert until_night(datetime(2026, 11, 28, 3, 0, tzinfo=zone)) == 1800
    assert until_night(datetime(2026, 11, 28, 3, 30, tzinfo=zone)) == 86400
    assert until_night(datetime(2026, 10, 24, 3, 30, tzinfo=zone)) == 90000  # an hour more
