"""Announcements: who speaks is heard at every telephone of a hunt group that is free.

One channel cannot call many that all answer, so each member is called by a file of Asterisk's spool
(`call_files`); who answers joins the speaker in a conference of that moment, muted, and leaves it
with him. Telephones are asked to answer by themselves as for the intercom; one that cannot rings.
Kept by Asterisk alone: the speaker's `GROUP` is what the announcement lasts by.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks, rights, telephones
from appliance.compiler.dialplan.call_files import written_file
from appliance.compiler.dialplan.codes import MINE
from appliance.compiler.dialplan.intercom import LEG, SECONDS, TONE, denied
from appliance.compiler.dialplan.internal import LEG as RINGS
from appliance.compiler.dialplan.internal import who_calls
from appliance.compiler.dialplan.people_table import field, look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled, written
from appliance.core.call_handling import HuntGroup
from appliance.core.calls import PAGE, PAGE_CALL, PAGE_LISTEN, PAGING
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.noted import Fact
from appliance.core.roles import Function

BRIDGE, SPEAKER, LISTENER = "page", "page-speaker", "page-listener"
"""Profiles of confbridge.conf."""

_ONE, _LEG = "sub-page", "sub-page-leg"
# Categories of GROUP() that a speaker is in, by what his conference is called: from the start, and
# from when he is heard. Who waits in a conference for one who never comes is not let go by him.
_UP, _HEARD = "pages", "page-heard"
_LONGEST = 300  # seconds
_MEMBER = dialled()
_FREE = "NOT_INUSE"


def reached(config: Config) -> bool:
    """Whether there is anything to announce to."""
    return bool(config.code(Feature.INTERCOM)) and any(g.number for g in config.hunt_groups)


def contexts(config: Config) -> tuple[Context, ...]:
    """The groups by their numbers, and what is done with each member."""
    if not reached(config):
        return ()
    called = "${RING}"
    calls = (
        Step("Set", f"CALLERID(name)={field('${SPEAKER}', 'name')}"),
        Step("Dial", f"{called},{SECONDS},ib({_LEG}^s^1)A({TONE})"),
        Step("Hangup"),
    )
    listens = (
        Step("Set", f"TIMEOUT(absolute)={_LONGEST}"),
        Step("GotoIf", f"$[${{GROUP_COUNT(${{PAGE}}@{_UP})}}=0]?gone", "again"),
        Step("GotoIf", f"$[${{GROUP_COUNT(${{PAGE}}@{_HEARD})}}>0]?heard"),
        Step("Wait", "0.2"),
        Step("Goto", "again"),
        Step("ConfBridge", f"{PAGE}${{PAGE}},{BRIDGE},{LISTENER}", "heard"),
        Step("Hangup", label="gone"),
    )
    groups = (group for group in config.hunt_groups if group.number is not None)
    return (
        Context(PAGING, tuple(_group(config, group) for group in groups)),
        Context(_ONE, (Exten("_X!", _one(config)),)),
        Context(PAGE_CALL, (Exten("_X!", calls),)),
        Context(PAGE_LISTEN, (Exten("s", listens),)),
        Context(_LEG, (Exten("s", _leg()),)),
    )


def _leg() -> tuple[Step, ...]:
    """A telephone is asked to answer by itself in headers, which an analogue one does not have."""
    return (
        Step("GotoIf", f'$["${{CHANNEL:0:5}}"="PJSIP"]?{LEG},s,1'),
        Step("Goto", f"{RINGS},s,1"),
    )


def _group(config: Config, group: HuntGroup) -> Exten:
    """Who speaks hears a tone once he may."""
    number = str(group.number)
    devices = telephones.channels(config)
    ringing = [(each.digits, devices[each.digits]) for each in group.members]
    return Exten(
        number,
        (
            look_up("me", MINE),
            rights.ask_for(Function.ANNOUNCE, number),
            who_calls(),
            Step("Set", "PAGE=${UNIQUEID}"),
            Step("Set", f"GROUP({_UP})=${{PAGE}}", note=Note("announces", (group.name.text,))),
            Step("Set", "PAGED="),
            *(
                Step("Gosub", f"{_ONE},{each},1({found})")
                for each, found in ringing
                if found or desks.on(config)
            ),
            Step("GotoIf", '$["${PAGED}"=""]?nobody'),
            Step("Set", f"TIMEOUT(absolute)={_LONGEST}"),
            Step("Answer"),
            Step("Wait", "1"),
            Step("Playback", TONE),
            Step("Set", f"GROUP({_HEARD})=${{PAGE}}"),
            Step("ConfBridge", f"{PAGE}${{PAGE}},{BRIDGE},{SPEAKER}"),
            Step("Hangup"),
            *_nobody(number),
        ),
    )


def _nobody(number: str) -> Iterator[Step]:
    """All talk, or want no calls."""
    fact = written(Fact.RESTS, number)
    yield Step(fact.application, fact.arguments, "nobody")
    yield Step("Goto", "call-end,BUSY,1")


def _one(config: Config) -> tuple[Step, ...]:
    """ARG1 are the member's telephones; those that are free are called, who speaks is not."""
    file = (
        f"Channel: Local/{_MEMBER}@{PAGE_CALL}/n",
        f"CallerID: {MINE} <{MINE}>",
        "MaxRetries: 0",
        f"WaitTime: {SECONDS + 5}",
        f"Context: {PAGE_LISTEN}",
        "Extension: s",
        "Priority: 1",
        f"Setvar: __SPEAKER={MINE}",
        "Setvar: __PAGE=${PAGE}",
        "Setvar: __RING=${RING:1}",
    )
    wants_none = f'{denied(_MEMBER)} | "{_MEMBER}"="{MINE}"'
    return (
        Step("GotoIf", f"$[{wants_none}]?done"),
        Step("Set", f"{desks.WHERE}=${{ARG1}}"),
        *desks.where(config, _MEMBER),
        Step("Set", f"LEFT=${{{desks.WHERE}}}"),
        Step("Set", "RING="),
        Step("Set", "ONE=${SHIFT(LEFT,&)}", "next"),
        Step("GotoIf", f'$["${{DEVICE_STATE(${{ONE}})}}"!="{_FREE}"]?more'),
        Step("Set", "RING=${RING}&${ONE}"),
        Step("GotoIf", '$["${LEFT}"!=""]?next', "more"),
        Step("GotoIf", '$["${RING}"=""]?done'),
        Step("Set", "PAGED=YES", note=Note("hears the announcement", (_MEMBER,))),
        written_file(f"page-${{PAGE}}-{_MEMBER}", file),
        Step("Return", label="done"),
    )
