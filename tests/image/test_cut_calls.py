"""Asterisk is killed with calls up: dial tone comes back, and of the calls only the end is lost."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

import pytest

from appliance.wire.protocol import SetRecording
from appliance.wire.views import CallResult, Direction, PastCall
from build.lib.vm.waiting import wait_until
from drivers.virtual.dsp.goertzel import share
from tests.image.harness import Guest
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone, Stream, StreamCall
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor

_PAIRS = ((3, 4), (5, 6), (7, 8))
_ABROAD = "84951230002"  # who is called over the E1
_CITY = "9160000098"  # who calls the SIP telephone
_TALK = (700, 1100)  # Hz, what callers say, and what those they call say
_MARK = (1500, 1900)  # the same two from a known moment shortly before the end
_MARKED = 4.0  # seconds of that at least; more than may be lost
_LOST = 2.0  # seconds of a recording that may be missing before the cut
_RATE, _WINDOW = 8000, 2000  # samples: of a second, and judged at once
_KILL = (
    "pid=$(systemctl show --property=MainPID --value asterisk.service);"
    " kill -9 $pid; date +%s.%N"
)  # fmt: skip


@pytest.fixture
def recording(supervisor: Supervisor) -> Iterator[None]:
    """Every call is recorded."""
    supervisor.ask(SetRecording(base=supervisor.revision, which="all"))
    yield
    supervisor.ask(SetRecording(base=supervisor.revision, which="none"))


def _now(box: Guest) -> float:
    """Seconds since the epoch by the guest's clock."""
    return float(box.run(["date", "+%s.%N"]).out)


def _talks(caller: Phone, called: Phone) -> None:
    caller.reaches(called.extension, called.rings_soon)
    called.lift()
    caller.play(_TALK[0])
    called.play(_TALK[1])
    called.must_hear(_TALK[0])
    caller.must_hear(_TALK[1])


def _marked_seconds(side: array[int], mark: int) -> float:
    """How long `mark` was being said when the recording ended."""
    starts = range(0, len(side) - _WINDOW + 1, _WINDOW)
    marked = (at for at in starts if share(side[at : at + _WINDOW], mark) > 0.5)
    first = next(marked, len(side))
    return (len(side) - first) / _RATE


def _missing(box: Guest, record: PastCall, seconds: float) -> list[float]:
    """Seconds of each side that its recording lacks, of those from the mark to the cut.

    By the sound and not by the length: an emulated processor loses blocks all the time.
    """
    name = record.key.rpartition("/")[2]
    (path,) = box.run(["find", "/srv/recordings", "-name", f"{name}.raw"]).out.split()
    raw = box.read(path)
    sound = array("h", raw[: len(raw) // 4 * 4])
    last = round((seconds + 10) * _RATE)
    return [
        seconds - _marked_seconds(side[-last:], mark)
        for side, mark in zip((sound[0::2], sound[1::2]), _MARK, strict=True)
    ]


def _is_cut(caller: str, dialled: str) -> Callable[[PastCall], bool]:
    def fits(call: PastCall) -> bool:
        between = (call.caller, call.dialled) == (caller, dialled)
        return between and call.result is CallResult.CUT

    return fits


def _over_the_e1(ends: FarEnds, desk: Phone, sip: str) -> list[StreamCall]:
    """A desk's call to the far exchange, and one from there that a SIP telephone answers."""
    stream = Stream(ends)
    stream.linked()
    out = stream.reached_by(desk, "#1", _ABROAD)
    into = stream.call(f"4951{sip}", _CITY)
    into.is_now("up", within=120)
    return [out, into]


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("recording")
def test_killed_with_calls_up(
    box: Guest, ends: FarEnds, supervisor: Supervisor, record_property: Callable[..., None]
) -> None:
    pairs = [(Phone(ends, caller), Phone(ends, called)) for caller, called in _PAIRS]
    for caller, called in pairs:
        _talks(caller, called)
    desk, sip = Phone(ends, 9), SipPhone(box, supervisor, "Cut")
    sip.do("answer_all")
    outside = _over_the_e1(ends, desk, sip.extension)
    for caller, called in pairs:
        caller.play(_MARK[0])
        called.play(_MARK[1])
    marked = _now(box)
    wait_until(lambda: _now(box) > marked + _MARKED, "some seconds of the mark")
    cut = float(box.run(["/bin/sh", "-c", _KILL]).out)

    for phone in (desk, *(phone for pair in pairs for phone in pair)):
        phone.hang_up()
    wait_for_dial_tone(box)
    back = round(_now(box) - cut, 1)
    record_property("dial_tone_back_s", back)
    print(f"dial tone was back {back} s after the kill")

    for caller, called in pairs:
        record = supervisor.newest(_is_cut(caller.extension, called.extension), seconds=120)
        assert record.direction is Direction.INTERNAL
        assert record.answered_by == called.extension
        assert record.talk_seconds > _MARKED
        assert record.recorded
        missing = _missing(box, record, cut - marked)
        print(f"{caller.extension}: the recording lacks {missing} s before the cut")
        assert max(missing) < _LOST, (record, missing)
    for caller_number, dialled, direction in (
        (desk.extension, _ABROAD, Direction.OUTBOUND),
        (_CITY, f"4951{sip.extension}", Direction.INBOUND),
    ):
        record = supervisor.newest(_is_cut(caller_number, dialled), seconds=120)
        assert record.direction is direction
        assert record.talk_seconds > _MARKED
        assert record.recorded
        if direction is Direction.INBOUND:
            assert record.answered_by == sip.extension
    Stream(ends).linked()
    for call in outside:  # as the far exchange sees them; it may have noticed by itself
        call.hang_up()
        call.is_now("down", within=180)
