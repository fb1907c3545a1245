"""Calls that are up and calls that ended: `calls`, `why`, `recording`."""

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from appliance.core.errors import Invalid
from appliance.ctl import box_lines
from appliance.ctl.asking import listed, named
from appliance.ctl.files import STANDARD, fill
from appliance.ctl.parser import Parser, Words
from appliance.ctl.revisions import clock
from appliance.ctl.show import author, show, table
from appliance.ctl.speech import _, decimal, language, term
from appliance.ctl.times import local
from appliance.spoken.languages import mark
from appliance.wire import protocol
from appliance.wire.answers import Done
from appliance.wire.calls import RingTelephone
from appliance.wire.client import Client
from appliance.wire.history import (
    CallTold,
    GetCall,
    GetCallTable,
    GetHistory,
    GetRecording,
    History,
    LegView,
    RecordingView,
)
from appliance.wire.views import CallResult, Direction, PastCall

_USUAL = 50  # rows


def add(words: Words, group: str) -> None:
    word = words.word(group, "calls", calls, _("calls that are up, or that ended"))
    _filters(word.parser)
    word = words.word(group, "why", why, _("why a call ended as it did, and what proves it"))
    word.parser.add_argument(
        "call", nargs="?", default="last", metavar=_("CALL"), help=_("as listed; the last one")
    )
    word = words.word(group, "recording", recording, _("a call's recording as a sound file"))
    word.parser.add_argument("call", metavar=_("CALL"), help=_("as listed, or last"))
    word.parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))
    word.parser.add_argument(
        "--which", type=int, default=1, metavar=_("NUMBER"), help=_("of several, this one")
    )

    word = words.word(group, "ring", ring, _("a telephone rings, to be found or to be tried"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("an internal number"))
    word.parser.add_argument(
        "then", nargs="?", default="", metavar=_("NUMBER"),
        help=_("what it calls once it is lifted; else it is told its own number"),
    )  # fmt: skip


async def ring(client: Client, chosen: Namespace) -> None:
    done = await client.ask(RingTelephone(chosen.number, chosen.then))
    show(chosen, [_("%(number)s rings.", number=chosen.number)], done)


def _filters(parser: Parser) -> None:
    add = parser.add_argument_group(_("calls that ended")).add_argument
    add("--past", type=int, default=0, metavar=_("COUNT"), help=_("so many, newest first"))
    add("--since", default="", metavar=_("TIME"), help=_("YYYY-MM-DD or YYYY-MM-DD HH:MM"))
    add("--until", default="", metavar=_("TIME"), help=_("before this moment"))
    add("--number", default="", metavar=_("NUMBER"), help=_("who called or was called"))
    add("--find", default="", metavar=_("TEXT"), help=_("with this in a number or name"))
    add("--person", default="", metavar=_("PERSON"), help=_("somebody's, by key, name or number"))
    add("--line", default="", metavar=_("GROUP"), help=_("over this trunk group"))
    add("--result", choices=[each.value for each in CallResult], help=_("that ended so"))
    add("--direction", choices=[each.value for each in Direction], help=_("that went so"))
    add("--recorded", action="store_true", help=_("with a recording"))
    add("--csv", action="store_true", help=_("all of them as Asterisk's 21 columns of CDR"))


async def calls(client: Client, chosen: Namespace) -> None:
    wanted = await _wanted(client, chosen)
    if chosen.csv:
        await fill(STANDARD, client.follow(GetCallTable(wanted)))
    elif chosen.past or wanted != GetHistory(limit=_USUAL):
        past = await client.ask(wanted)
        show(chosen, history_lines(past), past)
    else:
        now = await client.ask(protocol.GetCalls())
        show(chosen, box_lines.call_lines(now), now)


async def _wanted(client: Client, chosen: Namespace) -> GetHistory:
    person = chosen.person
    if person:
        person = str(named(await listed(client, "Person"), "person", person)["key"])
    return GetHistory(
        before=_moment(chosen.until),
        limit=chosen.past or _USUAL,
        since=_moment(chosen.since),
        number=chosen.number,
        person=person,
        line=chosen.line,
        result=CallResult(chosen.result) if chosen.result else None,
        direction=Direction(chosen.direction) if chosen.direction else None,
        recorded=chosen.recorded,
        search=chosen.find,
    )


def _moment(text: str) -> float:
    """By the shell's clock; 0 for none."""
    return local(text).timestamp() if text else 0.0


def history_lines(history: History) -> Iterator[str]:
    if not history.calls and not history.more:
        yield _("No such call.")
    yield from table([_past(call) for call in history.calls], indent="")
    if history.more:
        yield _("There are older ones; --past and --until show them.")


def _past(call: PastCall) -> tuple[str, ...]:
    answered = call.answered_by if call.answered_by != call.dialled else ""
    return (
        time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(call.start)),
        term(call.direction),
        box_lines.party(call.caller, call.caller_name),
        "->",
        f"{call.dialled} ({answered})" if answered else call.dialled,
        term(call.result),
        box_lines.duration(call.talk_seconds),
        name_of(call),
    )


def name_of(call: PastCall) -> str:
    """What `why` takes: the end of the key, which is the first channel's own."""
    return call.key.rpartition("/")[2]


async def why(client: Client, chosen: Namespace) -> None:
    told = await client.ask(GetCall(chosen.call, language()))
    show(chosen, _told(told), told)


def _told(told: CallTold) -> Iterator[str]:
    yield told.why
    yield ""
    yield from table([_past(told.call)], indent="")
    yield from table([_leg(leg) for leg in told.legs])
    yield ""
    for each in told.evidence:
        yield f"  +{decimal(each.seconds, 1)}  {each.text}"
    for number, each_recording in enumerate(told.recordings, 1):
        yield _recorded(number, each_recording)


def _leg(leg: LegView) -> tuple[str, ...]:
    rang = (leg.answer or leg.end) - leg.start
    return (
        term(leg.part),
        box_lines.party(leg.number, leg.name),
        _("rang %(length)s", length=box_lines.duration(rang)),
        _("talked %(length)s", length=box_lines.duration(leg.end - leg.answer))
        if leg.answer
        else "",
        _("line %(number)s", number=leg.line) if leg.line else "",
    )


def _recorded(number: int, recording: RecordingView) -> str:
    if recording.removed:
        text = mark("Recording %(number)s was removed by %(who)s on %(time)s: %(path)s")
        when = clock(recording.removed)
        return _(
            text, number=number, who=author(recording.removed_by), time=when, path=recording.path
        )
    if not recording.there:
        text = mark("Recording %(number)s is not on the disk: %(path)s")
        return _(text, number=number, path=recording.path)
    length = box_lines.duration(recording.seconds)
    text = mark("Recording %(number)s, %(length)s: %(path)s")
    return _(text, number=number, length=length, path=recording.path)


async def recording(client: Client, chosen: Namespace) -> None:
    if chosen.which < 1:
        raise Invalid("recording", "this call has no such recording")
    await fill(chosen.file, client.follow(GetRecording(chosen.call, chosen.which - 1)))
    if chosen.file != STANDARD:
        show(chosen, [_("Written: %(file)s", file=chosen.file)], Done())
