"""Demo telephones on the booted box, by the socket that the supervisor uses."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from appliance.wire.demo import GetDemoTelephones, LiftDemo
from appliance.wire.views import CallResult, Direction
from build.lib.vm.waiting import wait_until
from drivers.virtual import desk
from drivers.virtual.desk import Desk, Fate, Heard, LineState, PhoneNow
from drivers.virtual.dsp.goertzel import judge
from drivers.virtual.dsp.level import RATE, samples
from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Stream
from tests.image.supervisor import Supervisor

_ASK = (Path(__file__).with_name("inside") / "desk.py").read_text()
DIAL_TONE = 425  # Hz, in Russia
_SECONDS = 4.0  # of sound
_WHOLE = 0.9  # of the power of half a second that must be at the frequency
_LOUD = -30.0  # dBm0; a dial tone is well above


def _ask(box: Guest, question: desk.Question, seconds: float = 30.0) -> list[desk.Answer]:
    """All that is answered, as the supervisor's user is."""
    argv = ["python3", "-IBc", _ASK, str(seconds)]
    told = box.run(argv, user="lineman", stdin=desk.encode(question), seconds=seconds + 60).raw
    return list(_answers(told))


def _answers(told: bytes) -> Iterator[desk.Answer]:
    while len(told) >= 4:
        (length,) = struct.unpack(">I", told[:4])
        if len(told) < 4 + length:
            return  # the last one was cut short
        yield desk.decode_answer(told[4 : 4 + length])
        told = told[4 + length :]


def _do(box: Guest, question: desk.Question) -> None:
    assert _ask(box, question) == [desk.Done()]


def _desk(box: Guest) -> Desk:
    now = _ask(box, desk.Look())[0]
    assert isinstance(now, Desk)
    return now


def _until(box: Guest, name: str, fits: Callable[[PhoneNow], bool], what: str) -> None:
    def look() -> bool:
        return any(each.name == name and fits(each) for each in _desk(box).phones)

    wait_until(look, f"telephone {name}: {what}", seconds=60, every=0.5)


@pytest.fixture(autouse=True)
def _answered_again(box: Guest, ends: FarEnds) -> Iterator[None]:
    """What is left lifted `ends` puts down."""
    yield
    _do(box, desk.SetFate(Fate.ANSWER))


def test_a_lifted_telephone_gives_its_dial_tone_away(box: Guest) -> None:
    _do(box, desk.Lift("1"))
    _until(box, "1", lambda phone: phone.heard is Heard.DIAL, "dial tone")
    heard = [each for each in _ask(box, desk.Hear("1"), _SECONDS) if isinstance(each, desk.Sound)]
    sound = samples(b"".join(each.samples for each in heard))
    assert len(sound) > _SECONDS / 2 * RATE
    halves = [sound[at : at + RATE // 2] for at in range(0, len(sound) - RATE // 2, RATE // 2)]
    judged = [judge(half, DIAL_TONE) for half in halves]
    print(f"dial tone: {judged}")
    assert any(share > _WHOLE and loud > _LOUD for share, loud in judged)
    _do(box, desk.HangUp("1"))
    assert _ask(box, desk.Hear("1")) == [desk.Wrong(desk.Why.ON_HOOK)]


def test_one_calls_another_by_keys_and_both_hang_up(box: Guest, supervisor: Supervisor) -> None:
    _do(box, desk.Lift("1"))
    _until(box, "1", lambda phone: phone.heard is Heard.DIAL, "dial tone")
    _do(box, desk.Press("1", "202"))
    _until(box, "1", lambda phone: phone.dialled == "202", "its digits")
    _until(box, "2", lambda phone: phone.rings and phone.caller == "201", "rings, with a number")
    _do(box, desk.Lift("2"))
    _until(box, "2", lambda phone: phone.lifted and not phone.rings, "answered")
    _do(box, desk.HangUp("2"))
    _do(box, desk.HangUp("1"))
    record = supervisor.record_of("201", "202")
    assert (record.direction, record.result) == (Direction.INTERNAL, CallResult.ANSWERED)


def test_a_call_comes_in_over_the_e1_and_one_goes_out_to_nobody(
    box: Guest, ends: FarEnds, supervisor: Supervisor
) -> None:
    Stream(ends).linked()
    _do(box, desk.Ring("stream-1", "9161112233", "OOO Romashka", "4951203"))
    _until(box, "3", lambda phone: phone.rings, "rings")
    line = next(each for each in _desk(box).lines if each.name == "stream-1")
    assert (line.state, line.number) == (LineState.RINGS, "9161112233")
    _do(box, desk.EndCall("stream-1"))
    _until(box, "3", lambda phone: not phone.rings, "rings no longer")
    record = supervisor.record_of("9161112233", "4951203")
    assert record.direction is Direction.INBOUND
    _do(box, desk.SetFate(Fate.BUSY))
    _do(box, desk.Lift("4"))
    _until(box, "4", lambda phone: phone.heard is Heard.DIAL, "dial tone")
    _do(box, desk.Press("4", "#184951230099"))
    _until(box, "4", lambda phone: phone.heard is Heard.BUSY, "busy tone")
    _do(box, desk.HangUp("4"))


def test_the_supervisor_shows_the_same_and_has_a_hand_in_it(
    box: Guest, supervisor: Supervisor
) -> None:
    told = supervisor.ask(GetDemoTelephones())
    assert told.there
    assert told.sound
    assert [each.number for each in told.phones[:4]] == ["201", "202", "203", "204"]
    assert len(told.phones) == len(_desk(box).phones)
    told = supervisor.ask(LiftDemo("5"))
    assert [each.key for each in told.phones if each.lifted] == ["5"]
    _until(box, "5", lambda phone: phone.lifted, "lifted")


@pytest.mark.parametrize("user", ["asterisk", "lineman-web", "www-data", "nobody"])
def test_nobody_else_reaches_the_telephones(box: Guest, user: str) -> None:
    argv = ["python3", "-IBc", _ASK, "5"]
    refused = box.run(argv, user=user, stdin=desk.encode(desk.Look()), check=False)
    assert refused.code != 0
    assert "PermissionError" in refused.err


def test_what_is_not_of_its_tongue_is_hung_up_on(box: Guest) -> None:
    argv = ["python3", "-IBc", _ASK, "20"]
    for hostile in (b"\xc1", b"\xff" * 900, msgspec.msgpack.encode({"type": "Reboot"})):
        assert box.run(argv, user="lineman", stdin=hostile).raw == b""
    assert _desk(box).phones
