"""How one value of a part is typed, read and shown; which kind of field suits which type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any, ClassVar, get_args, get_origin

from appliance.core.canonical import fields_of, members_of, single_field
from appliance.core.pointers import POINTERS
from appliance.core.trunks import TrunkGroup
from appliance.spoken.languages import mark
from webui.forms import whole
from webui.parts.choices import Choices, Option
from webui.parts.terms import term

Typed = dict[str, list[str]]
"""What stands in the fields of a form: a field that is there several times has several texts."""

EMPTY = "–"


class Wrong(Exception):
    """What was typed cannot be read; `text` is to be translated, `field` names it when not all."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


def first(typed: Mapping[str, list[str]], name: str) -> str:
    """The text of a field that is there once."""
    given = typed.get(name) or [""]
    return given[0].strip()


@dataclass(frozen=True, slots=True)
class Widget:
    """`macro` draws it (`part/widgets.html`); `needs` are the kinds that it chooses among."""

    macro: ClassVar[str] = "text"
    grouped: ClassVar[bool] = False  # several controls under one label
    missing: ClassVar[str] = mark("Fill this in.")  # said where nothing was typed
    optional: bool = False
    blank: str = ""  # what stands in a new row

    @property
    def needs(self) -> tuple[type, ...]:
        return ()

    @property
    def cards(self) -> bool:
        """Whether the box's sockets have to be known."""
        return False

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401  # JSON
        return {name: ["" if value is None else str(value)]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = first(typed, name)
        if not text and self.optional:
            return None
        if not text:
            raise Wrong(self.missing)
        return text

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return EMPTY if value in (None, "") else str(value)

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return ()

    def cell(self, path: str) -> str:
        """Where the form has what a refusal calls `path`, a field of a row."""
        return path

    def named(self, text: str, choices: Choices) -> str:
        """What stands there already and is none of the options, in words."""
        return text


@dataclass(frozen=True, slots=True)
class Text(Widget):
    """`bare` texts may be empty without being absent."""

    bare: bool = False

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        if self.bare:
            return first(typed, name)
        return Widget.read(self, name, typed)


@dataclass(frozen=True, slots=True)
class Area(Text):
    """Several lines."""

    macro = "area"

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        given = (typed.get(name) or [""])[0]
        return "\n".join(line.rstrip() for line in given.splitlines()).strip()


@dataclass(frozen=True, slots=True)
class World(Text):
    """A number in the world as people write it: +7 916 123-45-67, or 8 916 … at home."""

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [world(value) if value else ""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = Text.read(self, name, typed)
        return text if text is None else world_number(text)

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return world(value) if value else EMPTY


def world(digits: object) -> str:
    """As people write it, where the plan is Russia's: +7 916 123-45-67."""
    text = str(digits)
    russian = re.fullmatch(r"7(\d{3})(\d{3})(\d\d)(\d\d)", text)
    return "+7 {} {}-{}-{}".format(*russian.groups()) if russian else f"+{text}"


def world_number(text: str) -> str:
    """Digits with the country code; eleven that begin with 8 are Russia's own way to write."""
    if not re.fullmatch(r"\+?[0-9 ()\u00a0.-]+", text):
        raise Wrong(mark("Write a telephone number, such as +7 916 123-45-67."))
    digits = re.sub(r"\D", "", text)
    return f"7{digits[1:]}" if len(digits) == 11 and digits[0] == "8" else digits


@dataclass(frozen=True, slots=True)
class Whole(Widget):
    """A whole number; `zero` is what none is called in a list."""

    macro = "whole"
    zero: str = ""

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = Widget.read(self, name, typed)
        if text is None:
            return None
        if (number := whole(text)) is None:
            raise Wrong(mark("Write a whole number."))
        return number

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value == 0 and self.zero:
            return choices.say(self.zero)
        return Widget.shown(self, value, choices)


@dataclass(frozen=True, slots=True)
class Switch(Widget):
    macro = "switch"

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: ["yes"] if value else []}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return bool(typed.get(name))

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return choices.say(mark("yes")) if value else choices.say(mark("no"))


@dataclass(frozen=True, slots=True)
class Choice(Widget):
    """One of an enumeration's words; `none` is what no choice is called."""

    macro = "choice"
    of: type[Enum] = Enum
    none: str = ""

    def options(self, choices: Choices) -> tuple[Option, ...]:
        own = tuple(Option(str(each.value), choices.say(term(each))) for each in self.of)
        return (Option("", choices.say(self.none) if self.none else EMPTY), *own)[
            0 if self.optional else 1 :
        ]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value is None:
            return choices.say(self.none) if self.none else EMPTY
        return choices.say(term(self.of(value)))


@dataclass(frozen=True, slots=True)
class Many(Widget):
    """Any of an enumeration's words, in its order; `but` are not offered."""

    macro = "many"
    grouped = True
    of: type[Enum] = Enum
    but: tuple[Enum, ...] = ()

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [str(each) for each in value or ()]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        chosen = typed.get(name) or []
        return [each.value for each in self.of if each.value in chosen]

    def options(self, choices: Choices) -> tuple[Option, ...]:
        offered = (each for each in self.of if each not in self.but)
        return tuple(Option(str(each.value), choices.say(term(each))) for each in offered)

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return " · ".join(choices.say(term(self.of(each))) for each in value) or EMPTY


@dataclass(frozen=True, slots=True)
class Pointer(Widget):
    """The name of a part of `kind`; a name of whole numbers is one."""

    macro = "choice"
    missing = mark("Choose one.")
    kind: type = object
    none: str = ""

    @property
    def needs(self) -> tuple[type, ...]:
        return (self.kind,)

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = Widget.read(self, name, typed)
        return None if text is None else named(self.kind, text)

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (Option("", choices.say(self.none) if self.none else EMPTY),
                *choices.options(self.kind))  # fmt: skip

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value is None:
            return choices.say(self.none) if self.none else EMPTY
        return choices.title(self.kind, value)


def named(kind: type, text: str) -> str | int:
    """A part's name as its field holds it."""
    number = whole(text) if kind is TrunkGroup else None
    return text if number is None else number


@dataclass(frozen=True, slots=True)
class Pointers(Widget):
    """Names of parts of `kind`, one row each, in an order that counts."""

    macro = "rows"
    grouped = True
    kind: type = object
    none: str = ""  # what an absent list is called, where the list is optional

    @property
    def needs(self) -> tuple[type, ...]:
        return (self.kind,)

    @property
    def columns(self) -> tuple[tuple[str, str, Widget], ...]:
        return (("", "", Pointer(optional=True, kind=self.kind)),)

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [str(each) for each in value or ()]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        chosen = [text.strip() for text in typed.get(name) or [] if text.strip()]
        typed[name] = chosen
        if not chosen and self.optional:
            return None
        return [named(self.kind, text) for text in chosen]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value is None:
            return choices.say(self.none) if self.none else EMPTY
        return ", ".join(choices.title(self.kind, each) for each in value) or EMPTY


def widget_for(holder: type, field: str, hint: Any) -> Widget:  # noqa: ANN401  # a type
    """What suits the type of a field; TypeError where a page has to say it itself."""
    optional = NoneType in get_args(hint)
    kind = members_of(hint)[0] if optional else hint
    is_list = get_origin(kind) is tuple
    if (pointed := POINTERS.get((holder, field))) is not None:
        return (Pointers if is_list else Pointer)(optional=optional, kind=pointed)
    if is_list and issubclass(get_args(kind)[0], Enum):
        return Many(of=get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Choice(optional=optional, of=kind)
    single = single_field(kind)
    plain = fields_of(kind)[single] if single else kind
    if plain is bool:
        return Switch()
    if plain is int:
        return Whole(optional=optional)
    if plain is str:
        return Text(optional=optional)
    raise TypeError(f"{holder.__name__}.{field} needs a widget of its own")
