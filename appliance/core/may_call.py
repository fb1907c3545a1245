"""Whether the rights of a telephone open what it would dial."""

from appliance.core.config import Config
from appliance.core.dialling import classify, dialling_of
from appliance.core.directions import ALWAYS, Direction
from appliance.core.numbers import ExtensionNumber
from appliance.core.rights import rights_of


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
