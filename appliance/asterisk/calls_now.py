"""Channels that are up, joined to calls as a person counts them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from appliance.asterisk.queries import ChannelSeen
from appliance.core.calls import CHECK_CONTEXT, Direction

_OUTSIDE_IN = ("from-pstn", "from-line-")


@dataclass(frozen=True, slots=True)
class CallUp:
    """A call that is up. `channels` names its channels, the caller's first."""

    id: str
    direction: Direction
    caller: str
    caller_name: str
    called: str
    called_name: str
    ringing: bool
    talking: bool
    seconds: int
    channels: tuple[str, ...]
    queue: str = ""  # the name of the one that its caller waits in


def calls_up(channels: Iterable[ChannelSeen], internal: frozenset[str]) -> tuple[CallUp, ...]:
    """The oldest first. `internal` are our extensions: a call to anything else goes outside."""
    groups: dict[str, list[ChannelSeen]] = defaultdict(list)
    for channel in channels:
        if channel.context != CHECK_CONTEXT and not channel.name.startswith("Local/"):
            groups[channel.linked].append(channel)
    calls = [_call(linked, group, internal) for linked, group in groups.items()]
    return tuple(sorted(calls, key=lambda call: -call.seconds))


def _call(linked: str, group: list[ChannelSeen], internal: frozenset[str]) -> CallUp:
    group.sort(key=lambda channel: (channel.unique != linked, -channel.seconds))
    caller, called = group[0], group[1:]
    if _placed(caller):  # whom it will call stands on its display alone
        caller = replace(caller, caller_name="", connected=caller.caller_name, connected_name="")
    number = called[0].number if called else ""
    dialled = number or caller.connected or _digits(caller.exten)
    return CallUp(
        id=linked,
        direction=_direction(caller, called, dialled, internal),
        caller=caller.number,
        caller_name=caller.caller_name,
        called=dialled,
        called_name=called[0].caller_name if called else caller.connected_name,
        ringing=bool(called) and not any(channel.bridge for channel in group),
        talking=any(channel.bridge for channel in group)
        or (caller.up and not called and not caller.queue),
        seconds=caller.seconds,
        channels=tuple(channel.name for channel in group),
        queue=next((channel.queue for channel in group if channel.queue), ""),
    )


def _placed(caller: ChannelSeen) -> bool:
    """A telephone that rings for a call of its own, which somebody placed for it."""
    return not caller.up and bool(caller.number) and caller.number == caller.connected


def _digits(exten: str) -> str:
    return exten if exten.lstrip("*#+").isdigit() else ""


def _direction(
    caller: ChannelSeen, called: list[ChannelSeen], dialled: str, internal: frozenset[str]
) -> Direction:
    if caller.context.startswith(_OUTSIDE_IN):
        return Direction.INBOUND
    outside = any(channel.context.startswith(_OUTSIDE_IN) for channel in called)
    if outside or (called and dialled not in internal):
        return Direction.OUTBOUND
    return Direction.INTERNAL
