"""What people can do with keys while they talk: hand the call over, three-way.

The keys are in features.conf. Who may use them Dial is told call by call: telephones of ours and
nobody from outside. Whoever hands over by keys after asking does so over a channel within
Asterisk that knows nothing of his but the name of his own.
"""

from appliance.compiler.dialplan import desks
from appliance.compiler.dialplan.devices_table import owner_of_channel
from appliance.compiler.dialplan.steps import Step
from appliance.core.config import Config
from appliance.core.feature_codes import Feature

CONTEXT = "TRANSFER_CONTEXT=from-internal"
"""A telephone's variable: where the numbers are that it hands a call over to."""
KNOWN = "known"
"""The label where `ME` is looked up."""
ASKED_BY = "ATTENDEDTRANSFER"
"""The variable with the name of who asks before he hands over (bridge_basic.c)."""
_CODES = (Feature.TRANSFER_BLIND, Feature.TRANSFER)
_OURS = f'"${{ME}}"!="" & "${{{ASKED_BY}}}"=""'


def called_may(config: Config) -> str:
    """Dial's and Queue's option for a telephone of ours that is called."""
    return "t" if any(map(config.code, _CODES)) else ""


def caller_may(config: Config) -> str:
    """The same for who calls, if he is one of ours."""
    return f"${{IF($[{_OURS}]?T:)}}" if any(map(config.code, _CODES)) else ""


def unless_known(config: Config, stranger: str) -> Step:
    """To `stranger` when no telephone of ours calls, or to where `asking` finds out who does."""
    asks = f'${{IF($["${{{ASKED_BY}}}"=""]?{stranger}:asked)}}'
    if not desks.on(config):
        return Step("GotoIf", f'$["${{ME}}"=""]?{asks}')
    either = f'"${{ME}}"="" | {desks.GUEST}'
    return Step("GotoIf", f'$[{either}]?${{IF($["${{ME}}"=""]?{asks}:guest)}}')


def asking(config: Config, stranger: str) -> tuple[Step, ...]:
    """`ME` of who asks before handing over; back to `KNOWN`, or to `stranger` all the same."""
    asked = Step("Set", f"ME={owner_of_channel(ASKED_BY)}", "asked")
    if not desks.on(config):
        return (asked, Step("GotoIf", f'$["${{ME}}"=""]?{stranger}:{KNOWN}'))
    return (
        asked,
        Step("GotoIf", f'$["${{ME}}"=""]?{stranger}'),
        desks.sit("guest"),
        Step("Goto", KNOWN),
    )
