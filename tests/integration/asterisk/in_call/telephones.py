"""Telephones that say a tone each, and the office of all that is done with a call in hand.

301 may call mobile telephones and record, 302 and 303 neither.
"""

import time
from dataclasses import replace

from appliance.core.call_handling import HuntGroup
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.parts import Part
from appliance.core.people import pin_from
from appliance.core.roles import EVERY_FUNCTION, Rights
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.targets import ToConference, ToExtension
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, NumberFormat, Outbound, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import numbers, person, role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
MOBILE, ANOTHER = "89161234567", "89167654321"
TONES = {"301": 450, "302": 1000, "303": 1700, "carrier": 2300}  # Hz
SETTLED = 0.6  # seconds of sound that the jitter buffers and the first packets need
BACK = 10  # seconds in parking


def in_hand() -> Config:
    parts: tuple[Part, ...] = (
        ConferenceRoom(
            Key("room"),
            DisplayName("Room"),
            number("450"),
            members=numbers(301, 302),
            pin=pin_from("2580", "0" * 16),
            leader_pin=pin_from("1379", "1" * 16),
        ),
        ParkingLot(Key("lot"), DisplayName("Lot"), number("700"), number("701"), 3, BACK),
        HuntGroup(Key("guests"), DisplayName("Guests"), number("602"), numbers(302, 302)),
        DidRoute(Did("1001"), ToConference(Key("room"))),
        DidRoute(Did("1002"), ToExtension(number("302"))),
        TrunkGroup(2, DisplayName("x"), (LINE,), sends=NumberFormat.PLUS),
        TrunkGroup(1, DisplayName("x")),  # its line is the expert's own
    )
    config = after(
        *(sip(digits, "Telephone") for digits in ("301", "302", "303")),
        role("staff", "Сотрудник", Rights(functions=EVERY_FUNCTION)),
        role("guest", "Гость", Rights(())),
        person("301", "Staff", role="staff"),
        *(person(digits, f"Guest {digits}", role="guest") for digits in ("302", "303")),
        *(Put(each) for each in parts),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((2,)))


def hears(phone: Phone) -> set[str]:
    """Whose tones are there."""
    time.sleep(SETTLED)
    samples = phone.sound.hear(0.5)
    return {account for account, tone in TONES.items() if share(samples, tone) > 0.1}


def joined(*phones: Phone) -> None:
    """Each of them hears all the others and nobody else."""
    everybody = {phone.account for phone in phones}
    found: dict[str, set[str]] = {}

    def heard() -> bool:
        found.update({phone.account: hears(phone) for phone in phones})
        return all(found[each] == everybody - {each} for each in everybody)

    try:
        wait_for(heard, 15)
    except TimeoutError as error:
        raise AssertionError(found) from error


def music(phone: Phone) -> bool:
    """Something is heard that nobody says."""
    time.sleep(SETTLED)
    samples = phone.sound.hear(1)
    return level(samples) > -50 and not any(share(samples, tone) > 0.3 for tone in TONES.values())


def take(phone: Phone) -> None:
    phone.ringing()
    phone.answer()


def talk(caller: Phone, called: Phone, digits: str) -> None:
    caller.dial(digits)
    take(called)
    caller.answered()
    joined(caller, called)
