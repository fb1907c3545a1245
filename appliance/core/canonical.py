"""Values as JSON and back, exactly: one spelling for one value, unknown fields refused.

A value of a single text or number, such as an `ExtensionNumber`, is spelled as that; any other as
an object of its fields. Only where several kinds can stand does `type` name the one that does.
With `type` and field everywhere, as the first version spelled them, values are read too.
"""

# ruff: noqa: ANN401  # JSON read from outside has no narrower type until it is checked here

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, lru_cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from appliance.core.errors import Invalid
from appliance.core.text import check_whole

T = TypeVar("T")
_Spell = Callable[[Any], str]
_Read = Callable[[Any], Any]

KIND = "type"  # names the class; no value has a field of this name
_WHOLE = "value"  # the place of what is not within anything
_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "yes or no"}
_spell_scalar: _Spell = json.JSONEncoder(ensure_ascii=False).encode


def to_json(value: Any, wanted: Any = None) -> str:
    """The one spelling: sorted keys, no spaces, letters as they are.

    `wanted` is the type that its reader expects; without one the value's own kind is named.
    """
    if wanted is None:
        kind: Any = type(value)
        return _spell_object(kind, named=True)(value)
    return _speller(wanted)(value)


def to_plain(value: Any, wanted: Any = None) -> Any:
    """What `to_json` writes, as lists, objects, texts and numbers."""
    return json.loads(to_json(value, wanted))


def from_json(wanted: type[T], text: str) -> T:
    """Read what `to_json` wrote; Invalid for anything else."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Invalid("json", f"is not JSON: {error}") from error
    value: T = from_plain(wanted, plain)
    return value


def from_plain(wanted: Any, plain: Any, at: str = "") -> Any:
    """Build a `wanted` (a type, or a union of dataclasses) from plain JSON values.

    `at` is the place within the whole, such as `devices[0].socket`; a refusal names it as its
    field, with the field's own name behind it where the thing there has several.
    """
    try:
        return _reader(wanted)(plain)
    except Invalid as invalid:
        raise Invalid(_joined(at, invalid.field) or _WHOLE, invalid.reason) from invalid


def _joined(at: str, field: str) -> str:
    return f"{at}.{field}" if at and field and not field.startswith("[") else at + field


# What a type is made of


def is_dataclass(wanted: Any) -> bool:
    """Whether `wanted` is such a type; a value of one is none."""
    return isinstance(wanted, type) and dataclasses.is_dataclass(wanted)


@cache
def fields_of(wanted: type) -> Mapping[str, Any]:
    """Each field of a dataclass with its type."""
    return get_type_hints(wanted)


@cache
def single_field(wanted: Any) -> str | None:
    """The field of a value that is spelled as one text or number; None of any other type."""
    if not is_dataclass(wanted):
        return None
    fields = fields_of(wanted)
    name = next(iter(fields), "")
    return name if len(fields) == 1 and fields[name] in _KINDS else None


def members_of(wanted: Any) -> tuple[Any, ...]:
    """The kinds of a union except None; of anything else itself."""
    if get_origin(wanted) not in (Union, types.UnionType):
        return (wanted,)
    return tuple(member for member in get_args(wanted) if member is not types.NoneType)


@cache
def needed_of(wanted: type) -> tuple[str, ...]:
    """Fields without a default."""
    return tuple(
        each.name
        for each in dataclasses.fields(wanted)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    )


# Writing: a function for each type, made once. An object looks up those of its fields when it is
# first written, because a type can hold itself.


@cache
def _speller(wanted: Any) -> _Spell:
    kinds = members_of(wanted)
    if kinds != (wanted,):
        return partial(_spell_optional, _spell_union(kinds))
    if get_origin(wanted) is tuple:
        return partial(_spell_tuple, _speller(get_args(wanted)[0]))
    if is_dataclass(wanted):
        return _spell_object(wanted, named=False)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return {each: _spell_scalar(each.value) for each in wanted}.__getitem__
    if wanted in _KINDS:
        return _spell_scalar
    raise TypeError(f"{wanted} has no canonical form")


def _spell_union(kinds: tuple[Any, ...]) -> _Spell:
    if len(kinds) == 1:
        return _speller(kinds[0])
    return partial(_spell_one, {kind: _spell_object(kind, named=True) for kind in kinds})


def _spell_one(spellers: Mapping[type, _Spell], value: Any) -> str:
    return spellers[type(value)](value)


def _spell_optional(spell: _Spell, value: Any) -> str:
    return "null" if value is None else spell(value)


def _spell_tuple(spell: _Spell, value: tuple[Any, ...]) -> str:
    return f"[{','.join(map(spell, value))}]"


@cache
def _spell_object(kind: Any, *, named: bool) -> _Spell:
    if not is_dataclass(kind):
        raise TypeError(f"{kind} has no canonical form")
    single = single_field(kind)
    if single is not None and not named:
        return lambda value: _spell_scalar(getattr(value, single))

    def spell(value: Any) -> str:
        template, fields = _form(kind, named=named)
        return template % tuple([each(getattr(value, name)) for name, each in fields])

    return spell


@cache
def _form(kind: type, *, named: bool) -> tuple[str, tuple[tuple[str, _Spell], ...]]:
    """The object with a gap for each field, and what fills the gaps."""
    hints = fields_of(kind)
    gaps = dict.fromkeys(hints, "%s") | ({KIND: _spell_scalar(kind.__name__)} if named else {})
    template = ",".join(f'"{name}":{gaps[name]}' for name in sorted(gaps))
    return f"{{{template}}}", tuple((name, _speller(hints[name])) for name in sorted(hints))


# Reading, in the same way; a place is put together only for what is refused.


@cache
def _reader(wanted: Any) -> _Read:
    kinds = members_of(wanted)
    if kinds != (wanted,):
        read = _read_union(kinds)
        return partial(_read_optional, read) if types.NoneType in get_args(wanted) else read
    if get_origin(wanted) is tuple:
        return partial(_read_tuple, _reader(get_args(wanted)[0]))
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return partial(_read_word, {each.value: each for each in wanted})
    if single_field(wanted) is not None:
        return partial(_read_single, wanted)
    return partial(_read_scalar if wanted in _KINDS else _read_object, wanted)


def _read_union(kinds: tuple[Any, ...]) -> _Read:
    if len(kinds) == 1:
        return _reader(kinds[0])
    return partial(_read_one, {kind.__name__: partial(_read_object, kind) for kind in kinds})


def _read_one(readers: Mapping[str, _Read], plain: Any) -> Any:
    kind = plain.get(KIND) if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in readers:
        words = ", ".join(readers)
        if not isinstance(kind, str):
            raise Invalid("", f"must be an object whose {KIND!r} is one of {words}")
        raise Invalid("", f"{kind!r} is none of {words}")
    return readers[kind](plain)


def _read_optional(read: _Read, plain: Any) -> Any:
    return None if plain is None else read(plain)


def _read_tuple(read: _Read, plain: Any) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise Invalid("", "must be a list")
    values: list[Any] = []
    try:
        for each in plain:
            values.append(read(each))  # noqa: PERF401  # the place of what is refused is counted
    except Invalid as invalid:
        raise Invalid(_joined(f"[{len(values)}]", invalid.field), invalid.reason) from invalid
    return tuple(values)


def _read_word(words_of: Mapping[object, Enum], plain: Any) -> Enum:
    if not isinstance(plain, str | int) or plain not in words_of:
        words = ", ".join(map(str, words_of))
        if not isinstance(plain, str):
            raise Invalid("", f"must be one of {words}")
        raise Invalid("", f"{plain!r} is none of {words}")
    return words_of[plain]


def _read_scalar(wanted: type, plain: Any) -> Any:
    if wanted is float and type(plain) is int:
        return float(plain)
    if type(plain) is not wanted:  # exactly: JSON's true is no number here
        raise Invalid("", f"must be {_KINDS[wanted]}")
    if isinstance(plain, str):
        check_whole("", plain)
    return plain


def _read_single(wanted: type, plain: Any) -> Any:
    if isinstance(plain, dict):
        return _read_object(wanted, plain)
    (kind,) = fields_of(wanted).values()
    return _single(wanted, _read_scalar(kind, plain))


@lru_cache(maxsize=32768)
def _single(wanted: type, scalar: Any) -> Any:
    """One value for all that are the same: numbers and keys stand in many places."""
    try:
        return wanted(scalar)
    except Invalid as invalid:
        raise Invalid("", invalid.reason) from invalid


@cache
def _readers(wanted: type) -> Mapping[str, _Read]:
    return {name: _reader(hint) for name, hint in fields_of(wanted).items()}


def _read_object(wanted: type, plain: Any) -> Any:
    if not isinstance(plain, dict) or plain.get(KIND, wanted.__name__) != wanted.__name__:
        raise Invalid("", f"must be an object of the kind {wanted.__name__}")
    given = _read_fields(_readers(wanted), plain)
    for name in needed_of(wanted):
        if name not in given:
            raise Invalid(name, "is missing")
    try:
        return wanted(**given)
    except Invalid as invalid:
        place = "" if single_field(wanted) is not None else invalid.field
        raise Invalid(place, invalid.reason) from invalid


def _read_fields(readers: Mapping[str, _Read], plain: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in plain.items():
        if name == KIND:
            continue
        if name not in readers:
            raise Invalid("", f"knows no {name!r}; leave it out")
        try:
            given[name] = readers[name](value)
        except Invalid as invalid:
            raise Invalid(_joined(name, invalid.field), invalid.reason) from invalid
    return given
