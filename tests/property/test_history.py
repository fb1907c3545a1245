"""Whatever the order, the cuts and the kills: one record a call, nothing lost, nothing twice."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.calls import Call
from appliance.core.cel import CelRow, SpoolStart, read_line
from appliance.core.open_calls import Finished, OpenCalls
from appliance.store.call_finding import CallFilter
from appliance.store.history import Cursor, History
from tests.fakes.stories import NAMES, started, told_again

_BOOT = "boot"
_DEATH = 2_000_000_000.0
_FIRST = started(1.0, _BOOT)
_RESTART = started(_DEATH, _BOOT)


@dataclass(frozen=True)
class Day:
    """Calls as they stand mixed in the spool, each of them alone, and where Asterisk died."""

    lines: list[str]
    calls: list[list[str]]
    cut: int


@st.composite
def days(draw: st.DrawFn) -> Day:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
    calls = [told_again(name, 10 + number) for number, name in enumerate(names)]
    turns = draw(st.permutations([n for n, call in enumerate(calls) for _ in call]))
    left = [iter(call) for call in calls]
    lines = [next(left[turn]) for turn in turns]
    return Day(lines, calls, draw(st.integers(0, len(lines))))


def _alone(lines: Sequence[str]) -> list[Call]:
    """What a call's own events say when there is no other, and Asterisk dies behind them."""
    up, found = OpenCalls(_BOOT), list[Finished]()
    for row in map(read_line, lines):
        assert isinstance(row, CelRow)
        if (finished := up.feed(row)) is not None:
            found.append(finished)
    found += up.restarted(SpoolStart(_DEATH, _BOOT))
    return [each.call for each in found if each.call is not None]


def _sorted(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda call: call.key)


@contextmanager
def _history() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "history.db"


def _feed(path: Path, batches: Sequence[Sequence[str]]) -> list[Call]:
    """Each batch is taken by a supervisor that dies after it."""
    for number, batch in enumerate(batches):
        history = History(path)
        history.take(batch, Cursor("spool", number))
        history.close()
    history = History(path)
    calls = history.calls(CallFilter(limit=1000))
    history.close()
    return calls


def _split(lines: list[str], at: list[int]) -> list[list[str]]:
    places = sorted({min(place, len(lines)) for place in at} | {0, len(lines)})
    return [lines[a:b] for a, b in pairwise(places)]


batches = st.lists(st.integers(0, 120), max_size=4)


@given(days(), batches)
def test_calls_told_in_turns_are_each_told_right(day: Day, at: list[int]) -> None:
    with _history() as path:
        found = _feed(path, _split([_FIRST, *day.lines], at))
    wanted = [call for lines in day.calls for call in _alone(lines)]
    assert len(wanted) == len(day.calls)
    assert _sorted(found) == _sorted(wanted)


@given(days(), batches)
def test_a_cut_loses_no_call_and_invents_none(day: Day, at: list[int]) -> None:
    before = day.lines[: day.cut]
    begun = [[line for line in lines if line in before] for lines in day.calls]
    later = [line for lines in day.calls if lines[0] not in before for line in lines]
    with _history() as path:
        found = _feed(path, _split([_FIRST, *before, _RESTART, *later], at))
    after = [lines for lines in day.calls if lines[0] not in before]
    assert _sorted(found) == _sorted(call for lines in (*begun, *after) for call in _alone(lines))
    assert all(
        any(call.key.endswith(f"/{_first(lines)}") for call in found)
        for lines in begun
        if _dialled(lines)
    )


def _dialled(lines: Sequence[str]) -> bool:
    """An analogue receiver that is lifted calls nobody as yet."""
    rows = [row for row in map(read_line, lines) if isinstance(row, CelRow)]
    return any(row.exten != "s" for row in rows)


def _first(lines: Sequence[str]) -> str:
    row = read_line(lines[0])
    assert isinstance(row, CelRow)
    return row.linked


@given(days(), batches, st.integers(0, 100), st.integers(1, 100))
def test_what_is_read_again_changes_nothing(day: Day, at: list[int], first: int, many: int) -> None:
    lines = [_FIRST, *day.lines[: day.cut], _RESTART]
    with _history() as path:
        once = _feed(path, [lines])
    again = [*_split(lines, at), lines[first : first + many], lines[first : first + many]]
    with _history() as path:
        assert _feed(path, again) == once
        history = History(path)
        told = [line for call in once for line in history.events(call.key)]
        history.close()
    assert len(told) == len(set(told))
