"""Who called each telephone last, and whom it called last: said, and called again.

A call within writes both down as it passes. What is called again goes the way of whatever is
dialled, so that it asks for the same rights.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks, idle
from appliance.compiler.dialplan.codes import ANSWER, FROM_INTERNAL, MINE, own, says
from appliance.compiler.dialplan.steps import Exten, Note, Step, written
from appliance.core.config import Config
from appliance.core.live_state import UNKNOWN, Family, read
from appliance.core.noted import Fact

_NUMBER = "${FILTER(0-9*#,${NUMBER})}"
_DIGITS = "${FILTER(0-9,${NUMBER})}"
_CALL = "1"  # the key that calls whom was told
_WAIT = 5  # seconds for it


def called(number: str) -> Step:
    """Before `number` is called: whose telephone dials it, and not who is sent on, dialled it."""
    first = f'"{MINE}"!="" & "${{ACTOR}}${{KEPT}}${{BLINDTRANSFER}}"=""'
    return Step("ExecIf", f"$[{first}]?Set(DB({Family.LAST_DIALLED}/{MINE})={number})")


def called_at_once(number: str) -> tuple[Step, ...]:
    """The same before a menu, a group or a queue, whence the call goes on to others."""
    return (called(number), Step("Set", f"KEPT={number}"))


def numbered(config: Config, number: str, where: str) -> Exten:
    """A number that leads to `where`, which is no telephone."""
    begun = (*desks.ask(config), *called_at_once(number), *idle.counted(config))
    return Exten(number, (*begun, written(Fact.DIALLED, number), Step("Goto", where)))


def rings() -> Step:
    """On the channel of a telephone that is about to ring: who calls, unless he hides it.

    What rings along with it is nobody's telephone. What is no number of digits alone is nobody to
    be called back: a stranger's line may bring a code of ours as his number.
    """
    number = "${FILTER(0-9,${CONNECTEDLINE(num)})}"
    odd = f"${{LEN(${{CONNECTEDLINE(num)}})}}!=${{LEN({number})}}"
    hidden = f'"${{CONNECTEDLINE(num-pres):0:6}}"="prohib" | "{number}"="" | {odd}'
    value = f"${{IF($[{hidden}]?{UNKNOWN}:{number})}}"
    kept = f"DB({Family.LAST_CALLER}/{MINE})={value}"
    return Step("ExecIf", f'$["{MINE}"!=""]?Set({kept})')


def call_back(_: Config, code: str) -> Iterator[Exten]:
    """His number, and the key that calls him."""
    steps = (
        own(code),
        Step("Set", f"NUMBER={read(Family.LAST_CALLER, MINE)}"),
        Step("GotoIf", f'$["{_DIGITS}"=""]?nobody', note=Note("nobody to call back")),
        *ANSWER,
        Step("Playback", "info-about-last-call&telephone-number"),
        Step("SayDigits", _DIGITS),
        Step("Read", f"KEY,to-call-this-number&vm-press&digits/{_CALL},1,,1,{_WAIT}"),
        Step("GotoIf", f'$["${{KEY}}"="{_CALL}"]?call'),
        Step("Hangup"),
        Step("Goto", f"{FROM_INTERNAL},{_DIGITS},1", "call", Note("calls back", (_DIGITS,))),
        *says("unidentified-no-callback", label="nobody"),
    )
    yield Exten(code, steps)


def redial(_: Config, code: str) -> Iterator[Exten]:
    """The number once more, at once."""
    steps = (
        own(code),
        Step("Set", f"NUMBER={read(Family.LAST_DIALLED, MINE)}"),
        Step("GotoIf", f'$["{_NUMBER}"=""]?nothing', note=Note("nothing to redial")),
        Step("Goto", f"{FROM_INTERNAL},{_NUMBER},1", note=Note("redials", (_NUMBER,))),
        *says("pbx-invalid", label="nothing"),
    )
    yield Exten(code, steps)
