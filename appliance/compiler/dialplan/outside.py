"""What passes from whoever tells a dialled number's direction to whoever carries the call out.

`directions.py` reads what was dialled and calls `to_direction`; `outbound.py` asks for rights,
takes the trunk groups in their order and writes the number as each wants it.
"""

from appliance.compiler.dialplan.steps import Note, Step, dialled
from appliance.core.dialling import Kind
from appliance.core.directions import Direction

NUMBER, KIND = "NUM", "KIND"
"""Variables: the called number, E.164 digits without `+` or as dialled, and which of the two."""


def slug(direction: Direction) -> str:
    """The direction as a part of names in the dialplan."""
    return direction.value.replace(" ", "-")


def context_of(direction: Direction) -> str:
    """Where a call in that direction begins; its extension is what was dialled."""
    return f"out-{slug(direction)}"


def to_direction(
    direction: Direction, number: str, kind: Kind, exten: str = dialled()
) -> tuple[Step, ...]:
    """Hands the call over; `number` is an expression.

    It gives E.164 digits without `+` where `kind` is WORLD, and the digits as dialled where RAW.
    `exten` is what was dialled: the call's record takes it from there.
    """
    note = Note("direction", (direction.value, f"${{{NUMBER}}}"))
    return (
        Step("Set", f"{NUMBER}={number}"),
        Step("Set", f"{KIND}={kind.value}"),
        Step("Goto", f"{context_of(direction)},{exten},1", note=note),
    )
