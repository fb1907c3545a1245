"""From what people dial to a direction: numbers are brought into one form, then told apart.

Whatever leads out ends in `outside.to_direction`: `NUM` holds the number, `KIND` what it is, and
the call goes on at the direction's own context, which decides rights and takes a line.
"""

from appliance.compiler.dialplan.outside import NUMBER, to_direction
from appliance.compiler.dialplan.steps import Context, Exten, dialled
from appliance.core.config import Config
from appliance.core.dialling import Kind
from appliance.core.directions import Direction
from appliance.core.trunks import NumberFormat

CONTEXT = "outbound-directions"


def contexts(config: Config) -> tuple[Context, ...]:
    """Every number of three digits and more goes out as it was dialled."""
    del config
    return (
        Context(CONTEXT, (Exten("_XXX.", to_direction(Direction.OTHER, dialled(), Kind.RAW)),)),
    )


def format_expression(config: Config, sends: NumberFormat) -> str:
    """The called number as a group of lines wants it."""
    del config, sends
    return f"${{{NUMBER}}}"
