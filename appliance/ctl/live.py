"""What telephones change by themselves: forwarding, follow me, rest and the like."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from appliance.ctl.files import STANDARD, fill, opened
from appliance.ctl.parser import Words
from appliance.ctl.revisions import clock
from appliance.ctl.show import author, show, table
from appliance.ctl.speech import _, said
from appliance.spoken.languages import mark
from appliance.wire.answers import Done
from appliance.wire.client import Client
from appliance.wire.live_state import (
    CancelCampOn,
    EndHotDesk,
    ExportLiveState,
    ForgetCaller,
    Forwarding,
    GetLiveChanges,
    GetLiveState,
    LiveChangeView,
    LiveRestored,
    LiveState,
    RestoreLiveState,
    SetDayNight,
    SetDoNotDisturb,
    SetFollowMe,
    SetForwarding,
    SetIntercom,
    SetQueueLogIn,
    SetQueuePause,
    SetSpeedDial,
    SetWakeUp,
    Switch,
    TelephoneState,
)

ON, OFF = "on", "off"
_WHAT = {
    "always": mark("all calls"),
    "busy": mark("calls while it is busy"),
    "no-answer": mark("calls that nobody answers"),
    "follow-me": mark("rings along"),
    "do-not-disturb": mark("do not disturb"),
    "call-waiting": mark("call waiting"),
    "no-intercom": mark("no intercom"),
    "day-night": mark("day and night"),
    "block-list": mark("block list"),
    "queue-log-out": mark("logged out of queues"),
    "queue-pause": mark("pause in queues"),
    "camp-on": mark("camp-on"),
    "wake-up": mark("wake-up call"),
    "speed-dial": mark("speed dial"),
    "hot-desk": mark("logged in here"),
    "let-in": mark("waits at the web page lifted"),
    "announcement": mark("announcement recorded"),
    "desk": mark("is at telephone"),
}
_SWITCHED = {
    "do_not_disturb": "do-not-disturb",
    "call_waiting": "call-waiting",
    "no_intercom": "no-intercom",
    "logged_out": "queue-log-out",
    "paused": "queue-pause",
}
_SWITCHES = {
    Switch.DAY: mark("open by hand"),
    Switch.NIGHT: mark("closed by hand"),
    Switch.AUTO: mark("as its hours say"),
}
_WHERE = {
    "telephone": mark("at telephone %(who)s"),
    "admin": mark("by user %(who)s"),
    "box": mark("by the box: the number is gone"),
    "elsewhere": mark("by hand in Asterisk"),
}


def add(words: Words, group: str) -> None:
    """The words, each with what it takes."""
    _add_forward(words, group)
    word = words.word(group, "follow-me", follow, _("a number outside that rings along"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("to", metavar=_("NUMBER|off"), help=_("as the telephone dials it"))
    word = words.word(group, "dnd", rest, _("do not disturb: on or off"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("state", choices=(ON, OFF), metavar=f"{ON}|{OFF}")
    word = words.word(group, "intercom", intercom, _("whether it answers by itself: on or off"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("state", choices=(ON, OFF), metavar=f"{ON}|{OFF}")
    _add_queues(words, group)
    about = _("what telephones said of a caller counts no more")
    word = words.word(group, "block-list", forget_caller, about)
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("with its country code"))
    word.parser.add_argument("state", choices=(OFF,), metavar=OFF)
    word = words.word(group, "camp-on", camp_on, _("a telephone waits for nobody any more"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("state", choices=(OFF,), metavar=OFF)
    word = words.word(group, "hot-desk", hot_desk, _("nobody is logged in at a telephone any more"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("state", choices=(OFF,), metavar=OFF)
    word = words.word(group, "wake-up", wake_up, _("a telephone that rings to wake, once"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("at", metavar=_("HH:MM|off"), help=_("when, by the box's clock"))
    word = words.word(group, "speed-dial", speed_dial, _("what a key of a telephone calls"))
    word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
    word.parser.add_argument("key", metavar=_("KEY"), help=_("0 to 9"))
    word.parser.add_argument("to", metavar=_("NUMBER|off"), help=_("as the telephone dials it"))
    word = words.word(group, "day-night", switch, _("open or close a schedule by hand"))
    word.parser.add_argument("schedule", metavar=_("SCHEDULE"), help=_("its key, name or code"))
    choices = tuple(map(str, Switch))
    word.parser.add_argument("to", choices=choices, metavar="|".join(choices))
    _add_live(words, group)


def _add_forward(words: Words, group: str) -> None:
    word = words.word(group, "forward", forward, _("where a telephone's calls go instead"))
    give = word.parser.add_argument
    give("number", metavar=_("NUMBER"), help=_("whose calls"))
    ways = tuple(map(str, Forwarding))
    give(
        "which",
        nargs="?",
        choices=ways,
        default=str(Forwarding.ALWAYS),
        metavar="|".join(ways),
        help=_("which calls; all unless given"),
    )
    give("to", metavar=_("NUMBER|off"), help=_("where to, as the telephone dials it"))


def _add_queues(words: Words, group: str) -> None:
    for name, run, about in (
        ("queue-login", queue_login, _("whether its queues ring a telephone: on or off")),
        ("queue-pause", queue_pause, _("a pause in its queues: on or off")),
    ):
        word = words.word(group, name, run, about)
        word.parser.add_argument("number", metavar=_("NUMBER"), help=_("whose telephone"))
        word.parser.add_argument("state", choices=(ON, OFF), metavar=f"{ON}|{OFF}")


def _add_live(words: Words, group: str) -> None:
    word = words.word(group, "live", live, _("what telephones have set: forwarding and the like"))
    word.parser.add_argument("--of", default="", metavar=_("NUMBER"), help=_("of one telephone"))
    past = word.sub("log", changes, _("who changed what, and when"))
    past.add_argument("--limit", type=int, default=20, metavar=_("COUNT"))
    for name, run, about in (
        ("export", export, _("write it to a file, for a backup")),
        ("restore", restore, _("make it as a file says; what that does not name is off then")),
    ):
        parser = word.sub(name, run, about)
        parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))


async def forward(client: Client, chosen: Namespace) -> None:
    to = "" if chosen.to == OFF else chosen.to
    state = await client.ask(SetForwarding(chosen.number, Forwarding(chosen.which), to))
    show(chosen, _lines(state), state)


async def follow(client: Client, chosen: Namespace) -> None:
    to = "" if chosen.to == OFF else chosen.to
    state = await client.ask(SetFollowMe(chosen.number, to))
    show(chosen, _lines(state), state)


async def rest(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetDoNotDisturb(chosen.number, chosen.state == ON))
    show(chosen, _lines(state), state)


async def intercom(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetIntercom(chosen.number, chosen.state == ON))
    show(chosen, _lines(state), state)


async def queue_login(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetQueueLogIn(chosen.number, chosen.state == ON))
    show(chosen, _lines(state), state)


async def queue_pause(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetQueuePause(chosen.number, chosen.state == ON))
    show(chosen, _lines(state), state)


async def camp_on(client: Client, chosen: Namespace) -> None:
    state = await client.ask(CancelCampOn(chosen.number))
    show(chosen, _lines(state), state)


async def hot_desk(client: Client, chosen: Namespace) -> None:
    state = await client.ask(EndHotDesk(chosen.number))
    show(chosen, _lines(state), state)


async def forget_caller(client: Client, chosen: Namespace) -> None:
    state = await client.ask(ForgetCaller(chosen.number.lstrip("+")))
    show(chosen, list(_lines(state)) or [_("Nothing is set.")], state)


async def wake_up(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetWakeUp(chosen.number, "" if chosen.at == OFF else chosen.at))
    show(chosen, _lines(state), state)


async def speed_dial(client: Client, chosen: Namespace) -> None:
    to = "" if chosen.to == OFF else chosen.to
    state = await client.ask(SetSpeedDial(chosen.number, chosen.key, to))
    show(chosen, _lines(state), state)


async def switch(client: Client, chosen: Namespace) -> None:
    state = await client.ask(SetDayNight(chosen.schedule, Switch(chosen.to)))
    show(chosen, _lines(state), state)


async def live(client: Client, chosen: Namespace) -> None:
    state = await client.ask(GetLiveState(chosen.of))
    telephones = state.telephones
    while state.more:
        more = await client.ask(GetLiveState(after=len(telephones)))
        telephones, state = (*telephones, *more.telephones), more
    state = replace(state, telephones=telephones)
    show(chosen, list(_lines(state)) or [_("Nothing is set.")], state)


def _lines(state: LiveState) -> Iterator[str]:
    for telephone in state.telephones:
        found = list(_settings(telephone)) or [_("nothing is set")]
        yield f"{telephone.number}: {', '.join(found)}"
    for schedule in state.schedules:
        yield f"{schedule.code} {schedule.name}: {_(_SWITCHES[schedule.switch])}"
    for caller in state.callers:
        said = _("blocked") if caller.blocked else _("not blocked, whatever is listed")
        yield f"+{caller.number}: {said}"


def _settings(telephone: TelephoneState) -> Iterator[str]:
    for which in Forwarding:
        if to := getattr(telephone, which.replace("-", "_")):
            yield f"{_(_WHAT[which])} -> {to}"
    if telephone.follow_me:
        yield f"{_(_WHAT['follow-me'])} -> {telephone.follow_me}"
    for field, what in _SWITCHED.items():
        if getattr(telephone, field):
            yield _(_WHAT[what])
    for what in ("camp-on", "hot-desk", "desk"):
        if who := getattr(telephone, what.replace("-", "_")):
            yield f"{_(_WHAT[what])} -> {who}"
    if telephone.wake_up:
        yield f"{_(_WHAT['wake-up'])} {clock(telephone.wake_up)}"
    for each in telephone.speed_dial:
        yield f"{_(_WHAT['speed-dial'])} {each.key} -> {each.number}"


async def changes(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetLiveChanges(limit=chosen.limit))
    rows = [_change(each) for each in found.changes]
    show(chosen, list(table(rows, indent="")) or [_("Nothing was changed yet.")], found)


def _change(change: LiveChangeView) -> tuple[str, ...]:
    before, after = (_value(change.what, each) for each in (change.before, change.after))
    off = _("off") if change.what != "day-night" else _(_SWITCHES[Switch.AUTO])
    return (
        clock(change.time),
        change.of,
        _(_WHAT[change.what]),
        f"{before or off} -> {after or off}",
        _by(change),
    )


def _by(change: LiveChangeView) -> str:
    """Where it was set and by whom; who comes over the wire is not always an account."""
    known = author(change.who)
    if change.where == "admin" and known != change.who:
        return known
    return _(_WHERE[change.where], who=change.who)


def _value(what: str, value: str) -> str:
    return clock(float(value)) if what == "wake-up" and value.isdecimal() else value


async def export(client: Client, chosen: Namespace) -> None:
    await fill(chosen.file, client.follow(ExportLiveState()))
    if chosen.file != STANDARD:
        show(chosen, [_("Written: %(file)s", file=chosen.file)], Done())


async def restore(client: Client, chosen: Namespace) -> None:
    with opened(chosen.file) as file:
        restored = await client.ask(RestoreLiveState(), descriptor=file.descriptor)
    show(chosen, _restored(restored), restored)


def _restored(restored: LiveRestored) -> Iterator[str]:
    yield _("It is as the file says.") if not restored.refused else _("Left as it was:")
    for each in restored.refused:
        yield f"  {each.field}: {said(each.reason)}"
