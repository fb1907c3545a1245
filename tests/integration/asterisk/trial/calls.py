"""Calls made by chance in an office of `offices`."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from appliance.core.config import Config
from appliance.core.live_state import DAY, NIGHT, NO, OF_AGENTS, YES, Family
from appliance.core.may import edge
from appliance.core.numbers import ExtensionNumber
from appliance.core.relations import Opening
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
    FAX,
    HUNT,
    LEADERS_PIN,
    LOT,
    MENU,
    NUMBERS,
    QUEUE,
    ROOM,
    SPACE,
    WRONG_PIN,
)
from tests.integration.asterisk.trial.people import PIN, key
from tests.integration.asterisk.trial.places import Place, place_of

TELEPHONES = NUMBERS[:-1]
"""Numbers that have a telephone."""
_OPENED: Mapping[str, Opening] = {
    "**": Opening.PICK_UP,
    "*555": Opening.LISTEN,
    "*556": Opening.WHISPER,
    "*557": Opening.JOIN,
}
"""Codes that a relation opens; the number of whom it is to follows."""
CODES = (
    *("*43", "*60", "*65", "*97", "*98", "*98302", "*34", "411"),
    *("*72302", "*72{help}", "*72{mobile}", "*73", "*90303", "*91", "*52303", "*52{help}", "*53"),
    *("*78", "*79", "*76", "*76302", "*281", "*283", "*70", "*71"),
    *("*0", "*01", "*05", "*751302", "*75{mobile}", "*66", "*69"),
    *("*40404", "*40", "*80302", "*80401", "*80777", "*54", "*55"),
    *("*21{mobile}", "*21302", "*22", "*67302", "*67{mobile}", "*82302", "*82{mobile}"),
    *("*560730", "*562359", "*562360", "*562500", "*56", "*57", "*37", "*38"),
    *("*45", "*45", "*46", "*46", "*47", "*47402", "*45303", "*30", "*30{mobile}", "*30302"),
    *("*31", "*31{mobile}", "*32", "7777", "*771", "*991"),
    *("*11", "*11302", "*12", LOT.digits, SPACE.digits),
    *("*8", "**302", "**402", "*555302", "*556303", "*557302"),
    *("*8", "**301", "*555303", "*556302", "*557301", "*555304", "*80401", "*37"),
    *("411", "411", "*40404", "*40404", MENU.digits, MENU.digits),
)
_A_MAILBOX = "*98302"
_AS_FROM_OUTSIDE = "7777"
_OF_QUEUES = ("*45", "*46", "*47")
_NOBODYS = ("3", "999", "399", "#9123", "5")
_FAMILIES = (Family.FORWARD_ALL, Family.FORWARD_BUSY, Family.FORWARD_NO_ANSWER)
_TELEPHONE = (Does.ANSWERS, Does.ANSWERS, Does.NO_ANSWER, Does.BUSY, Does.OFF_LINE)
_CARRIER = (*_TELEPHONE, Does.ANSWERS, Does.ANSWERS, Does.NO_ANSWER, Does.BUSY)
"""One that is off line takes seconds to be seen so."""
_SPELT = ("243", "266", "764")  # as the names begin
_PRESSES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "411": tuple((name, *keys) for name in _SPELT for keys in (("1",), ("2", "1"))),
    "*40404": ((PIN,), (LEADERS_PIN,), (WRONG_PIN, PIN)),
    **dict.fromkeys(("*30", "*31"), (("89161234567#", "1"), ("302#", "1"))),
    "*771": (("#", "1"), ("5", "2", "3", "#", "1"), ("#", "9")),
    MENU.digits: ((), ("1",), ("", "2"), ("9", "303"), ("302",)),
}
"""What somebody presses who knows what he is asked."""


def scenario(random: Random, config: Config, now: datetime, code: str = "") -> Scenario:
    """One call, made `now`; one that dials `code` if that is given."""
    place = place_of(config)
    code = code.format(help=place.help_, mobile=place.mobile)
    origin = _origin(random, config, code)
    return Scenario(
        moment=moment_of(now),
        origin=origin,
        presses=_presses(random, config, origin),
        telephones=_telephones(random, origin),
        lines=tuple(_lines(random, group.number) for group in config.trunk_groups),
        live=_live(random, place, origin),
    )


def _origin(random: Random, config: Config, code: str) -> Origin:
    opening = next((each for begin, each in _OPENED.items() if code.startswith(begin)), None)
    if opening is not None and (found := open_pairs(config, opening)) and random.random() < 0.7:
        who, whom = random.choice(found)
        return FromTelephone(who, f"{code[:-3]}{whom}")
    if code in _OF_QUEUES and (serving := _agents(config)) and random.random() < 0.8:
        return FromTelephone(random.choice(serving), code)
    if code == _A_MAILBOX and config.mailboxes:
        box = random.choice(config.mailboxes)
        return FromTelephone(random.choice(TELEPHONES), f"{code[:-3]}{box.number}")
    if code:
        return FromTelephone(random.choice(TELEPHONES), code)
    if random.random() < 0.4:
        return _from_outside(random, place_of(config))
    return _from_inside(random, place_of(config))


def _agents(config: Config) -> list[ExtensionNumber]:
    """Who serves a queue and has a telephone."""
    members = {number for queue in config.queues for number in queue.members}
    return sorted(members.intersection(TELEPHONES))


def open_pairs(config: Config, opening: Opening) -> list[tuple[ExtensionNumber, ExtensionNumber]]:
    """Who may do so with whom, of numbers that have a telephone."""
    return [
        (who, whom)
        for who in TELEPHONES
        for whom in TELEPHONES
        if edge(config, key(who), opening, key(whom)) is not None
    ]


def _from_inside(random: Random, place: Place) -> Origin:
    inside = [each.digits for each in (*NUMBERS, HUNT, QUEUE, MENU, ROOM, FAX, LOT, SPACE)]
    code = random.choice(CODES).format(help=place.help_, mobile=place.mobile)
    dialled = random.choice(
        (
            random.choice(inside),
            random.choice(inside),
            random.choice(place.outside),
            random.choice(place.outside),
            code,
            f"#{random.randint(1, 2)}{random.choice(place.outside)}".replace("+", ""),
            random.choice(_NOBODYS),
        )
    )
    return FromTelephone(random.choice(TELEPHONES), dialled)


def _from_outside(random: Random, place: Place) -> Origin:
    dids = (did.digits for did in place.dids)
    called = random.choice((*dids, f"{place.ours}0301", f"{place.ours}9999", "301"))
    return FromTrunk(random.randint(1, 2), called, random.choice(place.callers))


def _presses(random: Random, config: Config, origin: Origin) -> tuple[str, ...]:
    """As from outside the number that is called is typed first: these offices have SIP lines."""
    outside = isinstance(origin, FromTelephone) and origin.dialled == _AS_FROM_OUTSIDE
    dids = [route.did.digits for route in config.inbound.dids]
    if outside:
        ways = (*dids, f"{place_of(config).ours}0301", "301", "", "*1")
        return (f"{random.choice(ways)}#", _pressed(random), _pressed(random))
    if isinstance(origin, FromTelephone) and origin.dialled in _PRESSES:
        return random.choice(_PRESSES[origin.dialled])
    return tuple(_pressed(random) for _ in range(random.randint(0, 3)))


def _pressed(random: Random) -> str:
    return random.choice(
        ("", "1", "2", "9", "303", "*", PIN, f"{PIN}#", WRONG_PIN, LEADERS_PIN, "266")
    )


def _telephones(random: Random, origin: Origin) -> tuple[TelephoneIs, ...]:
    """Whoever is listened to mostly talks."""
    dialled = origin.dialled if isinstance(origin, FromTelephone) else ""
    heard = dialled[-3:] if dialled.startswith("*55") else ""

    def does(number: ExtensionNumber) -> Does:
        talks = number.digits == heard and random.random() < 0.7
        return Does.BUSY if talks else random.choice(_TELEPHONE)

    return tuple(TelephoneIs(each, does(each), random.randint(0, 2)) for each in TELEPHONES)


def _lines(random: Random, group: int) -> LinesAre:
    taken = random.choice((0, 0, 0, 1, 2))
    return LinesAre(group, taken, random.choice(_CARRIER), random.randint(0, 2))


def _live(random: Random, place: Place, origin: Origin) -> tuple[LiveValue, ...]:
    if isinstance(origin, FromTelephone) and origin.dialled in {"*32", "*37", "*66", "*69"}:
        return _called_before(random, place, origin.number.digits)
    if isinstance(origin, FromTelephone) and origin.dialled in _OF_QUEUES and random.random() < 0.6:
        return (LiveValue(random.choice(OF_AGENTS), origin.number.digits, YES),)
    if random.random() < 0.5:
        return ()
    number = random.choice(NUMBERS).digits
    caller = random.choice(place.callers[:-1])
    forward = random.choice(("302", "303", "306", "402", place.mobile, place.help_, "777"))
    return random.choice(
        (
            (LiveValue(random.choice(_FAMILIES), number, forward),),
            (LiveValue(Family.DO_NOT_DISTURB, number, YES),),
            (LiveValue(Family.NO_INTERCOM, number, YES),),
            (LiveValue(Family.SPEED_DIAL, f"{number}-1", forward),),
            (LiveValue(Family.BLOCK_LIST, caller, random.choice((YES, NO))),),
            (LiveValue(random.choice(OF_AGENTS), number, YES),),
            (LiveValue(Family.DAY_NIGHT, "1", random.choice((DAY, NIGHT))),),
            (LiveValue(Family.IDLE_SINCE, number, "1790000000"),),
        )
    )


def _called_before(random: Random, place: Place, number: str) -> tuple[LiveValue, ...]:
    """Whom the telephone called last, who called it, and that there was no line."""
    others = ("301", "302", "303", "304", "306", place.mobile, place.mobile, "777")
    other = random.choice([each for each in others if each != number])
    return (
        LiveValue(Family.LAST_DIALLED, number, other),
        LiveValue(Family.LAST_CALLER, number, other),
        LiveValue(Family.NO_LINE, number, f"{place.mobile}+mobile+-+NO"),
    )
