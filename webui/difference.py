"""What differs between two configurations, in the words of the page's forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from types import NoneType
from typing import Any, get_args, get_origin

from appliance.core.canonical import fields_of, is_dataclass, members_of
from appliance.core.cards import Card
from appliance.core.commands import SetLine
from appliance.core.difference import What
from appliance.core.directions import Direction
from appliance.core.errors import Fault, Invalid, Outdated
from appliance.core.feature_codes import Feature
from appliance.core.office import Office
from appliance.core.parts import PLACES
from appliance.core.people import Department, Extension, Group, Person
from appliance.core.pointers import POINTERS
from appliance.core.relations import Relation
from appliance.core.trunks import CallerRoute, DigitalLine, LineRoute
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetDifference
from appliance.wire.configured import FieldView, PartChangeView
from appliance.wire.ports_told import port_names, with_ports
from webui.parts import zones
from webui.parts.choices import Choices, choices
from webui.parts.terms import term
from webui.visit import Visit

_KINDS: dict[str, type] = {kind.__name__: kind for kind in (*PLACES, SetLine)} | {"Config": Office}


@dataclass(frozen=True, slots=True)
class Line:
    """One field: `field` is its path, both sides are in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """`what`: added, removed, changed, moved; `kind` is the class's name."""

    what: str
    kind: str
    name: str
    lines: tuple[Line, ...]


async def meanwhile(visit: Visit, error: Invalid) -> tuple[Part, ...]:
    """What others changed since the revision that a refused change was made from."""
    return await since(visit, error.since) if isinstance(error, Outdated) else ()


async def since(visit: Visit, revision: int) -> tuple[Part, ...]:
    """The first of all that was changed since; nothing when that revision cannot be read."""
    try:
        return await told(visit, (await visit.ask(GetDifference(revision))).changes)
    except (Invalid, Fault):
        return ()


async def told(visit: Visit, changes: Iterable[PartChangeView]) -> tuple[Part, ...]:
    """Each change with values called as people call them."""
    found = tuple(changes)
    known = await _known(visit, found)
    return tuple(
        Part(
            each.what,
            each.kind,
            _named(each, known),
            tuple(_line(each.kind, f, known) for f in each.fields),
        )
        for change in found
        for each in _streams_apart(change)
    )


_OF_STREAM = re.compile(r"spans\[(?P<span>\d+)\]\.(?P<field>.+)")


def _streams_apart(change: PartChangeView) -> Iterator[PartChangeView]:
    """Of a card how each of its E1 is spoken, which is a form of its own, and the rest of it."""
    if change.kind != Card.__name__ or change.what != What.CHANGED:
        yield change
        return
    streams: dict[str, list[FieldView]] = {}
    rest = []
    for each in change.fields:
        if (found := _OF_STREAM.fullmatch(each.field)) is None:
            rest.append(each)
        else:
            own = FieldView(found["field"], each.before, each.after)
            streams.setdefault(found["span"], []).append(own)
    key = change.name.partition(" ")[0]
    for span, fields in streams.items():
        line = f"{DigitalLine.__name__} {key}, {span}"
        yield PartChangeView(change.what, SetLine.__name__, line, tuple(fields))
    if rest or not streams:
        yield PartChangeView(change.what, change.kind, change.name, tuple(rest))


def _named(change: PartChangeView, known: Choices) -> str:
    """Without the key that only the box knows a part by."""
    if change.kind == Relation.__name__:
        return _relation(change.name, known)
    if change.kind in {LineRoute.__name__, SetLine.__name__}:
        return with_ports(change.name, _ports(known))
    if (words := _CHOSEN.get(change.kind)) is not None:
        return known.say(term(words(change.name)))
    if change.kind == CallerRoute.__name__:
        return change.name.partition(" ")[0]  # behind it stands whether more numbers begin so
    if change.kind == Extension.__name__:
        number, _, title = change.name.partition(" ")
        return number if title == number else f"{number} {title}"
    _, _, title = change.name.partition(" ")
    return title if title and change.kind not in _WITH_NUMBER else change.name


_WITH_NUMBER = frozenset({"Extension", "Mailbox"})
# Kinds that are named by the one value that they are about.
_CHOSEN: Mapping[str, type[Enum]] = {"OutboundRoute": Direction, "FeatureCode": Feature}
_SIDES: Mapping[str, type] = {
    "OnePerson": Person,
    "WholeGroup": Group,
    "WholeDepartment": Department,
}


def _relation(name: str, known: Choices) -> str:
    """Who stands in it to whom."""
    words = name.split(" ")
    titles = [known.title(_SIDES[tag], key) for tag, key in pairwise(words) if tag in _SIDES]
    return " → ".join(titles)


async def _known(visit: Visit, changes: tuple[PartChangeView, ...]) -> Choices:
    wanted = {
        pointed
        for each in changes
        for field in each.fields
        if (pointed := _pointed(each.kind, field.field)) is not None
    }
    if any(each.kind == Relation.__name__ for each in changes):
        wanted |= set(_SIDES.values())
    return await choices(visit, visit.words, wanted, cards=any(map(_on_a_card, changes)))


_PORTS = frozenset({"devices", "lines", "line"})  # fields that name ports


def _on_a_card(change: PartChangeView) -> bool:
    of_a_card = change.kind in {LineRoute.__name__, Card.__name__}
    return of_a_card or any(f.field in _PORTS for f in change.fields)


def _ports(known: Choices) -> Mapping[str, str]:
    label = known.say(mark("Card %(card)d, port %(socket)s"))
    return port_names(known.cards, lambda card, port: label % {"card": card, "socket": port})


@cache
def _place(kind: str, path: str) -> tuple[type, str, Any] | None:
    """The class that holds the last step of a path, that step and its type."""
    holder: Any = _KINDS.get(kind)
    *steps, name = path.split(".")
    if holder is Office and steps:
        steps = []  # `inbound.operator` is the office's `operator`
    for step in steps:
        if not is_dataclass(holder) or step not in fields_of(holder):
            return None
        holder = members_of(fields_of(holder)[step])[0]
    if not is_dataclass(holder) or name not in fields_of(holder):
        return None
    return holder, name, fields_of(holder)[name]


def _device(text: str, known: Choices) -> str:
    """With what stands behind its name, each in the reader's words."""
    for ending, words in _ENDINGS.items():
        phone = text.removesuffix(ending)
        if phone != text:
            return known.say(words) % {"phone": _device(phone, known)}
    return text


_ENDINGS = {
    ", behind a router": mark("%(phone)s, behind a router"),
    ", encrypted where it can be": mark("%(phone)s, encrypted where it can be"),
    ", encrypted only": mark("%(phone)s, encrypted only"),
    ", encrypted sound": mark("%(phone)s, encrypted sound"),
    ", authority of its own": mark("%(phone)s, authority of its own"),
    ", faxes by T.38": mark("%(phone)s, faxes by T.38"),
    ", fax machine": mark("%(phone)s, fax machine"),
}


def _pointed(kind: str, path: str) -> type | None:
    place = _place(kind, path)
    return POINTERS.get(place[:2]) if place is not None else None


def _enum(hint: Any) -> type[Enum] | None:  # noqa: ANN401  # a type
    inner = members_of(hint)[0] if NoneType in get_args(hint) else hint
    inner = get_args(inner)[0] if get_origin(inner) is tuple else inner
    return inner if isinstance(inner, type) and issubclass(inner, Enum) else None


def _line(kind: str, field: FieldView, known: Choices) -> Line:
    def side(texts: tuple[str, ...]) -> str:
        return ", ".join(_word(kind, field.field, text, known) for text in texts)

    return Line(field.field, side(field.before), side(field.after))


def _word(kind: str, path: str, text: str, known: Choices) -> str:
    place = _place(kind, path)
    if place is None:
        return text
    if place[0] is Office and path == "zone":
        return zones.title(text, known.language)
    if path in _PORTS:
        return _device(with_ports(text, _ports(known)), known)
    if (pointed := _pointed(kind, path)) is not None:
        return known.title(pointed, text)
    named = _enum(place[2])
    if named is not None and text in {str(each.value) for each in named}:
        return known.say(term(named(text)))
    return text
