"""Live state in the wire's words."""

from datetime import datetime
from string import digits

from appliance.core.calendar import is_open
from appliance.core.config import Config
from appliance.core.live_state import (
    DAY,
    NIGHT,
    OF_EXTENSIONS,
    YES,
    Entries,
    Entry,
    Family,
    LiveChange,
    extension_in,
    speed_dial_key,
    waited_for,
)
from appliance.core.zones import clock_of
from appliance.wire.live_state import (
    CallerSaid,
    LiveChangeView,
    ScheduleState,
    SpeedDial,
    Switch,
    TelephoneState,
)

_WHAT = {
    Family.FORWARD_ALL: "always",
    Family.FORWARD_BUSY: "busy",
    Family.FORWARD_NO_ANSWER: "no-answer",
    Family.FOLLOW_ME: "follow-me",
    Family.DO_NOT_DISTURB: "do-not-disturb",
    Family.CALL_WAITING: "call-waiting",
    Family.NO_INTERCOM: "no-intercom",
    Family.DAY_NIGHT: "day-night",
    Family.BLOCK_LIST: "block-list",
    Family.QUEUE_OUT: "queue-log-out",
    Family.QUEUE_PAUSE: "queue-pause",
    Family.CAMP_ON: "camp-on",
    Family.WAKE_UP: "wake-up",
    Family.SPEED_DIAL: "speed-dial",
    Family.DESK: "hot-desk",
    Family.DOOR: "let-in",
    Family.PROMPT: "announcement",
}
_SWITCHES = {DAY: Switch.DAY, NIGHT: Switch.NIGHT}


def telephones(entries: Entries) -> tuple[TelephoneState, ...]:
    """Those that have something set."""
    numbers = {extension_in(key) for family, key in entries if family in OF_EXTENSIONS}
    guests = {value for (family, _), value in entries.items() if family is Family.DESK}
    return tuple(telephone(number, entries) for number in sorted(numbers | guests))


def telephone(number: str, entries: Entries) -> TelephoneState:
    """What is set of one."""
    return TelephoneState(
        number=number,
        always=entries.get((Family.FORWARD_ALL, number), ""),
        busy=entries.get((Family.FORWARD_BUSY, number), ""),
        no_answer=entries.get((Family.FORWARD_NO_ANSWER, number), ""),
        do_not_disturb=bool(entries.get((Family.DO_NOT_DISTURB, number))),
        call_waiting=bool(entries.get((Family.CALL_WAITING, number))),
        follow_me=entries.get((Family.FOLLOW_ME, number), ""),
        no_intercom=bool(entries.get((Family.NO_INTERCOM, number))),
        logged_out=bool(entries.get((Family.QUEUE_OUT, number))),
        paused=bool(entries.get((Family.QUEUE_PAUSE, number))),
        camp_on=waited_for(entries.get((Family.CAMP_ON, number), "")),
        wake_up=_seconds(entries.get((Family.WAKE_UP, number), "")),
        speed_dial=tuple(
            SpeedDial(key, to)
            for key in digits
            if (to := entries.get((Family.SPEED_DIAL, speed_dial_key(number, key)), ""))
        ),
        hot_desk=entries.get((Family.DESK, number), ""),
        desk=_desk(number, entries),
    )


def _desk(number: str, entries: Entries) -> str:
    """The telephone where the number's owner is."""
    at = (key for (family, key), who in entries.items() if family is Family.DESK and who == number)
    return next(at, "")


def _seconds(text: str) -> int:
    """What somebody wrote by hand may be no time."""
    return int(text) if text.isascii() and text.isdecimal() else 0


def schedules(config: Config, entries: Entries, now: float) -> tuple[ScheduleState, ...]:
    """Those that can be switched by hand, at `now` by the box's clock."""
    local = datetime.fromtimestamp(now, clock_of(config.zone))
    return tuple(
        ScheduleState(
            each.key.text,
            each.name.text,
            each.code,
            _switch(entries, each.code),
            is_open(
                each, config.country, local, entries.get((Family.DAY_NIGHT, str(each.code)), "")
            ),
        )
        for each in config.schedules
        if each.code is not None
    )


def _switch(entries: Entries, code: int) -> Switch:
    return _SWITCHES.get(entries.get((Family.DAY_NIGHT, str(code)), ""), Switch.AUTO)


def callers(entries: Entries) -> tuple[CallerSaid, ...]:
    """Of whom telephones said something, by number."""
    said = sorted((key, value) for (of, key), value in entries.items() if of is Family.BLOCK_LIST)
    return tuple(CallerSaid(number, blocked=value == YES) for number, value in said)


def change_view(change: LiveChange, number: int = 0) -> LiveChangeView:
    family, key = change.entry
    return LiveChangeView(
        number=number,
        time=change.time,
        what=_WHAT[family],
        of=key,
        before=_told(family, change.before),
        after=_told(family, change.after),
        where=change.where.value,
        who=change.who,
    )


def _told(family: Family, value: str) -> str:
    """Since when somebody waits is the exchange's affair, and so is where it records to."""
    if family is Family.PROMPT:
        return YES if value else ""
    return waited_for(value) if family is Family.CAMP_ON else value


def entry_name(entry: Entry) -> str:
    """What and whose it is, as a refusal names it."""
    family, key = entry
    return f"{_WHAT[family]} {key}"
