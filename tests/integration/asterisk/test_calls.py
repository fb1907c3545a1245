"""SIP telephones call each other through the compiled dialplan; what the history says of it.

Tones are 30 to 60 Hz apart from each other and speech levels within 1 dB after A-law.
"""

import time
from array import array

import pytest

from appliance.core.calls import Call, Direction, HungUpBy, Result
from drivers.virtual.dsp.goertzel import judge, share
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone

_SETTLED = 0.4  # seconds of sound that the jitter buffers and the first packets need


def _hears(phone: Phone, frequency: int, dbm0: float = -10.0) -> None:
    """In one of the next half seconds: others may have the processor in the first ones."""
    time.sleep(_SETTLED)
    found: list[tuple[float, float]] = []

    def heard() -> bool:
        part, level = judge(phone.sound.hear(0.5), frequency)
        found.append((part, level))
        return part > 0.95 and abs(level - dbm0) < 1

    try:
        wait_for(heard, 10)
    except TimeoutError as error:
        raise AssertionError(phone.account, frequency, found) from error


def _speak(one: Phone, other: Phone, tone: int = 1000) -> None:
    """Both speak, `other` in `tone`, and each hears the other."""
    one.sound.say(450)
    other.sound.say(tone, -13)
    _hears(one, tone, -13)
    _hears(other, 450)


def _recorded(office: Office, call: Call) -> tuple[array[int], array[int]]:
    """What the caller and what the other side said, from the call's one recording."""
    (name,) = call.recordings
    stereo = array("h", (office.asterisk.folder / name.removeprefix("/")).read_bytes())
    return stereo[0::2], stereo[1::2]


def _connect(caller: Phone, called: Phone, number: str = "") -> None:
    caller.dial(number or called.account)
    called.ringing()
    caller.rings()
    called.answer()
    caller.answered()


@pytest.mark.quiet
def test_a_call_with_names_and_sound_both_ways(office: Office) -> None:
    one, two = office.phones("301", "302")
    began = time.time()
    one.dial("302")
    shown = two.ringing().header("From")
    assert shown.startswith('"Юлия Объедкова" <sip:301@')
    one.rings()
    time.sleep(1)
    two.answer()
    one.answered()
    answered = time.time()
    _speak(one, two)
    one.hang_up()
    two.hung_up()
    talked = time.time() - answered
    call = office.call()
    assert (call.caller, call.caller_name, call.dialled) == ("301", "Юлия Объедкова", "302")
    assert (call.answered_by, call.result) == ("302", Result.ANSWERED)
    assert (call.direction, call.hung_up_by) == (Direction.INTERNAL, HungUpBy.CALLER)
    assert call.start == pytest.approx(began, abs=0.3)
    assert call.ring_seconds == pytest.approx(1, abs=0.3)
    assert call.talk_seconds == pytest.approx(talked, abs=0.3)


def test_the_called_hangs_up(office: Office) -> None:
    one, two = office.phones("301", "302")
    _connect(two, one)
    one.hang_up()
    two.hung_up()
    call = office.call()
    assert (call.caller, call.answered_by) == ("302", "301")
    assert call.hung_up_by is HungUpBy.CALLED


def test_busy(office: Office) -> None:
    one, two = office.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse()
    assert one.refused().status == 486
    call = office.call()
    assert (call.result, call.answer, call.cause) == (Result.BUSY, 0, 17)


def test_refused(office: Office) -> None:
    one, two = office.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse("603 Decline")
    assert one.refused().status >= 400
    call = office.call()
    assert (call.result, call.answer, call.cause) == (Result.BUSY, 0, 21)


def test_the_caller_gives_up(office: Office) -> None:
    one, two = office.phones("301", "302")
    one.dial("302")
    two.ringing()
    one.rings()
    one.cancel()
    two.hung_up()
    call = office.call()
    assert (call.result, call.hung_up_by) == (Result.ABANDONED, HungUpBy.CALLER)
    assert call.recordings == ()


@pytest.mark.quiet
def test_nobody_answers(office: Office) -> None:
    one, three = office.phones("301", "303")
    one.dial("303")
    three.ringing()
    three.hung_up()
    assert one.refused().status == 480
    call = office.call()
    assert (call.result, call.hung_up_by, call.answered_by) == (
        Result.NO_ANSWER,
        HungUpBy.NOBODY,
        "",
    )
    assert call.ring_seconds == pytest.approx(5, abs=0.5)


def test_a_telephone_that_is_not_there(office: Office) -> None:
    one = office.phone("301")
    one.dial("304")
    assert one.refused().status >= 400
    call = office.call()
    assert (call.dialled, call.result) == ("304", Result.FAILED)


def test_a_telephone_that_came_back_elsewhere_is_rung_there(office: Office) -> None:
    """Without power it cannot say that it leaves; the network gave it another place then."""
    caller, desk = office.phones("301", "302")
    before = desk
    for _ in range(4):  # which of two places were rung first would be chance
        now = office.another("302")
        now.register()
        caller.dial("302")
        now.ringing()
        assert not before.rings_soon(0.2)
        caller.cancel()
        now.hung_up()
        assert office.call().result is Result.ABANDONED
        before = now
    desk.register()


@pytest.mark.parametrize(("digits", "status"), [("*299", 404), ("299", 484)])
def test_a_number_that_is_nobodys(office: Office, digits: str, status: int) -> None:
    """299 is the beginning of many numbers in the city."""
    one = office.phone("301")
    one.dial(digits)
    assert one.refused().status == status
    assert [call.dialled for call in office.take()] in ([], [digits])


def test_hold_and_back(office: Office) -> None:
    one, two = office.phones("301", "302")
    _connect(one, two)
    _speak(one, two)
    one.hold()
    time.sleep(_SETTLED)
    assert share(two.sound.hear(0.5), 450) < 0.5, "who is held hears the holder no more"
    one.hold("sendrecv")
    _speak(one, two)
    two.hang_up()
    one.hung_up()
    assert office.call().result is Result.ANSWERED


@pytest.mark.parametrize("packets", [(40_000, 10_000), (10_000, 40_000)], ids=["late", "lost"])
def test_a_blind_transfer_is_one_call(office: Office, packets: tuple[int, int]) -> None:
    """The new one's packets are neither late ones nor those after many lost ones of the old."""
    one, two, three = office.phones("301", "302", "303")
    two.sound.first_packet, three.sound.first_packet = packets
    _connect(one, two)
    _speak(one, two)
    two.transfer("303")
    shown = three.ringing().header("From")
    assert "301" in shown, "the one who is transferred is shown"
    three.answer()
    _speak(one, three, 1300)
    one.hang_up()
    three.hung_up()
    call = office.call()
    assert (call.caller, call.dialled, call.answered_by) == ("301", "302", "302")
    assert [leg.number for leg in call.legs] == ["301", "302", "303"]
    assert call.hung_up_by is HungUpBy.CALLER
    caller, other = _recorded(office, call)
    assert share(other[4000:8000], 1000) > 0.9, "the talk before the transfer is still there"
    assert share(caller[-8000:-4000], 450) > 0.9, "and it goes on after the transfer"
    assert share(other[-8000:-4000], 1300) > 0.9, "with the voice of who came to it"


def test_a_transfer_to_somebody_busy_was_answered_all_the_same(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _connect(one, two)
    _speak(one, two)  # connected for Asterisk too: before, there is nothing to hand over
    two.transfer("303")
    three.ringing()
    three.refuse()
    one.hang_up()
    call = office.call()
    assert (call.result, call.answered_by) == (Result.ANSWERED, "302")
    assert [leg.number for leg in call.legs] == ["301", "302", "303"]
    assert call.hung_up_by is HungUpBy.CALLER


def test_who_is_held_hangs_up(office: Office) -> None:
    one, two = office.phones("301", "302")
    _connect(one, two)
    one.hold()
    two.hang_up()
    one.hung_up()
    call = office.call()
    assert (call.result, call.hung_up_by) == (Result.ANSWERED, HungUpBy.CALLED)


def test_two_calls_at_once_are_two(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    carrier = office.phone("carrier")
    _connect(one, two)
    _connect(carrier, three, "84951234303")
    one.hang_up()
    two.hung_up()
    three.hang_up()
    carrier.hung_up()
    found = {call.caller: call.answered_by for call in office.calls(2)}
    assert found == {"301": "302", "carrier": "303"}


def test_an_attended_transfer_is_one_call(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    _connect(one, two)
    asking = office.another("302")
    _connect(asking, three)
    two.transfer("303", replaces=asking)
    asking.hung_up()
    _speak(one, three)
    three.hang_up()
    one.hung_up()
    call = office.call()
    assert (call.caller, call.dialled, call.answered_by) == ("301", "302", "302")
    assert {leg.number for leg in call.legs} == {"301", "302", "303"}


def test_a_call_from_outside_is_routed_by_its_last_digits(office: Office) -> None:
    carrier, two = office.phones("carrier", "302")
    carrier.dial("84951234302")
    two.ringing()
    two.answer()
    carrier.answered()
    _speak(carrier, two)
    carrier.hang_up()
    two.hung_up()
    call = office.call()
    assert (call.direction, call.dialled) == (Direction.INBOUND, "84951234302")
    assert (call.answered_by, call.hung_up_by) == ("302", HungUpBy.CALLER)


def test_a_call_from_outside_does_not_lead_out_again(office: Office) -> None:
    carrier = office.phone("carrier")
    carrier.dial("984951234567")
    assert carrier.refused().status == 404
    assert [call.result for call in office.calls(1)] == [Result.FAILED]


def test_a_call_to_the_carrier(office: Office) -> None:
    one, carrier = office.phones("301", "carrier")
    one.dial("984951234567")
    called = carrier.ringing()
    assert called.first.split()[1].startswith("sip:84951234567@")
    carrier.answer()
    one.answered()
    _speak(one, carrier)
    carrier.hang_up()
    one.hung_up()
    call = office.call()
    assert (call.dialled, call.hung_up_by) == ("984951234567", HungUpBy.CALLED)


def test_the_echo_test(office: Office) -> None:
    one = office.phone("301")
    one.dial("*43")
    one.answered()
    one.sound.say(700)
    time.sleep(1)  # the code's own pause
    _hears(one, 700)
    one.hang_up()
    call = office.call()
    assert (call.dialled, call.answered_by, call.result) == ("*43", "", Result.ANSWERED)
