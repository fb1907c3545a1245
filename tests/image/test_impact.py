"""What a change of the cards' lines does to calls over them: as many end as were foreseen.

What it does to the calls of SIP telephones is tried in tests/integration/asterisk/test_impact.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from appliance.wire.configuration import Edit, GetStreams, Revert
from appliance.wire.protocol import GetCalls
from appliance.wire.views import CallState
from build.lib.vm.waiting import wait_until
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Line, Phone, Stream
from tests.image.supervisor import Supervisor

# Whose telephone takes part: each names one call, also where the name of a caller was torn.
INSIDE, STREAM, CITY = "209", "211", "201"
Command = dict[str, Any]


class ThreeCalls:
    """Between two telephones, and from outside over the E1 and over a city line; all talk."""

    def __init__(self, ends: FarEnds, supervisor: Supervisor) -> None:
        self._ends, self.supervisor = ends, supervisor
        caller, called, operator, direct = (Phone(ends, number) for number in (9, 10, 1, 11))
        caller.reaches("210", called.rings_soon)
        called.lift()
        caller.play(700)
        Stream(ends).linked(within=180)
        abroad, downtown = Stream(ends).call("4951211", "9161112233"), Line(ends, 1)
        direct.rings()
        direct.lift()
        abroad.is_now("up")
        abroad.play(1004)
        downtown.ring("4957778899")
        operator.rings()
        operator.lift()
        downtown.held()
        downtown.play(1100)
        self._heard: dict[str, Callable[[], None]] = {
            INSIDE: lambda: called.must_hear(700),
            STREAM: lambda: direct.must_hear(1004),
            CITY: lambda: operator.must_hear(1100),
        }
        wait_until(lambda: self.talk() == {INSIDE, STREAM, CITY}, "three calls", seconds=60)
        self.hear(self.talk())

    def talk(self) -> set[str]:
        """The calls in which somebody talks."""
        calls = self.supervisor.ask(GetCalls()).calls
        talking = {number for c in calls if c.state is CallState.TALKING for number in c.numbers}
        return talking & {INSIDE, STREAM, CITY}

    def hear(self, calls: set[str]) -> None:
        """Each of these calls has sound."""
        for each in sorted(calls):
            self._heard[each]()

    def hang_up(self) -> None:
        self._ends.let_go()
        wait_until(lambda: not self.supervisor.ask(GetCalls()).calls, "the calls' end", seconds=90)


@contextmanager
def _three_calls(ends: FarEnds, supervisor: Supervisor) -> Iterator[ThreeCalls]:
    calls = ThreeCalls(ends, supervisor)
    try:
        yield calls
    finally:
        calls.hang_up()


@pytest.fixture
def as_before(supervisor: Supervisor) -> Iterator[None]:
    """The settings are those of before when the test ends."""
    first = supervisor.revision
    yield
    if supervisor.revision != first:
        supervisor.ask(Revert(supervisor.revision, first))


def _rename(_: Supervisor) -> Command:
    return {"type": "RenameExtension", "number": INSIDE, "name": "Olga in a call"}


def _take_telephone(_: Supervisor) -> Command:
    """Whose call is up."""
    return {"type": "RemoveExtension", "number": INSIDE}


def _take_idle_telephone(_: Supervisor) -> Command:
    return {"type": "RemoveExtension", "number": "216"}


def _as_it_is(supervisor: Supervisor) -> Command:
    """The command that makes the E1 what it is."""
    (stream,) = supervisor.ask(GetStreams()).streams
    return cast("Command", stream)


def _other_side(supervisor: Supervisor) -> Command:
    """The E1 is spoken from the other end; the cards' own settings stay."""
    return {**_as_it_is(supervisor), "side": "pri_net"}


@pytest.mark.parametrize(
    ("change", "ends_these"),
    [
        (_rename, set()),
        (_take_idle_telephone, set()),
        (_take_telephone, {INSIDE}),
        (_other_side, {STREAM}),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_as_many_calls_end_as_were_foreseen(
    ends: FarEnds,
    supervisor: Supervisor,
    as_before: None,
    change: Callable[[Supervisor], Command],
    ends_these: set[str],
) -> None:
    with _three_calls(ends, supervisor) as calls:
        command, base = change(supervisor), supervisor.revision
        foreseen = supervisor.ask(Edit(base, command, preview=True)).drops
        assert foreseen == len(ends_these)
        supervisor.ask(Edit(base, command))
        left = {INSIDE, STREAM, CITY} - ends_these
        wait_until(lambda: calls.talk() == left, f"only {left} talk", seconds=60)
        calls.hear(left)
        assert calls.talk() == left


def test_after_all_that_the_lines_serve_as_before(ends: FarEnds, supervisor: Supervisor) -> None:
    with _three_calls(ends, supervisor):
        assert supervisor.ask(GetCalls()).calls
