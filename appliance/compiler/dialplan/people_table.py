"""Who has which number, as the dialplan looks it up once at the start of a call.

func_realtime joins the values of a row by commas and func_strings takes them apart again: it knows
quotes, brackets and backslashes, so none of them may stand in a value where it would count.
"""

from appliance.compiler.caller import analogue_name, caller_name
from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.classes import class_of
from appliance.compiler.dialplan.steps import Step
from appliance.compiler.tables import Table
from appliance.core.config import Config
from appliance.core.people import Extension, Person
from appliance.core.rights import rights_of

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
    return Table(
        NAME,
        COLUMNS,
        tuple(
            _row(config, ext, owners.get(ext.number), mailbox=ext.number in boxes)
            for ext in config.extensions
        ),
    )


def _row(
    config: Config, extension: Extension, person: Person | None, *, mailbox: bool
) -> tuple[str, ...]:
    rights = rights_of(config, person)
    name = extension.name if person is None else person.name
    shown = caller_name(name)
    number = extension.number.digits
    return (
        number,
        class_of(rights),
        str(extension.ring_seconds),
        *recording.columns(recording.rule(config, rights)),
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
