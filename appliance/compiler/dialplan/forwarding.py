"""Where a call goes that its telephone does not take: forwarding, as the telephone has set it.

ARG1 is whose telephone it was. What leads outside does so by the rights of that one, `ACTOR`, and
never to an emergency number.
"""

from appliance.compiler.dialplan import desks
from appliance.compiler.dialplan.steps import (
    END_OF_CALL,
    Context,
    Exten,
    Note,
    Step,
    dialled,
    written,
)
from appliance.compiler.dialplan.targets import NOBODY, UNANSWERED_CITY_LINE
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family, read
from appliance.core.noted import Fact

AWAY = "ext-away"
"""Of an extension that is forwarded always or wants no calls."""
AT_DESK = "ext-at-desk"
"""Of an extension that rings elsewhere than at its own telephone."""
AFTER = "ext-after"
"""When DIALSTATUS says why nobody took the call."""
FROM = "from-forward"
"""What a call can be forwarded to."""
FORGET = Step("Set", "BLINDTRANSFER=")
"""Who handed the call over, once it goes on by somebody else's will."""

INTERCOM, INTERCOM_RING = "INTERCOM", "ext-intercom"
"""The variable of a call that a telephone is to answer by itself, and where it goes on."""

_FORWARD = "sub-forward"
_ANY = "_[0-9*#]!"
MOST = 5  # forwardings one after the other; more go in a circle
_CALLED = "${ARG1}"


def forwarding(config: Config, reached: tuple[str, ...]) -> tuple[Context, ...]:
    """All that a forwarded call passes; `reached` are the contexts of whom it can reach."""
    return (
        Context(AWAY, (Exten(_ANY, _away(config)),)),
        Context(AFTER, (Exten(_ANY, _after(config)),)),
        Context(_FORWARD, (Exten(_ANY, _forward()),)),
        Context(FROM, nowhere_to_help(config, _CALLED), reached),
        _refused(config),
    )


def nowhere_to_help(config: Config, whose: str) -> tuple[Exten, ...]:
    """Emergency numbers, which no call is sent on to, and what is no number; it was `whose`."""
    refused = (Step("Goto", f"{REFUSED},{dialled()},1", note=Note("emergency by forwarding")),)
    never = tuple(Exten(number, refused) for number in config.national.emergency)
    unknown = Step("Goto", f"{REFUSED},{whose},1", note=Note("no such number"))
    return (*never, Exten("i", (unknown,)))


def forwards_to(family: Family) -> str:
    """Where ARG1 forwards to, whose row is in HASH(them); nothing once he may forward no more."""
    return f'${{IF($["${{HASH(them,forward)}}"="NO"]?:${{FILTER(0-9*#,{read(family, _CALLED)})}})}}'


def _away(config: Config) -> tuple[Step, ...]:
    spoken_to = Step("GotoIf", f'$["${{{INTERCOM}}}"!=""]?{INTERCOM_RING},{_CALLED},1')
    return (
        *_devices(config),
        *((spoken_to,) if config.code(Feature.INTERCOM) else ()),
        Step("Set", f"FORWARD={forwards_to(Family.FORWARD_ALL)}"),
        Step("GotoIf", f'$["${{FORWARD}}"!=""]?{_FORWARD},{_CALLED},1'),
        *_rings_elsewhere(config),
        written(Fact.RESTS, _CALLED, Note("do not disturb", (_CALLED,))),
        Step("Set", "DIALSTATUS=BUSY"),
        Step("Goto", f"{AFTER},{_CALLED},1"),
    )


def _devices(config: Config) -> tuple[Step, ...]:
    """ARG2 become those that ring for the number."""
    if not desks.on(config):
        return ()
    return (
        Step("Set", f"{desks.WHERE}=${{ARG2}}"),
        *desks.where(config, _CALLED),
        Step("Set", f"ARG2=${{{desks.WHERE}}}"),
    )


def _rings_elsewhere(config: Config) -> tuple[Step, ...]:
    """Who wants calls, and came here for neither forwarding nor the intercom."""
    if not desks.on(config):
        return ()
    return (
        Step("GotoIf", f'$["{read(Family.DO_NOT_DISTURB, _CALLED)}"=""]?{AT_DESK},{_CALLED},1'),
    )


def _after(config: Config) -> tuple[Step, ...]:
    """Who wants no calls and who talks are busy; whoever cannot be reached does not answer."""
    busy, unanswered = forwards_to(Family.FORWARD_BUSY), forwards_to(Family.FORWARD_NO_ANSWER)
    where = f'${{IF($["${{DIALSTATUS}}"="BUSY"]?{busy}:{unanswered})}}'
    return (
        Step("Set", f"FORWARD={where}"),
        Step("GotoIf", f'$["${{FORWARD}}"!=""]?{_FORWARD},{_CALLED},1'),
        *(_message() if config.mailboxes else ()),
        END_OF_CALL,
    )


def _message() -> tuple[Step, ...]:
    box = "${HASH(them,mailbox)}"
    return (Step("GotoIf", f'$["{box}"!=""]?ext-voicemail,{box},1'),)


def _forward() -> tuple[Step, ...]:
    note = Note("forwarded", (_CALLED, "${FORWARD}"))
    circle = Note("forwarded in a circle", (_CALLED,))
    return (
        written(Fact.FORWARDS, _CALLED),
        Step("Set", "__HOPS=$[0${HOPS}+1]"),
        Step("GotoIf", f"$[${{HOPS}}>{MOST}]?circle"),
        Step("Set", "FORWARDED=YES"),
        FORGET,
        Step("Goto", f"{FROM},${{FORWARD}},1", note=note),
        Step("Goto", f"{REFUSED},{_CALLED},1", "circle", circle),
    )


REFUSED = "refused"
"""A call that may not be made; its extension is what was dialled."""


def _refused(config: Config) -> Context:
    """A telephone of ours hears congestion, the network is told that the call is rejected.

    Whoever calls somebody whose forwarding cannot be carried out may leave him a message.
    """
    box = "${HASH(them,mailbox)}"
    left = f'"${{FORWARDED}}"!="" & "{box}"!=""'
    message = (Step("GotoIf", f"$[{left}]?ext-voicemail,{box},1"),) if config.mailboxes else ()
    return Context(
        REFUSED,
        (
            Exten(
                _ANY,
                (
                    *message,
                    Step("GotoIf", '$["${CHANNEL:0:5}"="DAHDI" & "${ME}"!=""]?tone'),
                    Step("GotoIf", f"$[{UNANSWERED_CITY_LINE}]?{NOBODY}"),
                    Step("Hangup", "21", note=Note("refused")),  # Q.850 21: call rejected
                    Step("Congestion", "20", "tone", Note("refused")),
                ),
            ),
        ),
    )
