"""Since when each member of a group that asks for it has been without a call.

AstDB has it, written by Asterisk as the channel of his telephone ends, whoever called whom; what
nobody answered was no call. So it holds over restarts, and who has no entry has waited for ever.
"""

from appliance.compiler.dialplan.codes import MINE
from appliance.compiler.dialplan.steps import Context, Exten, Step
from appliance.core.call_handling import HuntStrategy
from appliance.core.config import Config
from appliance.core.live_state import Family, read

_COUNTED, _ENDED = "sub-idle", "sub-idle-since"
_WHO = "${ARG1}"


def since(number: str) -> str:
    """Seconds since the epoch, in an expression."""
    return f"0{read(Family.IDLE_SINCE, number)}"


def free(number: str) -> str:
    """The condition that he talks nowhere, as queues judge it: by the lamp of his number.

    It has do not disturb too, and a telephone that is off is none of those that could ring.
    """
    state = f'"${{EXTENSION_STATE({number}@ext-local)}}"'
    return f'({state}="NOT_INUSE" | {state}="UNKNOWN")'


def counted(config: Config) -> tuple[Step, ...]:
    """On the channel of a telephone, of who calls or is called."""
    if not _members(config):
        return ()
    asked = f'"${{DIALPLAN_EXISTS({_COUNTED},{MINE},1)}}"="1"'
    return (Step("GosubIf", f'$["{MINE}"!="" & {asked}]?{_COUNTED},{MINE},1'),)


def contexts(config: Config) -> tuple[Context, ...]:
    """The members, and what is written down."""
    members = _members(config)
    if not members:
        return ()
    begun = (
        Step("GotoIf", f'$["${{COUNTED}}"="{MINE}"]?done'),  # forwarded from one to the next
        Step("Set", f"COUNTED={MINE}"),
        Step("Set", f"CHANNEL(hangup_handler_push)={_ENDED},s,1({MINE})"),
        Step("Return", label="done"),
    )
    ended = (
        Step("GotoIf", '$["${CHANNEL(state)}"!="Up"]?done'),
        Step("Set", f"DB({Family.IDLE_SINCE}/{_WHO})=${{EPOCH}}"),
        Step("Return", label="done"),
    )
    known = tuple(Exten(number, (Step("Goto", "s,1"),)) for number in members)
    return (
        Context(_COUNTED, (Exten("s", begun), *known)),
        Context(_ENDED, (Exten("s", ended),)),
    )


def _members(config: Config) -> list[str]:
    asking = (g for g in config.hunt_groups if g.strategy is HuntStrategy.LONGEST_IDLE)
    return sorted({number.digits for group in asking for number in group.members})
