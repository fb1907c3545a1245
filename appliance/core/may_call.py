"""Whether the rights of a telephone open what it would dial, and why."""

from dataclasses import dataclass

from appliance.core.config import Config
from appliance.core.dialling import classify, dialling_of
from appliance.core.directions import ALWAYS, Direction
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Person
from appliance.core.rights import deciding, rights_of
from appliance.core.roles import Difference, Rights


@dataclass(frozen=True, slots=True)
class Terms:
    """How a direction is open: with the PIN, and in the hours of a schedule alone."""

    is_open: bool
    pin: bool = False
    hours: Key | None = None


def terms(rights: Rights, direction: Direction) -> Terms:
    """What these rights say of a direction; of those that are everybody's, that they are open."""
    if direction in ALWAYS:
        return Terms(is_open=True)
    if direction not in rights.directions:
        return Terms(is_open=False)
    hours = None if direction in rights.out_of_hours else rights.hours
    return Terms(True, direction in rights.pin_for, hours)


def terms_differing(config: Config, who: Person, direction: Direction) -> tuple[Difference, ...]:
    """Where `who` differs from his role in what is said of the direction."""
    return deciding(config, who, lambda rights: terms(rights, direction))


def closed_direction(config: Config, number: str, dialled: str) -> Direction | None:
    """Where `dialled` leads, when whoever has the telephone `number` may never call there.

    None where he may, with a PIN or at another hour too, and where only the exchange knows what
    is dialled, such as behind a code.
    """
    found = classify(dialling_of(config), dialled)
    if found is None or found.direction in ALWAYS:
        return None
    person = config.owners().get(ExtensionNumber(number))
    open_ = rights_of(config, person).directions
    return None if found.direction in open_ else found.direction
