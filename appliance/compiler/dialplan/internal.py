"""Calls to our own extensions.

Nothing here changes with a person: an extension's lines name its number and its devices, and all
that a person may change is looked up when the call comes. Within these contexts ARG1 is the called
number; `ACTOR` is whose telephone rang last, by whose rights the call goes on if it does.
"""

from dataclasses import replace

from appliance.compiler.dialplan import (
    desks,
    fax,
    follow_me,
    idle,
    in_call,
    intercom,
    last_numbers,
    recording,
    telephones,
)
from appliance.compiler.dialplan.forwarding import AFTER, AT_DESK, AWAY, INTERCOM, forwards_to
from appliance.compiler.dialplan.people_table import field, look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.compiler.dialplan.targets import NOBODY, UNANSWERED_CITY_LINE
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family, read
from appliance.core.noted import Fact
from appliance.core.people import Extension

RING = "ext-ring"
"""Rings an extension: ARG1 its number, ARG2 its devices. It does not come back."""
ABSENT = "ext-absent"
"""The same for an extension without devices."""
NUMBERED = ("ext-group", "ext-queues", "ext-menus", "ext-conferences", "ext-fax")
"""Contexts of other things that have an internal number."""
WHO = "sub-who"
"""Gives the caller his name, before anything else than an extension is called."""
LEG = "sub-leg"
"""Run on the channel of each telephone before it rings."""
OPTIONS = f"ib({LEG}^s^1)"
"""Dial's for every telephone. It forwards by our codes, and not by an answer of its own: what such
an answer names would be called by nobody's rights.
"""

_ANY = "_[0-9*#]!"
_USUAL_RING = 25  # seconds, of telephones that no table knows
_CALLED = "${ARG1}"


def from_internal() -> Context:
    """Where every telephone of ours begins. Emergency numbers stand before all else."""
    return Context(
        "from-internal",
        includes=(
            "emergency",
            "from-internal-custom",
            "app-features",
            "ext-local",
            *NUMBERED,
            "ext-parking",
            "outbound",
        ),
    )


def ext_local(config: Config) -> Context:
    """Every extension, also for calls from outside."""
    devices = telephones.channels(config)
    return Context(
        "ext-local",
        tuple(_extension(config, ext, devices[ext.number.digits]) for ext in config.extensions),
    )


def _extension(config: Config, extension: Extension, devices: str) -> Exten:
    number = extension.number.digits
    if not devices:
        return Exten(number, (Step("Gosub", f"{ABSENT},{number},1({number})"),))
    ring = Step("Gosub", f"{RING},{number},1({number},{devices})")
    takes_faxes = fax.unlistened(config) if extension.fax_machine else ()
    return Exten(number, (*takes_faxes, ring), hint=hint(config, number, devices))


def hint(config: Config, number: str, devices: str) -> str:
    """What lights the number's lamp: a telephone of it that is in use, or that it rests.

    Which telephone somebody is at no hint can know: such a telephone lights his lamp by itself.
    """
    guest = f"&{desks.lamp(number)}" if desks.on(config) else ""
    return f"{devices}&Custom:{Family.DO_NOT_DISTURB}{number}{guest}"


def ringing(config: Config) -> tuple[Context, ...]:
    """What all extensions share."""
    return (
        Context(RING, (Exten(_ANY, _ring(config)),)),
        *_talking(config),
        *_elsewhere(config),
        *desks.contexts(config),
        Context(ABSENT, (Exten(_ANY, _absent(config)),)),
        Context(WHO, (Exten("s", _told(config)),)),
        Context(LEG, (Exten("s", _leg(config)),)),
        *intercom.contexts(config, _leg(config)),
    )


def _ring(config: Config) -> tuple[Step, ...]:
    called, rest = _called(config)
    talking = (telephones.perhaps_talking(),) if telephones.analogue(config) else ()
    return (*called, rest, *talking, *_rung(config, "${ARG2}"), *in_call.asking(config, "them"))


def _rung(config: Config, devices: str) -> tuple[Step, ...]:
    seconds = f'${{IF($["${{HASH(them,ring)}}"=""]?{_USUAL_RING}:${{HASH(them,ring)}})}}'
    may = f"{in_call.called_may(config)}{in_call.caller_may(config)}"
    return (
        recording.between(),
        Step(
            "Dial",
            f"{devices}{follow_me.along(config)},{seconds},{OPTIONS}{may}",
            note=Note("calls", (_CALLED, "${HASH(them,name)}")),
        ),
        Step("Goto", f"{AFTER},{_CALLED},1", "after"),
    )


def _called(config: Config) -> tuple[tuple[Step, ...], Step]:
    """Both rows at hand, and the way of those who want no call at their telephone."""
    spoken_to = f"${{{INTERCOM}}}" if config.code(Feature.INTERCOM) else ""
    moved = desks.away(_CALLED) if desks.on(config) else ""
    away = f"{read(Family.DO_NOT_DISTURB, _CALLED)}{forwards_to(Family.FORWARD_ALL)}"
    known = (
        *_who("them", config),
        last_numbers.called(_CALLED),
        *idle.counted(config),
        Step("Set", f"ACTOR={_CALLED}", "them"),
        look_up("them", _CALLED),
    )
    return known, Step("GotoIf", f'$["{away}{spoken_to}{moved}"!=""]?{AWAY},{_CALLED},1')


def _talking(config: Config) -> tuple[Context, ...]:
    """Goes on from `RING`, with its arguments."""
    if not telephones.analogue(config):
        return ()
    steps = (*telephones.unless_talking(), *_rung(config, "${RING:1}"))
    return (Context(telephones.TALKS, (Exten(_ANY, steps),)),)


def _elsewhere(config: Config) -> tuple[Context, ...]:
    """Of who is at another telephone, or at whose somebody else is; ARG2 are those that ring."""
    if not desks.on(config):
        return ()
    talking = (telephones.perhaps_talking(),) if telephones.analogue(config) else ()
    steps = (
        Step("GotoIf", '$["${ARG2}"=""]?nothing'),
        *talking,
        *_rung(config, "${ARG2}"),
        *_nothing("nothing"),
    )
    return (Context(AT_DESK, (Exten(_ANY, steps),)),)


def _nothing(label: str = "") -> tuple[Step, ...]:
    """No telephone rings for the number."""
    note = Note("no telephone", (_CALLED,))
    return (
        replace(written(Fact.NO_TELEPHONE, _CALLED), label=label),
        Step("Set", "DIALSTATUS=CHANUNAVAIL", note=note),
        Step("Goto", f"{AFTER},{_CALLED},1"),
    )


def _absent(config: Config) -> tuple[Step, ...]:
    known, rest = _called(config)
    return (
        *known,
        rest,
        *_nothing(),
        *in_call.asking(config, "them"),
    )


def _who(label: str, config: Config) -> tuple[Step, ...]:
    """The caller's own row and name; from outside comes nobody whom the table knows: to `label`."""
    latin = (Step("Set", "__LATIN=${HASH(me,latin)}"),) if telephones.analogue(config) else ()
    return (
        in_call.unless_known(config, label),
        look_up("me", "${ME}", in_call.KNOWN),
        Step("Set", "CALLERID(name)=${HASH(me,name)}"),
        *latin,
    )


def _told(config: Config) -> tuple[Step, ...]:
    back = Step("Return", label="done")
    return (*_who("done", config), back, *in_call.asking(config, "done"))


def who_calls() -> Step:
    """Before a call to anything that is no extension."""
    return Step("Gosub", f"{WHO},s,1")


def _leg(config: Config) -> tuple[Step, ...]:
    """A telephone is told the caller's name in letters that it can show.

    By whose rights the call came to it is nothing that it could go on by.
    """
    own = (
        *desks.ask(config),
        *follow_me.within(config),
        Step("Set", "ACTOR="),
        *idle.counted(config),
        Step("Set", f"CALLERID(name)={field('${ME}', 'name')}"),
    )
    if not telephones.analogue(config):
        return (*own, last_numbers.rings(), Step("Return"))
    return (
        *own,
        last_numbers.rings(),
        Step("GotoIf", '$["${CHANNEL:0:5}"!="DAHDI" | "${LATIN}"=""]?done'),
        Step("Set", "CONNECTEDLINE(name,i)=${LATIN}"),
        Step("Return", label="done"),
    )


def call_end() -> Context:
    """How a call that was not answered ends: the caller hears busy, or congestion, or is let go.

    Whoever calls by a city line hears it ring on.
    """
    line = Step("GotoIf", f"$[{UNANSWERED_CITY_LINE}]?{NOBODY}")
    return Context(
        "call-end",
        (
            Exten("BUSY", (line, Step("Busy", "20"))),
            Exten("NOANSWER", (line, Step("Hangup", "19"))),  # Q.850 19: no answer, user alerted
            Exten("_[A-Z].", (line, Step("Congestion", "20"))),
        ),
    )
