"""Calls made by chance in an office of `offices`."""

from datetime import datetime
from random import Random

from appliance.core.config import Config
from appliance.core.live_state import DAY, NIGHT, YES, Family
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LinesAre,
    LiveValue,
    Origin,
    Scenario,
    TelephoneIs,
    moment_of,
)
from tests.integration.asterisk.trial.offices import (
    CALLERS,
    DIDS,
    HUNT,
    LEADERS_PIN,
    MENU,
    NUMBERS,
    PIN,
    QUEUE,
    ROOM,
    WRONG_PIN,
)

_OUTSIDE = (
    "112",
    "101",
    "88001234567",
    "1234567",
    "84991234567",
    "89161234567",
    "+79161234567",
    "810442071234567",
    "+442071234567",
    "80912345678",
    "060",
)
CODES = (
    "*43",
    "*60",
    "*65",
    "*72302",
    "*72112",
    "*7289161234567",
    "*73",
    "*78",
    "*79",
    "*76",
    "*90303",
    "*281",
    "*97",
    "*98",
    "*0",
    "*40404",
    "*40",
    "*01",
    "*05",
    "*751302",
    "*7589161234567",
    "*66",
    "*69",
    "*80302",
    "*80777",
    "*54",
    "*55",
    "*2189161234567",
    "*21302",
    "*22",
    "*70",
    "*71",
    "*8",
    "**302",
    "**402",
    "*555302",
    "*556303",
    "*557302",
    "*91",
    "*52303",
    "*52112",
    "*53",
    "*67302",
    "*6789161234567",
    "*82302",
    "*8289161234567",
    "*57",
    "*37",
    "*38",
    "411",
    "*11",
    "*11302",
    "*12",
    "*34",
    "*283",
)
"""All but the waking call's, whose moment an Asterisk without the box's clock tells by UTC."""
_NOBODYS = ("3", "999", "399", "#9123", "5")
_FAMILIES = (Family.FORWARD_ALL, Family.FORWARD_BUSY, Family.FORWARD_NO_ANSWER)
_FORWARDS = ("302", "303", "306", "402", "89161234567", "112", "777")
_TELEPHONE = (Does.ANSWERS, Does.ANSWERS, Does.NO_ANSWER, Does.BUSY, Does.OFF_LINE)
_CARRIER = (*_TELEPHONE, Does.ANSWERS, Does.ANSWERS, Does.NO_ANSWER, Does.BUSY)
"""One that is off line takes seconds to be seen so."""


def scenario(random: Random, config: Config, now: datetime, code: str = "") -> Scenario:
    """One call, made `now`; one that dials `code` if that is given."""
    return Scenario(
        moment=moment_of(now),
        origin=_origin(random, code),
        presses=tuple(_pressed(random) for _ in range(random.randint(0, 3))),
        telephones=_telephones(random),
        lines=tuple(_lines(random, group.number) for group in config.trunk_groups),
        live=_live(random),
    )


def _origin(random: Random, code: str) -> Origin:
    if code:
        return FromTelephone(random.choice(NUMBERS[:-1]), code)
    return _from_outside(random) if random.random() < 0.4 else _from_inside(random)


def _from_inside(random: Random) -> Origin:
    inside = [each.digits for each in (*NUMBERS, HUNT, QUEUE, MENU, ROOM)]
    dialled = random.choice(
        (
            random.choice(inside),
            random.choice(inside),
            random.choice(_OUTSIDE),
            random.choice(_OUTSIDE),
            random.choice(CODES),
            f"#{random.randint(1, 2)}{random.choice(_OUTSIDE)}".replace("+", ""),
            random.choice(_NOBODYS),
        )
    )
    return FromTelephone(random.choice(NUMBERS[:-1]), dialled)


def _from_outside(random: Random) -> Origin:
    called = random.choice((*(did.digits for did in DIDS), "74951230301", "74951239999", "301"))
    return FromTrunk(random.randint(1, 2), called, random.choice(CALLERS))


def _pressed(random: Random) -> str:
    return random.choice(
        ("", "1", "2", "9", "303", "*", PIN, f"{PIN}#", WRONG_PIN, LEADERS_PIN, "266")
    )


def _telephones(random: Random) -> tuple[TelephoneIs, ...]:
    return tuple(
        TelephoneIs(number, random.choice(_TELEPHONE), random.randint(0, 2))
        for number in NUMBERS[:-1]
    )


def _lines(random: Random, group: int) -> LinesAre:
    taken = random.choice((0, 0, 0, 1, 2))
    return LinesAre(group, taken, random.choice(_CARRIER), random.randint(0, 2))


def _live(random: Random) -> tuple[LiveValue, ...]:
    if random.random() < 0.5:
        return ()
    number = random.choice(NUMBERS).digits
    return random.choice(
        (
            (LiveValue(random.choice(_FAMILIES), number, random.choice(_FORWARDS)),),
            (LiveValue(Family.DO_NOT_DISTURB, number, YES),),
            (LiveValue(Family.NO_INTERCOM, number, YES),),
            (LiveValue(Family.SPEED_DIAL, f"{number}-1", random.choice(_FORWARDS)),),
            (LiveValue(Family.DAY_NIGHT, "1", random.choice((DAY, NIGHT))),),
        )
    )
