"""What an admin's request asks of the configuration, as a command and a line for its revision."""

from collections.abc import Callable, Iterator
from typing import Any

from appliance.core import commands
from appliance.core.cards import HardwareKey
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.parts import PLACES, parts
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from appliance.core.wording import told
from appliance.wire import protocol

LONGEST_MESSAGE = 200  # letters of a revision's line

Change = (
    protocol.RenameExtension
    | protocol.RemoveExtension
    | protocol.SetOperator
    | protocol.RouteDid
    | protocol.SetRecording
    | protocol.ForgetCard
)


def _extension(number: str) -> ExtensionNumber | None:
    return ExtensionNumber(number) if number else None


def _recording(which: str) -> Recording:
    try:
        return Recording(which)
    except ValueError as error:
        words = ", ".join(each.value for each in Recording)
        raise Invalid("which", f"{which!r} is none of {words}") from error


_WISHES: dict[type, Callable[[Any], tuple[commands.Command, str]]] = {
    protocol.RenameExtension: lambda r: (
        commands.RenameExtension(ExtensionNumber(r.number), DisplayName(r.name)),
        f"{r.number} is now called {r.name}",
    ),
    protocol.RemoveExtension: lambda r: (
        commands.RemoveExtension(ExtensionNumber(r.number)),
        f"removed {r.number}",
    ),
    protocol.SetOperator: lambda r: (
        commands.SetOperator(_extension(r.number)),
        f"the operator is {r.number or 'nobody'}",
    ),
    protocol.RouteDid: lambda r: (
        commands.RouteDid(Did(r.did), _extension(r.to)),
        f"{r.did} rings {r.to or 'nobody'}",
    ),
    protocol.SetRecording: lambda r: (
        commands.SetRecording(_recording(r.which)),
        f"recording: {r.which}",
    ),
    protocol.ForgetCard: lambda r: (
        commands.ForgetCard(HardwareKey(r.key)),
        f"forgot card {r.key}",
    ),
}


def wish(request: Change) -> tuple[commands.Command, str]:
    """The command and what the revision says of it; Invalid names the request's field."""
    return _WISHES[type(request)](request)


def said_of(command: commands.Command, config: Config) -> str:
    """One line for the revision that `command` makes of `config`."""
    known: dict[type, set[object]] = {}
    lines = dict.fromkeys(_said(command, config, known))  # what is changed twice is told once
    return _joined(tuple(lines))


def _said(
    command: commands.Command, config: Config, known: dict[type, set[object]]
) -> Iterator[str]:
    """`known` are the names that are there by now, of the kinds that were asked for."""
    match command:
        case commands.Put(part):
            names, name = _names(type(part), config, known), PLACES[type(part)].name(part)
            yield f"changed {told(part)}" if name in names else f"added {told(part)}"
            names.add(name)
        case commands.PutAs(was, part):
            _names(type(part), config, known).add(PLACES[type(part)].name(part))
            yield f"{was} is now {told(part)}"
        case commands.TakeOut(part):
            _names(type(part), config, known).discard(PLACES[type(part)].name(part))
            yield f"without {told(part)}"
        case commands.Several(several):
            for each in several:
                yield from _said(each, config, known)
        case _:
            yield told(command)


def _names(kind: type, config: Config, known: dict[type, set[object]]) -> set[object]:
    if kind not in known:
        known[kind] = set(map(PLACES[kind].name, parts(config, kind)))
    return known[kind]


def _joined(lines: tuple[str, ...]) -> str:
    """As many whole ones as fit."""
    for count in range(len(lines), 0, -1):
        text = "; ".join(lines[:count])
        text = text if count == len(lines) else f"{text}; …"
        if len(text) <= LONGEST_MESSAGE:
            return text
    return lines[0][:LONGEST_MESSAGE] if lines else ""
