"""Values as JSON and back, exactly: one spelling for one value, unknown fields refused."""

# ruff: noqa: ANN401  # JSON read from outside has no narrower type until it is checked here

import dataclasses
import json
import types
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from appliance.core.errors import Invalid

T = TypeVar("T")
KIND = "type"  # names the class; no value has a field of this name
_WHOLE = "value"  # the place of what is not within anything
_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "yes or no"}


def to_json(value: object) -> str:
    """The one spelling: sorted keys, no spaces, letters as they are."""
    return json.dumps(to_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(wanted: type[T], text: str) -> T:
    """Read what `to_json` wrote; Invalid for anything else."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Invalid("json", f"is not JSON: {error}") from error
    value: T = from_plain(wanted, plain)
    return value


def to_plain(value: Any) -> Any:
    """Dataclasses as objects that name their kind, enumerations by value, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {KIND: type(value).__name__, **fields}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def from_plain(wanted: Any, plain: Any, at: str = "") -> Any:
    """Build a `wanted` (a type, or a union of dataclasses) from plain JSON values.

    `at` is the place within the whole, such as `devices[0].socket`; a refusal names it as its
    field, with the field's own name behind it where the thing there has several.
    """
    if get_origin(wanted) in (Union, types.UnionType):
        return _from_union(wanted, plain, at)
    if get_origin(wanted) is tuple:
        if not isinstance(plain, list):
            raise Invalid(at or _WHOLE, "must be a list")
        item = get_args(wanted)[0]
        return tuple(from_plain(item, each, f"{at}[{n}]") for n, each in enumerate(plain))
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _from_object(wanted, plain, at)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        try:
            return wanted(plain)
        except ValueError as error:
            words = ", ".join(str(each.value) for each in wanted)
            raise Invalid(at or _WHOLE, f"{plain!r} is none of {words}") from error
    return _from_scalar(wanted, plain, at)


def _from_scalar(wanted: type, plain: Any, at: str) -> Any:
    if wanted is float and type(plain) is int:
        return float(plain)
    if type(plain) is not wanted:  # exactly: JSON's true is no number here
        raise Invalid(at or _WHOLE, f"must be {_KINDS[wanted]}")
    return plain


def _from_union(wanted: Any, plain: Any, at: str) -> Any:
    members = get_args(wanted)
    if plain is None and type(None) in members:
        return None
    members = tuple(member for member in members if member is not type(None))
    if len(members) == 1:
        return from_plain(members[0], plain, at)
    kind = plain.get(KIND) if isinstance(plain, dict) else None
    for member in members:
        if member.__name__ == kind:
            return from_plain(member, plain, at)
    words = ", ".join(member.__name__ for member in members)
    raise Invalid(at or _WHOLE, f"{kind!r} is none of {words}")


@cache
def _hints(wanted: type) -> Mapping[str, Any]:
    return get_type_hints(wanted)


def _from_object(wanted: type, plain: Any, at: str) -> Any:
    if not isinstance(plain, dict) or plain.get(KIND, wanted.__name__) != wanted.__name__:
        raise Invalid(at or _WHOLE, f"must be a {wanted.__name__}")
    hints = _hints(wanted)
    for name in sorted(plain.keys() - hints.keys() - {KIND}):
        raise Invalid(at or _WHOLE, f"knows no {name}; leave it out")
    given = {
        name: from_plain(hints[name], value, _within(at, name))
        for name, value in plain.items()
        if name != KIND
    }
    for name in _needed(wanted):
        if name not in given:
            raise Invalid(_within(at, name), "is missing")
    try:
        return wanted(**given)
    except Invalid as invalid:
        place = at if at and len(hints) == 1 else _within(at, invalid.field)
        raise Invalid(place, invalid.reason) from invalid


def _within(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


@cache
def _needed(wanted: type) -> tuple[str, ...]:
    """Fields without a default."""
    return tuple(
        each.name
        for each in dataclasses.fields(wanted)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    )
