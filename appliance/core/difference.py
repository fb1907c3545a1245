"""What differs between two configurations, part by part and field by field, for people to read."""

# ruff: noqa: ANN401  # any field's value

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from appliance.core.canonical import fields_of, is_dataclass, single_field
from appliance.core.cards import Span
from appliance.core.config import Config
from appliance.core.encryption import Encryption, Transport
from appliance.core.exchange_file import SECRETS
from appliance.core.parts import PLACES
from appliance.core.people import DeskPhone, Mailbox, Pin, SipPhone
from appliance.core.pieces import at, lists, settings
from appliance.core.secret import Secret
from appliance.core.sounds import SoundFile
from appliance.core.trunks import Password, SipTrunk

HIDDEN = "…"
"""Stands for a password or PIN, whichever it is."""

NOTHING = "nothing"
_ENCRYPTED = {
    Encryption.ORDINARY: "",
    Encryption.OFFERED: ", encrypted where it can be",
    Encryption.REQUIRED: ", encrypted only",
}
"""Stands for an empty list."""


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # the same parts in another order


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`field` is a path such as `rights.directions`; what has no words was not, or is not there.

    Words are English as the values spell themselves, each item of a list by itself.
    """

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """`kind` is the class's name; `Config` itself for what is in no list. `place` is the list."""

    what: What
    kind: str
    name: str
    place: str
    fields: tuple[FieldChange, ...] = ()


def difference(before: Config, after: Config) -> tuple[PartChange, ...]:
    """All that differs, list by list; empty only when both are equal."""
    found = [
        each
        for place, kind in lists().items()
        if at(before, place) is not at(after, place)
        for each in _of_list(place, kind, at(before, place), at(after, place))
    ]
    fields = tuple(
        each
        for place in settings()
        for each in _of_field(place, at(before, place), at(after, place))
    )
    if fields:
        found.insert(0, PartChange(What.CHANGED, Config.__name__, "", "", fields))
    return tuple(found)


def _of_list(
    place: str, kind: type, before: tuple[Any, ...], after: tuple[Any, ...]
) -> Iterator[PartChange]:
    old = {_key(kind, part): part for part in before}
    new = {_key(kind, part): part for part in after}
    for key, part in old.items():
        if key not in new:
            yield PartChange(What.REMOVED, kind.__name__, _name(kind, part), place)
    for key, part in new.items():
        was = old.get(key)
        if was is None or was != part:
            what = What.ADDED if was is None else What.CHANGED
            fields = tuple(_of_part(kind, was, part))
            yield PartChange(what, kind.__name__, _name(kind, part), place, fields)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield PartChange(What.MOVED, kind.__name__, "", place)


def _key(kind: type, part: Any) -> object:
    return PLACES[kind].name(part) if kind in PLACES else part.key


def _name(kind: type, part: Any) -> str:
    """What tells it from others, and what people call it."""
    key = _key(kind, part)
    known = [*key] if isinstance(key, tuple) else [key]
    title = getattr(part, "name", getattr(part, "model", None))
    return " ".join(word for each in (*known, title) for word in words(each))


def _of_part(kind: Any, before: Any, after: Any) -> Iterator[FieldChange]:
    """The fields that differ; of a part that was not there all that say something."""
    for name in fields_of(kind):
        value = getattr(after, name)
        if before is not None:
            yield from _of_field(name, getattr(before, name), value)
        elif value not in {None, (), ""}:
            yield FieldChange(name, (), words(value))


def _of_field(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if before is after or before == after:
        return
    if spans := _spans(before, after):
        for old, new in spans:
            yield from _of_field(f"{path}[{new.local}]", old, new)
        return
    inner = _inner(type(after)) if type(before) is type(after) else ()
    if not inner:
        yield FieldChange(path, words(before), words(after))
    for name in inner:
        yield from _of_field(f"{path}.{name}", getattr(before, name), getattr(after, name))


def _spans(before: Any, after: Any) -> tuple[tuple[Span, Span], ...]:
    """The spans of a card side by side, where it has the same ones; nothing for any other value."""
    both = isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after)
    pairs = tuple(zip(before, after, strict=True)) if both else ()
    told = (isinstance(o, Span) and isinstance(n, Span) and o.local == n.local for o, n in pairs)
    return pairs if all(told) else ()


def _inner(kind: Any) -> Iterable[str]:
    """The fields that are told one by one."""
    whole = kind in SECRETS or kind is SoundFile
    told_whole = not is_dataclass(kind) or single_field(kind) is not None or whole
    return () if told_whole else fields_of(kind)


def words(value: Any) -> tuple[str, ...]:
    """A value as people read it, each item of a list by itself; None has none."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(map(_phrase, value)) or (NOTHING,)
    return (_phrase(value),)


def _phrase(value: Any) -> str:
    kind: Any = type(value)
    match value:
        case None:
            phrase = ""
        case bool():
            phrase = "yes" if value else "no"
        case Enum():
            phrase = str(value.value)
        case tuple():
            phrase = ", ".join(map(_phrase, value))
        case Secret() | Password() | Pin():
            phrase = HIDDEN
        case DeskPhone():
            phrase = f"DeskPhone {value.socket}" + (", fax machine" if value.fax_machine else "")
        case SipPhone():
            phrase = f"SIP {value.account}" + (", behind a router" if value.behind_nat else "")
            phrase += _ENCRYPTED[value.encryption]
        case Mailbox():
            phrase = f"Mailbox {value.number}, {value.name}"
            phrase += ", by e-mail too" if value.mailed else ""
        case SipTrunk():
            phrase = f"SIP {value.name}, {value.host}:{value.port}"
            phrase += "" if value.transport is Transport.UDP else f" {value.transport.upper()}"
            phrase += ", encrypted sound" if value.encrypted else ""
            phrase += ", authority of its own" if value.authority else ""
            phrase += ", faxes by T.38" if value.t38 else ""
        case _:
            phrase = _told(value) if _is_told(kind) else str(value)
    return phrase


def _is_told(kind: Any) -> bool:
    """Whether a value's kind has no words of its own."""
    return is_dataclass(kind) and kind.__str__ is object.__str__


def _told(value: Any) -> str:
    kind: Any = type(value)
    inner = (_phrase(getattr(value, name)) for name in fields_of(kind))
    return f"{kind.__name__} {', '.join(filter(None, inner))}".rstrip()
