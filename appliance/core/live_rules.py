"""What may be set of live state, by the rules that hold at a telephone."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from appliance.core.config import Config
from appliance.core.dialling import classify, dialling_of
from appliance.core.directions import ALWAYS, Direction
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature
from appliance.core.live_state import (
    DAY,
    FORWARDS,
    LONGEST_SPEED_DIAL,
    NIGHT,
    NO,
    OF_AGENTS,
    YES,
    Entry,
    Family,
    extension_in,
)
from appliance.core.numbers import ExtensionNumber
from appliance.core.rights import rights_of
from appliance.core.roles import Function, Rights
from appliance.core.schedules import Schedule
from appliance.core.trunks import BlockedCaller

_LONGEST_TIME = 11  # digits of seconds since the epoch


def check(config: Config, entry: Entry, value: str) -> None:
    """Invalid unless the entry may have this value; to take one away is always allowed."""
    family, key = entry
    judged = _CHECKS.get(family)
    if judged is None:
        raise Invalid("family", f"{family} is set by the box alone; leave it out")
    judged(config, key, value)


def belongs(config: Config, entry: Entry) -> bool:
    """Whether there is still something that the entry is about."""
    family, key = entry
    if family is Family.DAY_NIGHT:
        return any(str(each.code) == key for each in config.schedules if each.code is not None)
    if family is Family.BLOCK_LIST:
        return True
    return any(each.number.digits == extension_in(key) for each in config.extensions)


def next_at(clock: str, now: datetime) -> datetime:
    """When the clock shows `clock`, such as `07:30`, after `now`; Invalid if it never does.

    What a clock put forward leaves out is the next whole hour, as for the telephone's code.
    """
    try:
        found = time.fromisoformat(clock)
    except ValueError:
        found = None
    if found is None or len(clock) != len("07:30"):
        raise Invalid("at", f"{clock!r} is no time; write hours and minutes, such as 07:30")
    today = datetime.combine(now, found, now.tzinfo)
    days = (today, today.replace(fold=1), today + timedelta(days=1))
    # Of one zone `datetime` compares what clocks show, which says nothing where one is put back.
    return next(at for at in map(_there, days) if at.timestamp() > now.timestamp())


def _there(moment: datetime) -> datetime:
    shown = datetime.fromtimestamp(moment.timestamp(), moment.tzinfo)
    if shown.replace(tzinfo=None, fold=0) == moment.replace(tzinfo=None, fold=0):
        return moment
    return moment.replace(minute=0) + timedelta(hours=1)


def switched(config: Config, name: str) -> Schedule:
    """The schedule with this key, name or code, which can be switched by hand; Invalid if none."""
    for each in config.schedules:
        if name in {str(each.key), each.name.text, str(each.code)}:
            if each.code is None:
                raise Invalid("schedule", f"{name} has no code; give it one of 1 to 9 first")
            return each
    raise Invalid("schedule", f"there is no schedule {name}; choose another, or make it first")


def _check_switch(config: Config, key: str, value: str) -> None:
    switched(config, key)
    if value not in {"", DAY, NIGHT}:
        raise Invalid("to", f"{value!r} is none of day, night and auto")


def _check_own_affair(config: Config, key: str, value: str) -> None:
    """On or off, whatever one's rights are."""
    _rights(config, key)
    if value not in {"", YES}:
        raise Invalid("on", "this can only be on or off")


def _check_agent(config: Config, key: str, value: str) -> None:
    """Log-in and pause: who serves no queue has neither."""
    _check_own_affair(config, key, value)
    if value and not any(ExtensionNumber(key) in queue.members for queue in config.queues):
        raise Invalid("number", f"{key} serves no queue; make it a member of one first")


def _check_blocked(_: Config, key: str, value: str) -> None:
    BlockedCaller(key)
    if value not in {"", YES, NO}:
        raise Invalid("to", f"{value!r} is neither {YES} nor {NO}; take one of them")


def _check_rest(config: Config, key: str, value: str) -> None:
    held = _rights(config, key)
    if value not in {"", YES}:
        raise Invalid("on", "do not disturb is on or off")
    if value:
        _check_may(held, key, Function.DO_NOT_DISTURB)


def _check_wake_up(config: Config, key: str, value: str) -> None:
    extension = config.extension(ExtensionNumber(key))
    if value and not (value.isascii() and value.isdecimal() and len(value) <= _LONGEST_TIME):
        raise Invalid("at", f"{value!r} is no time; write hours and minutes, such as 07:30")
    if value and not extension.devices:
        raise Invalid("number", f"{key} has no telephone that could ring; give it one first")
    if value and not config.code(Feature.WAKE_UP_ON):
        raise Invalid("number", "wake-up calls are switched off; give them a code first")


def _check_camp_on(config: Config, key: str, value: str) -> None:
    """What is waited for stands in a file of the exchange, which its code alone writes."""
    config.extension(ExtensionNumber(key))
    if value:
        raise Invalid("to", "who waits for somebody says so at the telephone, by the code")


def _check_desk(config: Config, key: str, value: str) -> None:
    """Whoever is at a telephone gave his PIN there; anybody may end that."""
    config.extension(ExtensionNumber(key))
    if value:
        raise Invalid("to", "who logs in does so at the telephone, by the code and his PIN")


def _check_speed_dial(config: Config, entry: str, to: str) -> None:
    """Whether the number may be called is asked when it is."""
    number, _, key = entry.partition("-")
    config.extension(ExtensionNumber(number))
    if not re.fullmatch(r"[0-9]", key, re.ASCII):
        raise Invalid("key", f"{key!r} is no key of speed dial; take one of 0 to 9")
    if to and not re.fullmatch(rf"[0-9*#]{{1,{LONGEST_SPEED_DIAL}}}", to, re.ASCII):
        raise Invalid(
            "to",
            f"{to!r} is not what a telephone dials; write digits, * and #, "
            f"{LONGEST_SPEED_DIAL} at most",
        )
    code = config.code(Feature.SPEED_DIAL)
    if to and not code:
        raise Invalid("number", "speed dial is switched off; give it a code first")
    if to and to.startswith(code):
        raise Invalid("to", f"{to} is a speed dial itself; write the number that it calls")


def _check_forward(config: Config, key: str, value: str) -> None:
    held = _rights(config, key)
    if value:
        _check_may(held, key, Function.FORWARD)
        _check_target(config, key, held, value)


def _check_follow(config: Config, key: str, value: str) -> None:
    """What rings along is outside: telephones of the office ring together in a hunt group."""
    if config.answers(value):
        raise Invalid(
            "to", f"{value} is inside, and only a number outside rings along; take a hunt group"
        )
    if value and not config.extension(ExtensionNumber(key)).devices:
        raise Invalid(
            "number", f"{key} has no telephone to ring along with; forward its calls instead"
        )
    _check_forward(config, key, value)


def _rights(config: Config, key: str) -> Rights:
    extension = config.extension(ExtensionNumber(key))
    return rights_of(config, config.owner(extension.number))


def _check_may(held: Rights, key: str, function: Function) -> None:
    if function not in held.functions:
        raise Invalid("number", f"{key} may not use “{function}”; allow it in the role first")


def _check_target(config: Config, key: str, held: Rights, to: str) -> None:
    """A forwarded call goes by the rights of whose telephone it was, see `from-forward`."""
    if to == key:
        raise Invalid("to", "its own number would only lead in a circle; choose another")
    if not (to.isascii() and to.isdecimal()):
        raise Invalid("to", f"{to!r} is not what a telephone dials; write digits alone")
    direction = _direction(config, to)
    if direction is Direction.EMERGENCY:
        raise Invalid("to", f"{to} is an emergency number; no call is forwarded there")
    if direction in ALWAYS:
        return
    if direction not in held.directions:
        raise Invalid(
            "to", f"{key} may not call {to} ({direction}); allow that, or choose another number"
        )
    if direction in held.pin_for:
        raise Invalid(
            "to",
            f"{to} asks for a PIN, which nobody can give for a forwarded call; "
            "choose another number",
        )


def _direction(config: Config, to: str) -> Direction:
    """Feature codes that are digits alone are internal, and no call can be forwarded to one."""
    if config.answers(to):
        return Direction.INTERNAL
    found = classify(dialling_of(config), to)
    if found is None or found.direction is Direction.INTERNAL:
        raise Invalid("to", f"{to} is no number that can be called; write it as you would dial it")
    return found.direction


_CHECKS: Mapping[Family, Callable[[Config, str, str], None]] = {
    Family.DAY_NIGHT: _check_switch,
    **dict.fromkeys(FORWARDS, _check_forward),
    Family.FOLLOW_ME: _check_follow,
    Family.DO_NOT_DISTURB: _check_rest,
    **dict.fromkeys((Family.CALL_WAITING, Family.NO_INTERCOM), _check_own_affair),
    **dict.fromkeys(OF_AGENTS, _check_agent),
    Family.BLOCK_LIST: _check_blocked,
    Family.WAKE_UP: _check_wake_up,
    Family.SPEED_DIAL: _check_speed_dial,
    Family.CAMP_ON: _check_camp_on,
    Family.DESK: _check_desk,
}
"""What is judged how; the rest nobody sets."""
