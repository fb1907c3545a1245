"""Whose lamps a telephone may show: where a SIP telephone's subscription looks for its hints.

`ext-local` has a hint for every number too; no telephone subscribes there. Everybody may see the
office's own lamps and those of numbers that are nobody's. A person's are in the contexts of the
circles he is in, and a telephone's own context includes those that are open to it.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from operator import attrgetter

from appliance.compiler.circles import Standing, standings
from appliance.compiler.dialplan import agents, internal, parking, telephones
from appliance.compiler.dialplan.features import day_night_lamps
from appliance.compiler.dialplan.steps import Context, Exten
from appliance.compiler.memory import derived
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family
from appliance.core.people import Person
from appliance.core.relations import Opening

EVERYBODYS = "lamps"
"""Where a telephone looks to which nobody's lamps are open."""


def contexts(config: Config) -> tuple[Context, ...]:
    """Everybody's, one for each circle whose lamps are open to somebody, one for all who see it."""
    return derived(config, _contexts)


def where(config: Config) -> Mapping[str, str]:
    """The context of each number that sees more than everybody."""
    return derived(config, _where)


def _where(config: Config) -> Mapping[str, str]:
    seen = {number: _seen(each) for number, each in derived(config, standings).items()}
    return {number: _name(circles) for number, circles in seen.items() if circles}


def _seen(standing: Standing) -> tuple[str, ...]:
    return tuple(circle for circle, opens in standing.open_to if Opening.STATUS in opens)


def _name(circles: tuple[str, ...]) -> str:
    return f"{EVERYBODYS}-{sha256(' '.join(circles).encode()).hexdigest()[:12]}"


def _circle(name: str) -> str:
    return f"{EVERYBODYS}-of-{name}"


def _contexts(config: Config) -> tuple[Context, ...]:
    known, persons = derived(config, standings), derived(config, _persons)
    views = {_name(seen): seen for each in known.values() if (seen := _seen(each))}
    circles = sorted({circle for seen in views.values() for circle in seen})
    within: dict[str, list[str]] = {circle: [] for circle in circles}
    for number, standing in known.items():
        for circle in standing.within:
            if circle in within:
                within[circle].append(number)
    lamps = _lamps(config)
    nobodys = (number for number in lamps if number not in persons)
    return (
        Context(
            EVERYBODYS,
            (
                *day_night_lamps(config),
                *agents.count_lamps(config),
                *parking.lamps(config),
                *_of(nobodys, lamps),
            ),
        ),
        *(Context(_circle(each), tuple(_of(within[each], lamps))) for each in circles),
        *(
            Context(name, includes=(EVERYBODYS, *map(_circle, seen)))
            for name, seen in sorted(views.items())
        ),
    )


def _persons(config: Config) -> frozenset[str]:
    """Numbers that are somebody's."""
    return _numbers(config.people)


@same_while(attrgetter("number"))
def _numbers(people: tuple[Person, ...]) -> frozenset[str]:
    return frozenset(person.number.digits for person in people if person.number is not None)


def _of(numbers: Iterable[str], lamps: Mapping[str, tuple[Exten, ...]]) -> list[Exten]:
    return [exten for number in numbers for exten in lamps.get(number, ())]


def _lamps(config: Config) -> dict[str, tuple[Exten, ...]]:
    """By number: whether it talks or rests, and at the codes for that whether it rests, or serves
    its queues.
    """
    code = config.code(Feature.DO_NOT_DISTURB_TOGGLE)
    serves = agents.lamps(config)
    found = {}
    for number, devices in telephones.channels(config).items():
        if devices:
            resting = f"Custom:{Family.DO_NOT_DISTURB}{number}"
            talks = Exten(number, (), hint=internal.hint(config, number, devices))
            rests = (Exten(f"{code}{number}", (), hint=resting),) if code else ()
            found[number] = (talks, *rests, *serves.get(number, ()))
    return found
