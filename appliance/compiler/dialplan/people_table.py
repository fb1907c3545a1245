"""Who has which number, as the dialplan looks it up once at the start of a call.

func_realtime joins the values of a row by commas and func_strings takes them apart again: it knows
quotes, brackets and backslashes, so none of them may stand in a value where it would count.
"""

from appliance.compiler.caller import analogue_name, caller_name
from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.classes import class_of
from appliance.compiler.dialplan.steps import Step
from appliance.compiler.memory import by_identity
from appliance.compiler.tables import Table
from appliance.core.config import Config
from appliance.core.people import Extension, Person
from appliance.core.rights import rights_from
from appliance.core.roles import Role
from appliance.core.trunks import USUAL_ROLE, Recording, TrunkGroup

NAME, PINS = "people", "pins"
COLUMNS = (
    "number",
    "class",  # of rights, see `classes.py`
    "ring",  # seconds its telephones ring
    "inside",  # whether calls within the office are recorded, see `recording.py`
    "outside",  # and those with somebody outside
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
    owners = config.owners()
    boxes = {box.number for box in config.mailboxes}
    roles = {role.key: role for role in config.roles}
    office, groups = config.recording, config.trunk_groups

    def row(extension: Extension) -> tuple[str, ...]:
        person = owners.get(extension.number)
        role = roles.get(USUAL_ROLE if person is None or person.role is None else person.role)
        return _row(extension, person, role, groups, office, extension.number in boxes)

    return Table(NAME, COLUMNS, tuple(map(row, config.extensions)))


@by_identity
def _row(  # noqa: PLR0913, PLR0917  # all that it is made from
    extension: Extension,
    person: Person | None,
    role: Role | None,
    groups: tuple[TrunkGroup, ...],
    office: Recording,
    mailbox: bool,  # by_identity knows no names
) -> tuple[str, ...]:
    rights = rights_from(role, person, groups)
    name = extension.name if person is None else person.name
    shown = caller_name(name)
    number = extension.number.digits
    return (
        number,
        class_of(rights),
        str(extension.ring_seconds),
        *recording.columns(recording.rule(office, rights)),
        number if mailbox else "",
        "" if shown.isascii() else analogue_name(name),
        shown,
    )


def pins(config: Config) -> Table:
    """PINs stand apart, so that looking a person up leaves none of it in a call's variables."""
    return Table(
        PINS,
        ("number", "salt", "digest"),
        tuple(
            (person.number.digits, person.pin.salt, person.pin.digest)
            for person in config.people
            if person.number is not None and person.pin is not None
        ),
    )
