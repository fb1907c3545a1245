"""Who has which number, as the dialplan looks it up once at the start of a call.

func_realtime joins the values of a row by commas and func_strings takes them apart again: it knows
quotes, brackets and backslashes, so none of them may stand in a value where it would count.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter, is_not

from appliance.compiler.caller import analogue_name, caller_name
from appliance.compiler.dialplan import recording, terms
from appliance.compiler.dialplan.steps import Step
from appliance.compiler.memory import by_identity
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.differing import pairs, same_while, with_others
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Extension, Person
from appliance.core.rights import rights_from
from appliance.core.roles import Function, Role
from appliance.core.rooms import ConferenceRoom
from appliance.core.trunks import USUAL_ROLE, Recording, TrunkGroup

NAME, PINS = "people", "pins"
COLUMNS = (
    "number",
    *terms.COLUMNS,  # what it may
    "ring",  # seconds its telephones ring
    "inside",  # whether calls within the office are recorded, see `recording.py`
    "outside",  # and those with somebody outside
    "record",  # `YES` where a talk is recorded at a key, see `record_now.py`
    "dialin",  # `YES` where its owner calls on from outside, see `dial_in.py`
    "forward",  # `NO` where it may not forward: what it had set before holds no longer
    "mailbox",  # its number, where there is one
    "latin",  # the name for analogue displays, where they cannot show it as it is
    "name",
)


def look_up(row: str, number: str, label: str = "") -> Step:
    """The whole row of `number` as HASH(row)."""
    return Step("Set", f"HASH({row})=${{REALTIME_HASH({NAME},number,{number})}}", label)


def field(number: str, column: str, table: str = NAME) -> str:
    """One value of the row of `number`, as an expression."""
    return f"${{REALTIME_FIELD({table},number,{number},{column})}}"


def render(config: Config) -> Table:
    """A row for every internal number."""
    known = _last[0] if _last else None
    others = None if known is None else known.others(config)
    if known is None or others is None:
        rows = tuple(map(_rows(config, config.owners()), config.extensions))
        at: Mapping[str, int] = {
            ext.number.digits: place for place, ext in enumerate(config.extensions)
        }
    else:
        row = _rows(config, {person.number: person for person in others.values() if person.number})
        at = known.at
        rows = with_others(known.rows, {place: row(config.extensions[place]) for place in others})
    _last[:] = [_Made(config.extensions, config.people, _rest(config), rows, at)]
    return Table(NAME, COLUMNS, rows)


@dataclass(frozen=True, slots=True)
class _Made:
    """The last rows, what they were made from, and where each number's is."""

    extensions: tuple[Extension, ...]
    people: tuple[Person, ...]
    rest: tuple[object, ...]
    rows: tuple[Row, ...]
    at: Mapping[str, int]

    def others(self, config: Config) -> Mapping[int, Person] | None:
        """Who is other now, by the place of his row; None: more differs than a few people."""
        if config.extensions is not self.extensions or any(map(is_not, _rest(config), self.rest)):
            return None
        people = pairs(self.people, config.people, attrgetter("number"))
        if people is None:
            return None
        return {self.at[now.number.digits]: now for _, now in people if now.number}


_last: list[_Made] = []


def _rest(config: Config) -> tuple[object, ...]:
    """What rows are made from besides numbers and people."""
    return config.recording, config.roles, config.trunk_groups, config.mailboxes


def _rows(config: Config, owners: Mapping[ExtensionNumber, Person]) -> Callable[[Extension], Row]:
    """What makes a number's row; `owners` has whose they are, as far as they are asked about."""
    boxes = {box.number for box in config.mailboxes}
    roles = {role.key: role for role in config.roles}
    office, groups = config.recording, config.trunk_groups

    def row(extension: Extension) -> Row:
        person = owners.get(extension.number)
        role = roles.get(USUAL_ROLE if person is None or person.role is None else person.role)
        return _row(extension, person, role, groups, office, extension.number in boxes)

    return row


@by_identity
def _row(  # noqa: PLR0913, PLR0917  # all that it is made from
    extension: Extension,
    person: Person | None,
    role: Role | None,
    groups: tuple[TrunkGroup, ...],
    office: Recording,
    mailbox: bool,  # by_identity knows no names
) -> Row:
    rights = rights_from(role, person, groups)
    name = extension.name if person is None else person.name
    shown = caller_name(name)
    number = extension.number.digits
    return (
        number,
        *terms.columns(rights),
        str(extension.ring_seconds),
        *recording.columns(recording.rule(office, rights)),
        "YES" if Function.RECORD in rights.functions else "",
        "YES" if Function.DIAL_IN in rights.functions else "",
        "" if Function.FORWARD in rights.functions else "NO",
        number if mailbox else "",
        "" if shown.isascii() else analogue_name(name),
        shown,
    )


def pins(config: Config) -> Table:
    """PINs stand apart, so that looking a person up leaves none of it in a call's variables."""
    return Table(PINS, ("number", "salt", "digest"), (*_pins(config.people), *_rooms(config)))


@same_while(attrgetter("number", "pin"))
def _pins(people: tuple[Person, ...]) -> tuple[Row, ...]:
    return tuple(
        (person.number.digits, person.pin.salt, person.pin.digest)
        for person in people
        if person.number is not None and person.pin is not None
    )


def leaders_row(room: ConferenceRoom) -> str:
    """The row of a leader's PIN; that of everybody else's is the room's key."""
    return f"{room.key}+"


def _rooms(config: Config) -> Iterator[Row]:
    """Of conference rooms, whose keys never look like a number."""
    for room in config.conferences:
        for row, pin in ((room.key.text, room.pin), (leaders_row(room), room.leader_pin)):
            if pin is not None:
                yield row, pin.salt, pin.digest
