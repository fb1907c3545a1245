"""Hot desk: at any telephone somebody gives his number and PIN, and it is his until he leaves it.

Kept by Asterisk alone, see `desks.py`. A telephone has one guest, and somebody is at one telephone:
who comes after another takes his place, and who comes to another telephone, or back to his own,
leaves the one where he was.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks, guesses
from appliance.compiler.dialplan.codes import ANSWER, own, says
from appliance.compiler.dialplan.guesses import WHO
from appliance.compiler.dialplan.people_table import PINS, field
from appliance.compiler.dialplan.steps import Exten, Note, Step
from appliance.core.config import Config
from appliance.core.live_state import JOURNAL, Family, Where, journal_text, read

_DESK, _AT = Family.DESK, Family.AT_DESK
_HERE = "${HERE}"  # the telephone's own number, whoever is at it
_HAS_PIN = Note("asks whether there is a PIN", (WHO,))
_TELEPHONE = Step("Set", f'HERE=${{IF($["${{{desks.DESK}}}"=""]?${{ME}}:${{{desks.DESK}}})}}')


def log_in(config: Config, code: str) -> Iterator[Exten]:
    yield Exten(
        code,
        (
            own(code),
            _TELEPHONE,
            *ANSWER,
            *guesses.asked(),
            Step("GotoIf", f'$["{field(WHO, "digest", PINS)}"=""]?wrong', note=_HAS_PIN),
            *guesses.judged(config),
            *_leaves_the_last(),
            *_sends_home_who_was_here(),
            *_comes(),
            Step("Playback", "agent-loginok", "told"),
            Step("SayDigits", WHO),
            Step("Hangup"),
        ),
    )


def log_out(config: Config, code: str) -> Iterator[Exten]:
    """Whoever is here; no PIN, as he may have gone without it."""
    if not desks.on(config):
        return
    yield Exten(
        code,
        (
            own(code),
            _TELEPHONE,
            Step("Set", f"WAS={read(_DESK, _HERE)}"),
            Step("GotoIf", '$["${WAS}"=""]?nobody', note=Note("nobody at desk", (_HERE,))),
            Step(
                "Set", f"DB_DELETE({_DESK}/{_HERE})=", note=Note("leaves desk", ("${WAS}", _HERE))
            ),
            _noted(_HERE, "", "out"),
            *_gone(),
            *says("agent-loggedoff"),
            *says("pbx-invalid", label="nobody"),
        ),
    )


def _noted(telephone: str, guest: str, which: str) -> Step:
    """One call may change several telephones, so that each line has a key of its own."""
    said = journal_text(_DESK, telephone, guest, Where.TELEPHONE, _HERE)
    return Step("Set", f"DB({JOURNAL}/${{EPOCH}}-${{UNIQUEID}}-{which})={said}")


def _gone() -> tuple[Step, ...]:
    """`WAS` is here no more; where else he may be meanwhile is his affair."""
    here = f'"{read(_AT, "${WAS}")}"="{_HERE}"'
    return (
        Step("ExecIf", f"$[{here}]?Set(DB_DELETE({_AT}/${{WAS}})=)"),
        Step("Set", f"DEVICE_STATE({desks.lamp('${WAS}')})={desks.FREE}"),
    )


def _leaves_the_last() -> tuple[Step, ...]:
    """`WHO` leaves the telephone where he was."""
    last = Note("leaves desk", (WHO, "${LAST}"))
    return (
        Step("Set", f"LAST={read(_AT, WHO)}"),
        Step("GotoIf", f'$["${{LAST}}"="" | "${{LAST}}"="{_HERE}"]?left'),
        Step("GotoIf", f'$["{read(_DESK, "${LAST}")}"!="{WHO}"]?left'),
        Step("Set", f"DB_DELETE({_DESK}/${{LAST}})=", note=last),
        _noted("${LAST}", "", "left"),
    )


def _sends_home_who_was_here() -> tuple[Step, ...]:
    return (
        Step("Set", f"WAS={read(_DESK, _HERE)}", "left"),
        Step("GotoIf", f'$["${{WAS}}"="" | "${{WAS}}"="{WHO}"]?free'),
        *_gone(),
    )


def _comes() -> tuple[Step, ...]:
    """At his own telephone he is as if he had never been away."""
    sits = Note("sits down", (WHO, _HERE))
    return (
        Step("Set", f"DEVICE_STATE({desks.lamp(WHO)})={desks.FREE}", "free"),
        Step("GotoIf", f'$["{WHO}"="{_HERE}"]?home'),
        Step("Set", f"DB({_AT}/{WHO})={_HERE}"),
        Step("Set", f"DB({_DESK}/{_HERE})={WHO}", note=sits),
        _noted(_HERE, WHO, "in"),
        Step("Goto", "told"),
        Step("Set", f"DB_DELETE({_AT}/{WHO})=", "home", Note("is home", (WHO,))),
        Step("GotoIf", '$["${WAS}"=""]?told'),
        Step("Set", f"DB_DELETE({_DESK}/{_HERE})="),
        _noted(_HERE, "", "home"),
    )
