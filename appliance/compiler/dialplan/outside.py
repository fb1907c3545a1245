"""What passes from whoever tells a dialled number's direction to whoever carries the call out.

`directions.py` reads what was dialled and calls `to_direction`; `outbound.py` asks for rights, takes
the trunk groups in their order and writes the number for each as `directions.format_expression`
says.
"""

from appliance.compiler.dialplan.steps import Note, Step, dialled
from appliance.core.directions import Direction

NUMBER = "NUM"
"""The variable that holds the called number in the form that the one of `KIND` tells."""
KIND = "KIND"


def slug(direction: Direction) -> str:
    """The direction as a part of names in the dialplan."""
    return direction.value.replace(" ", "-")


def context_of(direction: Direction) -> str:
    """Where a call in that direction begins; its extension is what was dialled."""
    return f"out-{slug(direction)}"


def to_direction(direction: Direction, number: str, kind: str) -> tuple[Step, ...]:
    """For a pattern: the call goes in `direction`; `number` may be an expression."""
    note = Note("direction", (direction.value, f"${{{NUMBER}}}"))
    return (
        Step("Set", f"{NUMBER}={number}"),
        Step("Set", f"{KIND}={kind}"),
        Step("Goto", f"{context_of(direction)},{dialled()},1", note=note),
    )
