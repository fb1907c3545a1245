"""What the history must say of each story: `tests/fixtures/stories/told.txt`, judged by reading.

A story's name stands alone, each of its calls in a line below: direction, who called whom and who
answered; how it ended, who hung up, the cause; the legs; what else happened.
"""

from pathlib import Path

from appliance.core.calls import Call, Part

_FILE = Path(__file__).parents[1] / "fixtures" / "stories" / "told.txt"


def words(call: Call) -> str:
    """The call as the table has it."""
    legs = " ".join(
        leg.number if leg.part in {Part.CALLER, Part.CALLED} else f"{leg.part.value}:{leg.number}"
        for leg in call.legs
    )
    deeds = "".join(f"; {each.deed} {each.who} {each.whom}".rstrip() for each in call.happened)
    recorded = f"; {len(call.recordings)} recorded" if call.recordings else ""
    return (
        f"{call.direction} {call.caller} > {call.dialled} = {call.answered_by or '-'}; "
        f"{call.result}, {call.hung_up_by}, {call.cause}; {legs}{recorded}{deeds}"
    )


def _told() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    calls: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            calls.append(line.strip())
        else:
            calls = found[line] = []
    return {name: tuple(lines) for name, lines in found.items()}


TOLD = _told()
