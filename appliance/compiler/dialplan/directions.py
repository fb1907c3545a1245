"""From what people dial to a direction: numbers are brought into one form, then told apart.

Whatever leads out ends in `to_direction`: `NUM` holds the number, `KIND` what it is, and the call goes
on at `sub-out,<token of the direction>,1`, which decides rights and takes a line.
"""

from appliance.compiler.dialplan.steps import Step
from appliance.core.dialling import Kind
from appliance.core.directions import Direction

DECIDE = "sub-out"
"""The context whose numbers are directions' tokens."""


def token(direction: Direction) -> str:
    """The direction as a number in the dialplan: its letters without the space."""
    return direction.value.replace(" ", "")


def to_direction(direction: Direction, number: str, kind: Kind) -> tuple[Step, ...]:
    """Hands the call over; `number` is an expression.

    It gives E.164 digits without `+` where `kind` is WORLD, and the digits as dialled where RAW.
    """
    return (
        Step("Set", f"NUM={number}"),
        Step("Set", f"KIND={kind.value}"),
        Step("Goto", f"{DECIDE},{token(direction)},1"),
    )
