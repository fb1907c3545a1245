"""Many calls at once on one E1, and what the death of all but Asterisk does to them."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.wire.views import CallResult, Direction, PastCall
from build.lib.vm.waiting import TooLate, wait_until
from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.harness.link import Program
from tests.image.office import Phone, Stream, StreamCall
from tests.image.seconds import agree, measured
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor

_LATE_BY = 3.0  # seconds by which a row of the history may be off with all of them up
_NOT_THE_EXCHANGE = ("lineman.service", "lineman-web.service", "nginx.service")
_DEATHS = Path(__file__).with_name("inside") / "deaths.py"
_DEAD = "/run/all-but-the-exchange-dead"
_LATE_CALLER = "9160000099"
_DEATHS_ALONE = 3  # deaths without a call whose median counts


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls, how many of them to sockets, and on how many sound is tried together."""

    calls: int
    desks: int
    ramp: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Deaths:
    """Seconds of the guest's clock until each was back, and the call placed once all were dead."""

    away: dict[str, float]
    call: StreamCall
    up_before_all_were_back: bool


class ManyCalls:
    """Calls of the far exchange to `desks` telephones in sockets.

    The rest go to a SIP telephone that takes any number of them.
    """

    def __init__(self, box: Guest, ends: FarEnds, supervisor: Supervisor, desks: int) -> None:
        self._box, self._ends, self._supervisor, self._desks = box, ends, supervisor, desks
        self._sip = SipPhone(box, supervisor, "Many")
        self._sip.do("answer_all")
        supervisor.from_now_on()

    def bring_up(self, count: int) -> list[StreamCall]:
        """Each is answered before the next is called.

        All at once they would ring longer than a caller waits until an emulated processor gets
        round.
        """
        stream = Stream(self._ends)
        stream.linked()
        calls = []
        for number in range(1, count + 1):
            caller = _caller(number)
            if number <= self._desks:
                calls.append(self._answered(number, caller))
                continue
            calls.append(stream.call(f"4951{self._sip.extension}", caller))
            calls[-1].is_now("up", within=120)
        slots = {call.is_now("up")["slot"] for call in calls}
        assert len(slots) == count, f"{count} calls in time slots {sorted(slots)}"
        return calls

    def _answered(self, number: int, caller: str) -> StreamCall:
        """Have the far exchange call the telephone in a socket; it is lifted when it rings."""
        call = Stream(self._ends).call(f"4951{200 + number}", caller)
        phone = Phone(self._ends, number)
        phone.rings(within=120)
        phone.lift()
        call.is_now("up", within=120)
        return call

    def with_sound(self, calls: list[StreamCall], ramp: tuple[int, ...]) -> int:
        """Of the counts in `ramp` the highest that has sound both ways, all at the same time."""
        carried = 0
        for count in ramp:
            pairs = [(calls[number - 1], Phone(self._ends, number)) for number in _first(count)]
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

    def down(self, calls: list[StreamCall]) -> None:
        """The far exchange hangs up, and so does every telephone in a socket."""
        for call in calls:
            call.hang_up()
        for call in calls:
            call.is_now("down")
        for number in _first(self._desks):
            Phone(self._ends, number).hang_up()

    def have_right_rows(self, calls: list[StreamCall]) -> None:
        """A row for each, of the right telephone, its seconds those of the far ends."""
        wanted = {
            (_caller(number), f"4951{called}", called)
            for number in range(1, len(calls) + 1)
            for called in [str(200 + number) if number <= self._desks else self._sip.extension]
        }
        callers = {caller for caller, _, _ in wanted}
        begun = time.monotonic()

        def rows() -> dict[str, PastCall] | None:
            past = {
                call.caller: call for call in self._supervisor.fresh() if call.caller in callers
            }
            right = {
                (call.caller, call.dialled, call.answered_by)
                for call in past.values()
                if (call.direction, call.result) == (Direction.INBOUND, CallResult.ANSWERED)
            }
            return past if right == wanted else None

        told = wait_until(rows, "a right record of every call", seconds=180, every=2)
        print(f"records were there {time.monotonic() - begun:.0f} s after the calls")
        for number, call in enumerate(calls, 1):
            agree(told[_caller(number)], measured(call, call), within=_LATE_BY)

    def all_but_the_exchange_die(self, late: int) -> Deaths:
        """Killed at once; the telephone `late` is called while they are dead."""
        dying = _dying(self._box)
        self._box.wait(["test", "-e", _DEAD], seconds=120)
        call = self._answered(late, _LATE_CALLER)
        in_time = dying.running
        away = _back_after(dying)
        print(f"the new call was up {'before' if in_time else 'only when'} all were back")
        return Deaths(away, call, in_time)

    def late_call_down(self, deaths: Deaths, late: int) -> None:
        """Only the one that was placed while all were dead."""
        deaths.call.hang_up()
        deaths.call.is_now("down")
        Phone(self._ends, late).hang_up()

    def late_call_has_its_row(self, deaths: Deaths, late: int) -> None:
        """Its row is that of any call, as nobody but Asterisk need be there for it."""
        row = self._supervisor.record_of(_LATE_CALLER, f"4951{200 + late}")
        assert (row.direction, row.result) == (Direction.INBOUND, CallResult.ANSWERED), row
        agree(row, measured(deaths.call, deaths.call), within=_LATE_BY)


def carried(box: Guest, ends: FarEnds, supervisor: Supervisor, plan: Plan) -> int:
    """`plan.calls` at once, with a right row each; how many have sound both ways together."""
    many = ManyCalls(box, ends, supervisor, plan.desks)
    calls = many.bring_up(plan.calls)
    sounded = many.with_sound(calls, plan.ramp)
    print(f"sound both ways on {sounded} calls at once, of {plan.calls} that were up")
    many.down(calls)
    many.have_right_rows(calls)
    return sounded


def back_alone(box: Guest, supervisor: Supervisor) -> float:
    """Seconds until supervisor, page and nginx are all back when no call is up: the median."""
    took = []
    for _ in range(_DEATHS_ALONE):
        supervisor.wait_for_settings()
        took.append(max(_back_after(_dying(box)).values()))
    return statistics.median(took)


def outlive(
    box: Guest, ends: FarEnds, supervisor: Supervisor, plan: Plan, within: float
) -> dict[str, float]:
    """No call drops and a new one passes while supervisor, page and nginx are dead.

    Returns seconds until each was back. Times are judged: when they are not all back `within`
    seconds, or the new call came too late, a machine that others had at that moment gets one more
    try.
    """
    many, late = ManyCalls(box, ends, supervisor, plan.desks), plan.desks + 1
    calls = many.bring_up(plan.calls)
    deaths = many.all_but_the_exchange_die(late)
    if not _as_promised(deaths, within):
        many.late_call_down(deaths, late)
        deaths = many.all_but_the_exchange_die(late)
    assert _as_promised(deaths, within), deaths
    assert {call.is_now("up")["state"] for call in [*calls, deaths.call]} == {"up"}
    for call, number in ((calls[0], 1), (deaths.call, late)):
        call.play(700)
        Phone(ends, number).must_hear(700)
    many.late_call_down(deaths, late)
    many.down(calls)
    Phone(ends, 1).call("202")
    Phone(ends, 2).rings()
    Phone(ends, 1).hang_up()
    many.have_right_rows(calls)
    many.late_call_has_its_row(deaths, late)
    return deaths.away


def _dying(box: Guest) -> Program:
    """All but the exchange are killed at once, each time as if they had never died before.

    systemd waits longer after each death of an uptime, until it forgets them.
    """
    box.run(["rm", "-f", _DEAD])
    box.run(["systemctl", "reset-failed", *_NOT_THE_EXCHANGE])
    argv = ["python3", "-IBc", _DEATHS.read_text(), _DEAD, *_NOT_THE_EXCHANGE]
    return box.start(argv, seconds=400)


def _back_after(dying: Program) -> dict[str, float]:
    """Seconds of the guest's clock until each was back."""
    away: dict[str, float] = json.loads(dying.wait(400).require().out)
    for name, seconds in sorted(away.items()):
        print(f"{name} was back after {seconds} s")
    return away


def _as_promised(deaths: Deaths, within: float) -> bool:
    return deaths.up_before_all_were_back and max(deaths.away.values()) <= within


def _caller(number: int) -> str:
    return f"91600000{number:02}"


def _first(count: int) -> range:
    return range(1, count + 1)
