"""Fields of a person that no other part has: numbers outside, a PIN, a new telephone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from appliance.core.errors import Invalid
from appliance.core.people import Extension, Mailbox, pin_from
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.views import SocketKind
from webui.parts.asking import put, put_as
from webui.parts.choices import Choices, Option
from webui.parts.compound import socket_of, sockets
from webui.parts.equipment import NEW_SIP, accounts, with_secrets
from webui.parts.kind import defaults
from webui.parts.widgets import Text, Typed, Widget, World, Wrong, world, world_number


@dataclass(frozen=True, slots=True)
class Outside(Widget):
    """Numbers in the world, one row each."""

    macro = "rows"
    grouped = True

    @property
    def columns(self) -> tuple[tuple[str, str, Widget], ...]:
        return (("", "", World()),)

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [world(digits) for digits in value or ()]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        typed[name] = [text for text in typed.get(name) or [] if text.strip()]
        return [world_number(text.strip()) for text in typed[name]]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return ", ".join(map(world, value)) or "–"


@dataclass(frozen=True, slots=True)
class NewPin(Text):
    """Digits that are typed and kept salted; nothing typed leaves the PIN as it is."""

    macro = "hidden"

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return (typed.get(name) or [""])[0].strip()


def with_pin(part: Plain, old: Plain | None, _known: Choices) -> Plain:
    """The person with the PIN that was typed, or as it was."""
    digits = str(part.get("+pin") or "")
    if not digits:
        return part if old is None else {**part, "pin": old["pin"]}
    try:
        pin = pin_from(digits, secrets.token_hex(8))
    except Invalid as invalid:
        raise Invalid("+pin", invalid.reason) from invalid
    return {**part, "pin": {"salt": pin.salt, "digest": pin.digest}}


@dataclass(frozen=True, slots=True)
class NewPhone(Widget):
    """What rings for a new person's number."""

    macro = "choice"

    @property
    def cards(self) -> bool:
        return True

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return (typed.get(name) or [""])[0].strip()

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (
            Option("", choices.say(mark("None yet, or the number has one"))),
            Option(NEW_SIP, choices.say(mark("A new SIP telephone"))),
            *sockets(choices, SocketKind.FXS),
        )


def telephone(part: Plain, old: Plain | None, known: Choices) -> tuple[Plain, ...]:
    """The commands that make a typed number's extension, its telephone and its mailbox.

    Somebody whose number is typed anew keeps the telephone: it is the number that changes.
    """
    number, phone = part["number"], str(part.get("+phone") or "")
    there = _extension_of(number, known)
    mine = _extension_of(old["number"], known) if old else None
    commands: list[Plain] = []
    if number and there is None and mine:
        commands = [put_as(Extension, {**mine, "number": number}, mine)]
    elif number and (there is None or phone):
        commands = [*_freed(phone, str(number), known), _extension(part, there, phone, known)]
    if phone and not number:
        raise Wrong(mark("Give the number that the telephone rings for."), "number")
    taken = {box["number"] for box in known.parts(Mailbox)}
    if part.get("+mailbox") and number and number not in taken:
        mailed = bool(part.get("+mailed"))
        commands.append(put(Mailbox, {"number": number, "name": part["name"], "mailed": mailed}))
    return tuple(commands)


def _extension_of(number: object, known: Choices) -> Plain | None:
    return next((e for e in known.parts(Extension) if e["number"] == number), None)


def _extension(part: Plain, there: Plain | None, phone: str, known: Choices) -> Plain:
    base = there or {**defaults(Extension), "number": part["number"], "name": part["name"]}
    before: Any = base["devices"]
    fresh = {**base, "devices": [*before, *_device(phone)]}
    return put(Extension, with_secrets(fresh, there, accounts(known.parts(Extension))))


def _device(phone: str) -> list[Plain]:
    if not phone:
        return []
    if phone == NEW_SIP:
        return [{"type": "SipPhone", "account": "", "secret": ""}]
    return [{"type": "DeskPhone", "socket": socket_of(phone)}]


def _freed(phone: str, number: str, known: Choices) -> list[Plain]:
    """A socket that rang for another number no longer does."""
    if not phone or phone == NEW_SIP:
        return []
    found = []
    for extension in known.parts(Extension):
        devices: Any = extension["devices"]
        left = [each for each in devices if each.get("socket") != socket_of(phone)]
        if len(left) != len(devices) and extension["number"] != number:
            found.append(put(Extension, {**extension, "devices": left}))
    return found
