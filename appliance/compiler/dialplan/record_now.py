"""A talk that somebody records from now on, by a key in it, and no longer at the same key.

The key is a feature of Asterisk's own that each telephone of ours has; whether its owner may is
asked when it is pressed. What a rule records is another file, which no key ends.
"""

from appliance.compiler.dialplan.people_table import field
from appliance.compiler.dialplan.recording import DAY
from appliance.compiler.dialplan.steps import Context, Exten, Step
from appliance.compiler.dialplan.terms import somebody
from appliance.compiler.memory import derived
from appliance.core.calls import ON_DEMAND, RECORD_NOW
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.roles import Function, FunctionDiffers

FEATURE = "record-now"
"""Its name in features.conf."""
TELEPHONE = f"DYNAMIC_FEATURES={FEATURE}"
"""A telephone's variable, the same for all: one that comes or goes would end a socket's calls."""

_FILE = f"{DAY}/${{UNIQUEID}}{ON_DEMAND}${{EPOCH}}.raw"
_RECORDER = "RECORDER"
"""The variable with what MixMonitor calls its own recording."""
_NOBODY_PRESSES = "nobody"
_MAY = FunctionDiffers(Function.RECORD, allowed=True)


def application(config: Config) -> str:
    """What features.conf says: the keys, on whose channel, and what is done there.

    Where nobody may, the keys are the other side's as any others.
    """
    code = config.code(Feature.RECORD_NOW) if derived(config, _anybody_may) else ""
    return f"{code or _NOBODY_PRESSES},self,Gosub({RECORD_NOW},s,1)"


def _anybody_may(config: Config) -> bool:
    roles = any(Function.RECORD in role.rights.functions for role in config.roles)
    return roles or any(_MAY in person.differences for person in somebody(config.people))


def subroutine() -> Context:
    """Run on the channel of who presses the keys: his own words stand first, the other's second."""
    steps = (
        Step("GotoIf", f'$["{field("${ME}", "record")}"!="YES"]?no'),
        Step("GotoIf", f'$["${{{_RECORDER}}}"!=""]?ends'),
        Step("MixMonitor", f"{_FILE},Dbi({_RECORDER})"),
        Step("Playback", "activated"),
        Step("Return"),
        Step("StopMixMonitor", f"${{{_RECORDER}}}", "ends"),
        Step("Set", f"{_RECORDER}="),
        Step("Playback", "de-activated"),
        Step("Return"),
        Step("Playback", "feature-not-avail-line", "no"),
        Step("Return"),
    )
    return Context(RECORD_NOW, (Exten("s", steps),))
