"""Thirty calls at once on one E1, and what the death of all but Asterisk does to them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.wire.views import CallResult, Direction
from build.lib.vm.waiting import TooLate, wait_until
from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone, Stream, StreamCall
from tests.image.seconds import agree, measured
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor

ALL = 30
DESKS = 16  # the rest go to a SIP telephone that takes any number of calls
LATE = DESKS  # the telephone that is called while all but the exchange are dead
# Seconds of the guest's clock. A box has five, which tests/integration/box/test_deaths.py judges on
# this machine's own processor; the emulated one, busy with twenty calls, is that much slower.
OFFICE, EMULATED = 5.0, 24
BACK_WITHIN = OFFICE * EMULATED
_LATE_BY = 3.0  # seconds by which a row of the history may be off with all of them up
# Calls with sound at once. With sixteen an emulated processor carries none, and starves the rest.
_RAMP = (2, 4, 8)
_SURE = 4  # of them it is sure to carry
_NOT_THE_EXCHANGE = ("lineman.service", "lineman-web.service", "nginx.service")
_DEATHS = Path(__file__).with_name("inside") / "deaths.py"
_DEAD = "/run/all-but-the-exchange-dead"
_LATE_CALLER = "9160000099"


def _answered(ends: FarEnds, number: int, caller: str) -> StreamCall:
    """Have the far exchange call the telephone in a socket; it is lifted when it rings."""
    call, phone = Stream(ends).call(f"4951{200 + number}", caller), Phone(ends, number)
    phone.rings(within=120)
    phone.lift()
    call.is_now("up", within=120)
    return call


def _calls_in(ends: FarEnds, sip: str, count: int, desks: int = DESKS) -> list[StreamCall]:
    """Have the far exchange call `count` extensions; each is answered before the next is called.

    All at once they would ring longer than a caller waits until an emulated processor gets round.
    """
    stream = Stream(ends)
    stream.linked()
    calls = []
    for number in range(1, count + 1):
        caller = f"91600000{number:02}"
        if number <= desks:
            calls.append(_answered(ends, number, caller))
            continue
        calls.append(stream.call(f"4951{sip}", caller))
        calls[-1].is_now("up", within=120)
    return calls


def _sound_at_once(ends: FarEnds, calls: list[StreamCall]) -> int:
    """How many calls this processor carries with sound both ways, all of them at the same time."""
    carried = 0
    for count in _RAMP:
        pairs = [(calls[number - 1], Phone(ends, number)) for number in range(1, count + 1)]
        for call, phone in pairs[carried:]:
            call.play(700)
            phone.play(1100)
        try:
            for call, phone in pairs:
                phone.must_hear(700, seconds=40)
                call.must_hear(1100, seconds=40)
        except TooLate:
            break
        carried = count
    return carried


def _all_down(ends: FarEnds, calls: list[StreamCall]) -> None:
    for call in calls:
        call.hang_up()
    for call in calls:
        call.is_now("down")
    for number in range(1, DESKS + 1):
        Phone(ends, number).hang_up()


@dataclass(frozen=True, slots=True)
class Deaths:
    """Seconds until each was back, and the call that was placed once all were dead."""

    away: dict[str, float]
    call: StreamCall
    up_before_all_were_back: bool

    def are_as_promised(self) -> bool:
        """Whether nobody was away for long, and the call did not need them all."""
        return self.up_before_all_were_back and max(self.away.values()) <= BACK_WITHIN


def _die(box: Guest, ends: FarEnds) -> Deaths:
    """Kill all but the exchange and have it called while they are dead."""
    box.run(["rm", "-f", _DEAD])
    argv = ["python3", "-IBc", _DEATHS.read_text(), _DEAD, *_NOT_THE_EXCHANGE]
    dying = box.start(argv, seconds=400)
    box.wait(["test", "-e", _DEAD], seconds=120)
    call = _answered(ends, LATE, _LATE_CALLER)
    in_time = dying.running
    away: dict[str, float] = json.loads(dying.wait(400).require().out)
    for name, seconds in sorted(away.items()):
        print(f"{name} was back after {seconds} s")
    print(f"the new call was up {'before' if in_time else 'only when'} all were back")
    return Deaths(away, call, in_time)


@pytest.mark.timeout(1800)
def test_thirty_calls_at_once(
    box: Guest,
    ends: FarEnds,
    supervisor: Supervisor,
    record_property: Callable[[str, object], None],
) -> None:
    sip = SipPhone(box, supervisor, "Many")
    sip.do("answer_all")
    calls = _calls_in(ends, sip.extension, ALL)
    assert len({call.is_now("up")["slot"] for call in calls}) == ALL

    carried = _sound_at_once(ends, calls)
    record_property("sound_both_ways_at_once", carried)
    print(f"sound both ways on {carried} calls at once, of {ALL} that were up")
    assert carried >= _SURE
    _all_down(ends, calls)

    wanted = {
        (f"91600000{number:02}", f"4951{called}", called)
        for number in range(1, ALL + 1)
        for called in [str(200 + number) if number <= DESKS else sip.extension]
    }
    callers = {caller for caller, _, _ in wanted}
    begun = time.monotonic()

    def records() -> bool:
        past = [call for call in supervisor.past(ALL) if call.caller in callers]
        right = {
            (call.caller, call.dialled, call.answered_by)
            for call in past
            if (call.direction, call.result) == (Direction.INBOUND, CallResult.ANSWERED)
        }
        return right == wanted

    wait_until(records, "a right record of every call", seconds=180, every=2)
    print(f"records were there {time.monotonic() - begun:.0f} s after the calls")
    rows = {call.caller: call for call in supervisor.past(ALL)}
    for number, call in enumerate(calls, 1):
        agree(rows[f"91600000{number:02}"], measured(call, call), within=_LATE_BY)


@pytest.mark.timeout(1800)
def test_no_call_drops_when_supervisor_and_web_page_die(
    box: Guest,
    ends: FarEnds,
    supervisor: Supervisor,
    record_property: Callable[[str, object], None],
) -> None:
    """Times are judged: a machine that others had at that moment gets one more try."""
    sip = SipPhone(box, supervisor, "Many")
    sip.do("answer_all")
    calls = _calls_in(ends, sip.extension, 20, desks=LATE - 1)
    deaths = _die(box, ends)
    record_property("back_after_s_at_first", deaths.away)
    if not deaths.are_as_promised():
        deaths.call.hang_up()
        deaths.call.is_now("down")
        Phone(ends, LATE).hang_up()
        deaths = _die(box, ends)
    record_property("back_after_s", deaths.away)
    assert deaths.are_as_promised(), deaths
    assert {call.is_now("up")["state"] for call in [*calls, deaths.call]} == {"up"}
    for call, number in ((calls[0], 1), (deaths.call, LATE)):
        call.play(700)
        Phone(ends, number).must_hear(700)
    _all_down(ends, [*calls, deaths.call])
    Phone(ends, 1).call("202")
    Phone(ends, 2).rings()
    Phone(ends, 1).hang_up()
    for number, call in enumerate(calls, 1):
        called = 200 + number if number < LATE else sip.extension
        record = supervisor.record_of(f"91600000{number:02}", f"4951{called}")
        assert (record.direction, record.result) == (Direction.INBOUND, CallResult.ANSWERED)
        assert record.talk_seconds > 1
        agree(record, measured(call, call), within=_LATE_BY)
    late = supervisor.record_of(_LATE_CALLER, f"4951{200 + LATE}")
    assert (late.direction, late.result) == (Direction.INBOUND, CallResult.ANSWERED)
    agree(late, measured(deaths.call, deaths.call), within=_LATE_BY)
