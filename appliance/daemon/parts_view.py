"""Parts of the configuration and rights in them, in the wire's words."""

from itertools import islice
from typing import Any

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, SetLine
from appliance.core.config import Config
from appliance.core.directions import ALWAYS, Direction
from appliance.core.errors import Invalid
from appliance.core.exchange_file import shown
from appliance.core.keys import Key
from appliance.core.may import (
    edge,
    hears,
    hears_differing,
    mailbox_differing,
    opens_mailbox,
    sides,
)
from appliance.core.may_call import terms, terms_differing
from appliance.core.numbers import ExtensionNumber
from appliance.core.office import Office
from appliance.core.parts import PLACES, parts, spelled
from appliance.core.people import Person
from appliance.core.pointers import Use, uses
from appliance.core.relations import Opening, Relation
from appliance.core.rights import rights_of, role_of, without_effect
from appliance.core.roles import Difference, Reach, Rights
from appliance.daemon.paging import fitting
from appliance.wire import configured
from appliance.wire.configured import (
    ACCOUNT,
    MOST_USES,
    DifferenceView,
    May,
    Parts,
    RelationView,
    RightsOf,
    Uses,
    UseView,
)
from appliance.wire.kinds import Plain

_KINDS = {kind.__name__: kind for kind in PLACES}


def kind_named(name: str) -> type:
    """The class of parts of that name; Invalid when there is none."""
    if name not in _KINDS:
        raise Invalid("kind", f"{name!r} is none of {', '.join(_KINDS)}")
    return _KINDS[name]


def parts_view(
    config: Config, revision: int, kind: str, after: int, *, secrets: bool = True
) -> Parts:
    """Parts of a kind from the `after`th on, as many as fit in an answer.

    Without `secrets` passwords and PINs are left out.
    """
    every = parts(config, kind_named(kind))
    found = _written(every, kind_named(kind), max(0, after), secrets=secrets)
    return Parts(revision, kind, found, more=max(0, after) + len(found) < len(every))


def part_view(config: Config, revision: int, kind: str, name: str, *, secrets: bool) -> Parts:
    """The part that is named so, told like all of its kind; none where there is none."""
    of = kind_named(kind)
    written = to_plain if secrets else shown
    found = next((each for each in parts(config, of) if spelled(each) == name), None)
    return Parts(revision, kind, () if found is None else (written(found, of),))


_LAST: dict[tuple[type, bool], tuple[tuple[Any, ...], tuple[Plain, ...]]] = {}
"""Of each kind the list that was asked about last, and how its beginning was told with secrets or
without: a page of a large office asks for thousands of parts each time it is shown."""


def _written(every: tuple[Any, ...], kind: type, after: int, *, secrets: bool) -> tuple[Plain, ...]:
    """As many as fit. No change is made within a list: the same one is told the same."""
    last = _LAST.get((kind, secrets))
    if after == 0 and last is not None and last[0] is every:
        return last[1]
    written = to_plain if secrets else shown
    plain = (written(part, kind) for part in islice(every, after, None))
    found: tuple[Plain, ...] = fitting(plain)
    if after == 0:
        _LAST[kind, secrets] = every, found
    return found


def streams_view(config: Config) -> tuple[Plain, ...]:
    """How each E1 is spoken, as the command that leaves it so."""
    return tuple(
        to_plain(SetLine(line.card, line.span, span.framing, span.side, span.signalling), Command)
        for line, span in config.digital_lines().items()
    )


def uses_view(config: Config, kind: str, name: str, accounts: tuple[str, ...] = ()) -> Uses:
    """Who points at the part that is named so; nobody, where there is no such part.

    So do the `accounts` that are somebody's.
    """
    of = kind_named(kind)
    wanted = next((each for each in parts(config, of) if spelled(each) == name), None)
    found = uses(config, of, PLACES[of].name(wanted)) if wanted is not None else ()
    own = tuple(UseView(ACCOUNT, each, each, "person") for each in accounts)
    views = (*own, *map(_use_view, found))[:MOST_USES]
    return Uses(views, len(own) + len(found))


def _use_view(use: Use) -> UseView:
    name = "" if isinstance(use.part, Office) else spelled(use.part)
    title = getattr(use.part, "name", "")
    return UseView(type(use.part).__name__, name, str(title), use.field)


def rights_view(config: Config, who: str) -> RightsOf:
    """What somebody may do, and where that is not what the role says."""
    person, number = _found(config, who)
    role = role_of(config, person)
    needless = without_effect(config, person) if person is not None else ()
    return RightsOf(
        number=str(number or ""),
        person=str(person.key) if person is not None else "",
        name=person.name.text if person is not None else "",
        role=str(role.key) if role is not None else "",
        rights=to_plain(rights_of(config, person), Rights),
        differences=tuple(
            DifferenceView(to_plain(each), each in needless)
            for each in (person.differences if person is not None else ())
        ),
        relations=_relations(config, person),
    )


def _relations(config: Config, person: Person | None) -> tuple[RelationView, ...]:
    found = sides(config, person.key) if person is not None else ()
    return tuple(RelationView(to_plain(each, Relation), acts) for each, acts in found)


def may_view(config: Config, who: str, opening: str, whom: str) -> May:
    """Whether `who` may do it with `whom`, and by what."""
    person = _person(config, "who", who)
    match opening:
        case configured.MAILBOX:
            return _may_hear(config, person, whom)
        case configured.CALL:
            return _may_call(config, person, whom)
        case Opening.RECORDINGS:
            whose = _person(config, "whom", whom).key
            found = hears(config, person, whose)
            why = hears_differing(config, person, whose)
            if isinstance(found, Reach):
                return May(None, found.value, _plain(why))
            return May(_relation(found), differences=_plain(() if found else why))
    if opening not in set(Opening):
        words = ", ".join((*Opening, configured.MAILBOX, configured.CALL))
        raise Invalid("opening", f"{opening!r} is none of {words}")
    other = _person(config, "whom", whom)
    return May(_relation(edge(config, person.key, Opening(opening), other.key)))


def _may_hear(config: Config, person: Person, whom: str) -> May:
    """Whoever knows the PIN of a mailbox may; his own telephone asks nobody for that."""
    number = ExtensionNumber(whom) if whom.isdigit() else _person(config, "whom", whom).number
    if number not in {box.number for box in config.mailboxes}:
        raise Invalid("whom", f"{whom} has no mailbox; choose another, or make it first")
    if number == person.number:
        return May(None, configured.EVERYBODY)
    may = opens_mailbox(config, person, number)
    why = _plain(mailbox_differing(config, person, number))
    return May(None, configured.MAILBOX if may else "", why, pin=not may)


def _may_call(config: Config, person: Person, direction: str) -> May:
    if direction not in set(Direction):
        raise Invalid("whom", f"{direction!r} is none of {', '.join(Direction)}")
    asked = Direction(direction)
    if asked in ALWAYS:
        return May(None, configured.EVERYBODY)
    found = terms(rights_of(config, person), asked)
    why = _plain(terms_differing(config, person, asked))
    hours = "" if found.hours is None else found.hours.text
    return May(None, asked.value if found.is_open else "", why, found.pin, hours)


def _relation(found: Relation | None) -> Plain | None:
    return None if found is None else to_plain(found, Relation)


def _plain(differences: tuple[Difference, ...]) -> tuple[Plain, ...]:
    return tuple(to_plain(each) for each in differences)


def _found(config: Config, who: str) -> tuple[Person | None, ExtensionNumber | None]:
    """By number, whose telephone need not be anybody's, or by key."""
    if who.isdigit():
        number = config.extension(ExtensionNumber(who)).number
        return config.owners().get(number), number
    person = _person(config, "who", who)
    return person, person.number


def _person(config: Config, field: str, who: str) -> Person:
    wanted = ExtensionNumber(who) if who.isdigit() else Key(who)
    for person in config.people:
        if wanted in (person.key, person.number):
            return person
    raise Invalid(field, f"{who} is nobody")
