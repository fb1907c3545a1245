"""What the codes of `features.py` and its neighbours share."""

from collections.abc import Callable, Iterator

from appliance.compiler.dialplan import rights, transferred
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Exten, Note, Step
from appliance.core.config import Config
from appliance.core.live_state import JOURNAL, Family, Where, journal_text
from appliance.core.roles import Function

Extens = Callable[[Config, str], Iterator[Exten]]
"""The extensions of a code, given the code."""

MINE = "${ME}"
ANSWER = (Step("Answer"), Step("Wait", "1"))
FROM_INTERNAL = "from-internal"


def refuse(code: str) -> tuple[Step, ...]:
    return (Step("Goto", f"{REFUSED},{code},1", note=Note("code is off", (code,))),)


def exactly(*steps: Step) -> Extens:
    """Nothing but these steps at the code itself."""

    def make(_: Config, code: str) -> Iterator[Exten]:
        yield Exten(code, steps)

    return make


def own(exten: str) -> Step:
    """A telephone without a number of its own has nothing to set, nor who is handed over to it."""
    return Step("GotoIf", f'$["{MINE}"="" | {transferred.IS}]?{REFUSED},{exten},1')


def may(function: Function, exten: str) -> tuple[Step, ...]:
    """Go on if whose telephone it is may use the function; `exten` is what was dialled."""
    return (own(exten), look_up("me", MINE), rights.ask_for(function, exten))


def journal(family: Family, key: str, value: str = "", again: str = "") -> Step:
    """Who changed what and when, for the supervisor to read when it is there.

    `again` keeps the lines of one call apart.
    """
    said = journal_text(family, key, value, Where.TELEPHONE, MINE)
    return Step("Set", f"DB({JOURNAL}/${{EPOCH}}-${{UNIQUEID}}{again})={said}")


def says(*sounds: str, label: str = "") -> tuple[Step, ...]:
    """What is heard one after the other, and the call is over."""
    return (
        Step("Answer", label=label),
        Step("Wait", "1"),
        Step("Playback", "&".join(sounds)),
        Step("Hangup"),
    )
