"""What a person's rights say, as columns of the row that a call reads of him.

All of it stands in that one row, so that a call sees one set of rights, whichever was there when it
looked; and rights that nobody has had before change a row like a new name does, not the dialplan.
"""

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from appliance.compiler.dialplan import limits
from appliance.compiler.memory import by_identity, derived
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.differing import one_of_each
from appliance.core.directions import Direction
from appliance.core.people import Person
from appliance.core.rights import rights_from
from appliance.core.roles import EVERY_DIRECTION, USUAL_FUNCTIONS, Function, Rights, Role
from appliance.core.trunks import USUAL_ROLE, TrunkGroup

COLUMNS = (
    "may",  # one letter for each direction and each function, in their order
    "hours",  # the schedule that its letters speak of
    "groups",  # trunk groups that it may take as `-1-2-`; empty for all
    "longest",  # Dial's option for the longest length of a call
    "reserve",  # `YES` if it may take a line held in reserve
    *limits.COLUMNS,
    "hears",  # whose mailboxes, see `hears`
)
USUAL = "usual"
"""Stands for the letters of a number that the table does not know."""
YES, NO, PIN, HOURS, HOURS_AND_PIN = "y", "n", "p", "h", "b"
LETTERS = (YES, NO, PIN, HOURS, HOURS_AND_PIN)
HEARS = "hears"
FUNCTIONS = (*USUAL_FUNCTIONS, Function.ANNOUNCE, Function.BLOCK, Function.PROMPTS)
"""Those that a call asks for by a letter; the others have columns of their own."""
_ASKED: tuple[Direction | Function, ...] = (*EVERY_DIRECTION, *FUNCTIONS)
_WARNING = 60_000  # ms before a call is ended


def letter_in(row: str, asked: Direction | Function) -> str:
    """The letter that a row of the people table has there, as an expression; else `USUAL`."""
    place, held = _ASKED.index(asked), f"HASH({row},may)"
    return f'${{IF($["${{{held}}}"=""]?{USUAL}:${{{held}:{place}:1}})}}'


def letter(held: Rights, asked: Direction | Function) -> str:
    """What the rights say to what is asked."""
    if isinstance(asked, Function):
        return YES if asked in held.functions else NO
    if asked not in held.directions:
        return NO
    pin = asked in held.pin_for
    if held.hours is not None and asked not in held.out_of_hours:
        return HOURS_AND_PIN if pin else HOURS
    return PIN if pin else YES


@lru_cache(maxsize=4096)
def columns(held: Rights) -> Row:
    """A value for each of `COLUMNS`."""
    numbers = "".join(f"{number}-" for number in sorted(held.trunk_groups or ()))
    return (
        "".join(letter(held, asked) for asked in _ASKED),
        "" if held.hours is None else held.hours.text,
        "" if held.trunk_groups is None else f"-{numbers}",
        _longest(held.longest_minutes),
        "YES" if held.priority else "",
        *limits.columns(held),
        _mailboxes(held),
    )


def _longest(minutes: int) -> str:
    """Both hear a tone before the end; in a call of one minute half way through."""
    if not minutes:
        return ""
    longest = minutes * 60_000
    return f"L({longest}:{min(_WARNING, longest // 2)})"


def _mailboxes(held: Rights) -> str:
    """A digest: a row has no room for as many numbers as there may be."""
    if not held.mailboxes:
        return ""
    numbers = " ".join(sorted(each.digits for each in held.mailboxes))
    return hashlib.sha256(numbers.encode()).hexdigest()[:16]


def hears(config: Config) -> Table:
    """Mailboxes of others that may be heard, by the digest in a person's row and their number."""
    rows = {
        (f"{_mailboxes(held)}-{number.digits}", "YES")
        for held in every(config)
        for number in held.mailboxes
    }
    return Table(HEARS, ("mailbox", "heard"), tuple(sorted(rows)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What anybody's rights speak of, so that it has to be told of each call."""

    groups: bool
    limits: bool
    priority: bool
    counts: bool


def spoken(config: Config) -> Spoken:
    """Priority matters while a trunk group holds lines in reserve."""
    return derived(config, _spoken)


def _spoken(config: Config) -> Spoken:
    everybodys = every(config)
    return Spoken(
        groups=any(rights.trunk_groups is not None for rights in everybodys),
        limits=any(rights.longest_minutes or rights.minutes_a_day for rights in everybodys),
        priority=any(group.reserve for group in config.trunk_groups),
        counts=any(rights.calls_at_once or rights.minutes_a_day for rights in everybodys),
    )


def usual(config: Config) -> Rights:
    """The rights of a telephone that nobody has."""
    return rights_from(config.role(USUAL_ROLE), None, config.trunk_groups)


def every(config: Config) -> frozenset[Rights]:
    """All the rights that anybody has, and the usual ones."""
    return _every(somebody(config.people), config.roles, config.trunk_groups)


@by_identity
def _every(
    people: tuple[Person, ...], roles: tuple[Role, ...], groups: tuple[TrunkGroup, ...]
) -> frozenset[Rights]:
    known = {role.key: role for role in roles}

    def found() -> Iterator[Rights]:
        yield rights_from(known.get(USUAL_ROLE), None, groups)
        for person in people:
            if person.number is not None:
                yield rights_from(known.get(person.role or USUAL_ROLE), person, groups)

    return frozenset(found())


def _has_rights(person: Person) -> Hashable:
    return person.number is None, person.role, person.differences


somebody = one_of_each(_has_rights)
"""Of people: those with the same role and differences have the same rights, so one is enough."""
