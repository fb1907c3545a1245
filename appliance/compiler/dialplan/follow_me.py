"""A number outside that rings along with somebody's telephone, as the telephone has set it.

Dial rings it by a channel within Asterisk, whose dialplan begins here. What answers there may be a
mobile telephone's own mailbox: who answers is asked for a key, and until he presses it the office's
telephones ring on. It goes by the rights of whose telephone it is, and he pays for it.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import limits
from appliance.compiler.dialplan.codes import ANSWER, MINE, journal, may
from appliance.compiler.dialplan.forwarding import MOST, REFUSED, nowhere_to_help
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.terms import spoken
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family, read
from appliance.core.roles import Function

ACCEPT = "ACCEPT"
"""The variable with Dial's option for the line."""

_FAMILY = Family.FOLLOW_ME
_LEG, _TO, _ACCEPTED = "follow-me", "follow-me-to", "sub-accept"
_ANY = "_[0-9*#]!"
_CALLED = "${ARG1}"
_KEY = "1"  # as the prompt says
_ASKED, _SECONDS = 6, 4  # times, and seconds for each answer


def on(_: Config, code: str) -> Iterator[Exten]:
    number = dialled(len(code))
    inside = f"${{DIALPLAN_EXISTS(ext-local,{number},1)}}"
    steps = (
        *may(Function.FORWARD, dialled()),
        Step("GotoIf", f"$[{inside}]?{REFUSED},{dialled()},1", note=Note("follows inside")),
        Step("Set", f"DB({_FAMILY}/{MINE})={number}", note=Note("sets", (_FAMILY, number))),
        journal(_FAMILY, MINE, number),
        *ANSWER,
        Step("Playback", "telephone-number&is-set-to"),
        Step("SayDigits", number),
        Step("Hangup"),
    )
    yield Exten(f"_{code}X.", steps)


def off(_: Config, code: str) -> Iterator[Exten]:
    steps = (
        *may(Function.FORWARD, code),
        Step("Set", f"DB_DELETE({_FAMILY}/{MINE})=", note=Note("clears", (_FAMILY,))),
        journal(_FAMILY, MINE),
        *ANSWER,
        Step("Playback", "telephone-number&de-activated"),
        Step("Hangup"),
    )
    yield Exten(code, steps)


def along(config: Config) -> str:
    """What Dial rings besides the devices of ARG1, whose row is in HASH(them)."""
    if not config.code(Feature.FOLLOW_ME_ON):
        return ""
    none = f'"${{HASH(them,forward)}}"="NO" | "{read(_FAMILY, _CALLED)}"=""'
    return f"${{IF($[{none}]?:&Local/{_CALLED}@{_LEG}/n)}}"


def within(config: Config) -> tuple[Step, ...]:
    """On the channel that rings outside: who answers there hands over to ours alone."""
    if not config.code(Feature.FOLLOW_ME_ON):
        return ()
    return (Step("ExecIf", '$["${ME}"=""]?Set(TRANSFER_CONTEXT=ext-local)'),)


def option(config: Config, otherwise: str) -> str:
    """Dial's option for a line: the subroutine that is run on its channel once it is answered.

    Who follows somebody is asked for the key before `otherwise`, which may be nothing.
    """
    usual = f"U({otherwise})" if otherwise else ""
    if not config.code(Feature.FOLLOW_ME_ON):
        return usual
    accept = f"${{{ACCEPT}}}"
    return f'${{IF($["{accept}"=""]?{usual}:{accept})}}' if usual else accept


def contexts(config: Config, outside: str) -> tuple[Context, ...]:
    """Where the channel goes; `outside` is the context of numbers that are none of ours."""
    if not config.code(Feature.FOLLOW_ME_ON):
        return ()
    return (
        Context(_LEG, (Exten(_ANY, _leg()),)),
        Context(_TO, nowhere_to_help(config, "${ACTOR}"), (outside,)),
        Context(_ACCEPTED, (Exten("s", _accepted(config)),)),
    )


def _leg() -> tuple[Step, ...]:
    """The extension is whose telephone rings. Whether the call is recorded was decided for it."""
    number = f"${{FILTER(0-9*#,{read(_FAMILY, '${ACTOR}')})}}"
    return (
        Step("Set", "__HOPS=$[0${HOPS}+1]"),
        Step("GotoIf", f"$[${{HOPS}}>{MOST}]?circle"),
        Step("Set", f"ACTOR={dialled()}"),
        Step("Set", "FORWARDED=YES"),
        Step("Set", "MIXMONITOR_FILENAME=as the call"),
        Step("Set", f"{ACCEPT}=U({_ACCEPTED})"),
        Step("Goto", f"{_TO},{number},1", note=Note("follows", ("${ACTOR}", number))),
        Step("Hangup", "17", "circle"),  # Q.850 17: busy
    )


def _accepted(config: Config) -> tuple[Step, ...]:
    """On the channel of who answers outside. Who presses no key has not answered."""
    return (
        Step("Read", f"KEY,followme/options,1,,{_ASKED},{_SECONDS}"),
        Step("GotoIf", f'$["${{KEY}}"!="{_KEY}"]?refused'),
        *((Step("Gosub", f"{limits.TALK},s,1"),) if spoken(config).limits else ()),
        Step("Return"),
        Step("Set", "GOSUB_RESULT=ABORT", "refused"),
        Step("Return"),
    )
