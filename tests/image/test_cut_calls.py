"""Asterisk is killed with calls up: dial tone comes back, and of the calls only the end is lost."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from appliance.wire.protocol import SetRecording
from appliance.wire.views import CallResult, Direction, PastCall
from build.lib.vm.waiting import wait_until
from drivers.virtual.dsp.goertzel import share
from tests.image.exchange import PROCESS
from tests.image.harness import Guest
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone, Stream, Voice
from tests.image.seconds import agree, measured
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor

_PAIRS = ((3, 4), (5, 6), (7, 8))
_ABROAD = "84951230002"  # who is called over the E1
_CITY = "9160000098"  # who calls the SIP telephone
_TALK = (700, 1100)  # Hz, what callers say, and what those they call say
_MARK = (1500, 1900)  # the same two from a known moment shortly before the end
_MARKED = 4.0  # seconds of that at least; more than may be lost
_STARTING = 10.0  # seconds; a row ends when the next Asterisk starts, which knows no better
_LOST = 2.0  # seconds of a recording that may be missing before the cut
_RATE, _WINDOW = 8000, 2000  # samples: of a second, and judged at once
_KILL = f"kill -9 {PROCESS}; cat /proc/uptime"


@pytest.fixture
def recording(supervisor: Supervisor) -> Iterator[None]:
    """Every call is recorded."""
    supervisor.ask(SetRecording(base=supervisor.revision, which="all"))
    yield
    supervisor.ask(SetRecording(base=supervisor.revision, which="none"))


@pytest.fixture
def sip(box: Guest, supervisor: Supervisor) -> Iterator[SipPhone]:
    """A SIP telephone that is there for this test only."""
    phone = SipPhone(box, supervisor, "Cut")
    yield phone
    phone.put_away()


@dataclass(frozen=True, slots=True)
class Talk:
    """A call that is up, and what its record must say; the other side may have no extension."""

    caller: Voice
    called: Voice
    numbers: tuple[str, str]
    direction: Direction
    answered_by: str | None

    def both_say(self, tones: tuple[int, int]) -> None:
        """The caller one tone, who is called the other."""
        self.caller.play(tones[0])
        self.called.play(tones[1])

    def both_hear(self) -> None:
        """Talk until each has heard the other."""
        self.both_say(_TALK)
        self.called.must_hear(_TALK[0])
        self.caller.must_hear(_TALK[1])

    def is_record(self, call: PastCall) -> bool:
        """Whether this is the row of this call, marked cut."""
        return (call.caller, call.dialled) == self.numbers and call.result is CallResult.CUT


def _inside(caller: Phone, called: Phone) -> Talk:
    caller.reaches(called.extension, called.rings_soon)
    called.lift()
    numbers = (caller.extension, called.extension)
    return Talk(caller, called, numbers, Direction.INTERNAL, called.extension)


def _outward(stream: Stream, desk: Phone) -> Talk:
    """A desk's call to the far exchange."""
    call = stream.reached_by(desk, "#1", _ABROAD)
    return Talk(desk, call, (desk.extension, _ABROAD), Direction.OUTBOUND, None)


def _inward(stream: Stream, sip: SipPhone) -> Talk:
    """A call from the far exchange that a SIP telephone answers."""
    dialled = f"4951{sip.extension}"
    call = stream.call(dialled, _CITY)
    sip.do("ringing")
    sip.do("answer")
    call.is_now("up", within=120)
    return Talk(call, sip, (_CITY, dialled), Direction.INBOUND, sip.extension)


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


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("recording")
def test_killed_with_calls_up(
    box: Guest,
    ends: FarEnds,
    supervisor: Supervisor,
    sip: SipPhone,
    record_property: Callable[..., None],
) -> None:
    desks = [(Phone(ends, caller), Phone(ends, called)) for caller, called in _PAIRS]
    desk, stream = Phone(ends, 9), Stream(ends)
    stream.linked()
    talks = [_inside(*pair) for pair in desks] + [_outward(stream, desk), _inward(stream, sip)]
    for talk in talks:
        talk.both_hear()
    for talk in talks:
        talk.both_say(_MARK)
    marked = box.uptime()
    wait_until(lambda: box.uptime() > marked + _MARKED, "some seconds of the mark")
    cut = float(box.run(["/bin/sh", "-c", _KILL]).out.split()[0])

    for phone in (desk, *(phone for pair in desks for phone in pair)):
        phone.hang_up()
    wait_for_dial_tone(box)
    back = round(box.uptime() - cut, 1)
    record_property("dial_tone_back_s", back)
    print(f"dial tone was back {back} s after the kill")
    sip.do("hang_up")

    for talk in talks:
        record = supervisor.newest(talk.is_record, seconds=120)
        assert record.direction is talk.direction
        assert talk.answered_by in {None, record.answered_by}
        assert record.talk_seconds > _MARKED
        assert record.recorded
        missing = _missing(box, record, cut - marked)
        print(f"{talk.numbers}: the recording lacks {missing} s before the cut")
        assert max(missing) < _LOST, (record, missing)
        agree(record, measured(talk.caller, talk.called, ended=cut), within=_STARTING)
    stream.linked()
