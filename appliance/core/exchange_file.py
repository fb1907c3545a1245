"""The whole configuration as one file that a person can read, edit and take to another box."""

# ruff: noqa: ANN401  # JSON read from outside has no narrower type until it is checked here

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin

from appliance.core.canonical import (
    KIND,
    fields_of,
    from_plain,
    is_dataclass,
    members_of,
    single_field,
    to_plain,
)
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.json_schema import DIALECT, Schema, json_schema
from appliance.core.people import Extension, Person, Pin, SipPhone
from appliance.core.rooms import ConferenceRoom
from appliance.core.secret import Secret
from appliance.core.text import check_whole
from appliance.core.trunks import Password, SipTrunk, TrunkGroup
from appliance.core.upgrades import SCHEMA, upgraded

FORMAT = "lineman configuration"
SECRETS = (Secret, Password, Pin)
"""Values that stand in a file only when that is asked for."""

NAMES: Mapping[type, str] = {
    Extension: "number",
    Person: "key",
    TrunkGroup: "number",
    ConferenceRoom: "key",
    SipPhone: "account",
    SipTrunk: "name",
}
"""Which field tells those that hold secrets from others of their list."""

_WIDTH = 100  # letters of a line; what fits stays on one
_OWN = "custom"
OWN_NAME = re.compile(r"(?!.{65})[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.conf", re.ASCII)
"""How a file of an expert's own lines is called, to be carried."""


@dataclasses.dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings. `own` are texts of an expert's own files by name, as it carries them."""

    config: Config
    own: Mapping[str, str]


def exported(config: Config, *, secrets: bool, own: Mapping[str, str] | None = None) -> str:
    """`config` as text; without `secrets` passwords and PINs are left out.

    So are `own`, an expert's own files: no one but their writer knows which of their lines are
    passwords.
    """
    file: dict[str, Any] = {"format": FORMAT, "schema": SCHEMA}
    if own and secrets:
        file[_OWN] = {name: text.split("\n") for name, text in sorted(own.items())}
    file["configuration"] = _readable(Config, config, secrets=secrets)
    return _laid_out(file) + "\n"


def imported(text: str, present: Config, fresh: Callable[[], Secret]) -> Brought:
    """What `exported` wrote, or a person edited.

    A secret that was left out stays as it is at `present` for the part of the same name; a new SIP
    telephone is given a `fresh` one. Invalid names the place, as a path within the configuration.
    """
    file = _object(text)
    if file.get("format") != FORMAT:
        raise Invalid("format", "this is no configuration of such a box; choose another file")
    for name in sorted(file.keys() - {"format", "schema", _OWN, "configuration"}):
        raise Invalid("file", f"knows no {name!r}; leave it out")
    schema = file.get("schema")
    if type(schema) is not int:
        raise Invalid("schema", "is missing or no number; leave it as it was exported")
    plain = upgraded(file.get("configuration"), schema)
    config: Config = from_plain(Config, _Filling(fresh).filled(Config, plain, present, ""))
    return Brought(config, _own(file.get(_OWN, {})))


def file_schema() -> Schema:
    """The JSON Schema of such a file."""
    schema = json_schema(Config)
    kinds = {name: _lenient(shape) for name, shape in schema["$defs"].items()}
    return {
        "$schema": DIALECT,
        "title": FORMAT,
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "schema": {"const": SCHEMA},
            _OWN: {
                "type": "object",
                "propertyNames": {"pattern": f"^{OWN_NAME.pattern}$"},
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "configuration": {"$ref": schema["$ref"]},
        },
        "required": ["format", "schema", "configuration"],
        "additionalProperties": False,
        "$defs": kinds,
    }


def _lenient(shape: Schema) -> Schema:
    """Secrets can be left out."""
    secret = {f"#/$defs/{kind.__name__}" for kind in SECRETS}
    needed = [
        name
        for name in shape.get("required", ())
        if shape["properties"][name].get("$ref") not in secret
    ]
    return {**shape, "required": needed} if "required" in shape else shape


def _is_secret(hint: Any) -> bool:
    return any(kind in SECRETS for kind in members_of(hint))


def shown(value: Any, wanted: Any) -> Any:
    """A value as `to_plain` writes it, but for passwords and PINs."""
    return _readable(wanted, value, secrets=False)


def with_secrets(
    wanted: type, plain: Any, present: tuple[Any, ...], fresh: Callable[[], Secret]
) -> Any:
    """A part that somebody wrote without its secrets, with those of the `present` one of its name.

    A new SIP telephone is given a `fresh` one. Invalid names the place of a password that is in
    neither.
    """
    named = {_name(type(each), to_plain(each, type(each))): each for each in present}
    same = named.get(_name(wanted, plain)) if isinstance(plain, dict) else None
    return with_secrets_of(wanted, plain, same, fresh)


def with_secrets_of(wanted: type, plain: Any, same: Any, fresh: Callable[[], Secret]) -> Any:
    """As `with_secrets`, with those of `same`, a part as `to_plain` writes it; None: it is new."""
    return _Filling(fresh).filled(wanted, plain, same, "")


def part_schema(wanted: type) -> Schema:
    """The JSON Schema of a part whose secrets may be left out."""
    schema = json_schema(wanted)
    kinds = {name: _lenient(shape) for name, shape in schema["$defs"].items()}
    return {**schema, "$defs": kinds}


# Writing


def _readable(wanted: Any, value: Any, *, secrets: bool) -> Any:
    """As `to_plain`, but in the order in which a kind names its fields."""
    if isinstance(value, tuple):
        (item, *_) = get_args(wanted)
        return [_readable(item, each, secrets=secrets) for each in value]
    if isinstance(value, Enum):
        return value.value
    kind: Any = type(value)
    if not is_dataclass(kind):
        return value
    kinds = members_of(wanted)
    single = single_field(kind)
    if single is not None and len(kinds) == 1:
        return getattr(value, single)
    named = {KIND: kind.__name__} if len(kinds) > 1 else {}
    return named | {
        name: _readable(hint, getattr(value, name), secrets=secrets)
        for name, hint in fields_of(kind).items()
        if secrets or not _is_secret(hint)
    }


def _laid_out(plain: Any, indent: int = 0) -> str:
    """JSON in which whatever fits on a line stands on one."""
    short = json.dumps(plain, ensure_ascii=False)
    if len(short) + indent <= _WIDTH or not isinstance(plain, dict | list) or not plain:
        return short
    inner = indent + 2
    if isinstance(plain, dict):
        items = (f"{json.dumps(name)}: {_laid_out(v, inner)}" for name, v in plain.items())
        return _within("{", items, "}", indent)
    return _within("[", (_laid_out(each, inner) for each in plain), "]", indent)


def _within(opening: str, items: Iterable[str], closing: str, indent: int) -> str:
    lines = f",\n{' ' * (indent + 2)}".join(items)
    return f"{opening}\n{' ' * (indent + 2)}{lines}\n{' ' * indent}{closing}"


# Reading


def _object(text: str) -> dict[str, Any]:
    try:
        plain = json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Invalid("file", f"is not JSON at {place}: {error.msg}") from error
    except RecursionError as error:
        raise Invalid("file", "is nested too deeply; choose a file that a box exported") from error
    if not isinstance(plain, dict):
        raise Invalid("file", "must be a JSON object")
    return plain


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        check_whole("file", twice)
        raise Invalid("file", f"{twice} stands twice in one object; leave one of both")
    return found


def _own(plain: Any) -> dict[str, str]:
    if not isinstance(plain, dict):
        raise Invalid(_OWN, "must name the lines of each file; leave it out for none")
    for name, lines in plain.items():
        if not OWN_NAME.fullmatch(name):
            raise Invalid(_OWN, f"{name!r} is no name of such a file; call it like mine.conf")
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise Invalid(_OWN, f"{name} must be a list of its lines, as it was exported")
        check_whole(_OWN, "".join(lines))
    return {name: "\n".join(lines) for name, lines in plain.items()}


@cache
def _holds_secrets(wanted: Any) -> bool:
    """Whether there is a secret anywhere within; no kind that holds one holds itself."""
    if get_origin(wanted) is tuple:
        return _holds_secrets(get_args(wanted)[0])
    return any(
        _is_secret(kind)
        or (is_dataclass(kind) and any(map(_holds_secrets, fields_of(kind).values())))
        for kind in members_of(wanted)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Filling:
    """Puts secrets that were left out where they belong."""

    fresh: Callable[[], Secret]

    def filled(self, wanted: Any, plain: Any, present: Any, at: str) -> Any:
        if not _holds_secrets(wanted):
            return plain
        if isinstance(plain, list) and get_origin(wanted) is tuple:
            return self._list(get_args(wanted)[0], plain, present or (), at)
        kind = _kind_of(wanted, plain)
        if kind is None or _is_secret(kind):
            return plain
        same = present if type(present) is kind else None
        return plain | dict(self._fields(kind, plain, same, at))

    def _list(self, item: Any, plain: list[Any], present: tuple[Any, ...], at: str) -> list[Any]:
        named = {_name(type(each), to_plain(each, type(each))): each for each in present}
        return [
            self.filled(item, each, named.get(_name(_kind_of(item, each), each)), f"{at}[{n}]")
            for n, each in enumerate(plain)
        ]

    def _fields(self, kind: type, plain: Any, present: Any, at: str) -> Iterator[tuple[str, Any]]:
        for name, hint in fields_of(kind).items():
            place = f"{at}.{name}" if at else name
            value = getattr(present, name, None)
            if name in plain:
                yield name, self.filled(hint, plain[name], value, place)
            elif _is_secret(hint) and value is not None:
                yield name, to_plain(value, hint)
            elif hint is Secret:
                yield name, self.fresh().text
            elif hint is Password:
                raise Invalid(place, "is missing; write it here, or export with passwords")


def _kind_of(wanted: Any, plain: Any) -> type | None:
    """Which of its kinds `plain` is meant to be; None: it is no object, or none of them."""
    if not isinstance(plain, dict):
        return None
    kinds = members_of(wanted)
    if len(kinds) == 1:
        return kinds[0] if is_dataclass(kinds[0]) else None
    return next((kind for kind in kinds if kind.__name__ == plain.get(KIND)), None)


def _name(kind: type | None, plain: Any) -> tuple[type, str] | None:
    """What tells `plain` from others of its list; None where that does not matter."""
    if kind is None or kind not in NAMES:
        return None
    return kind, str(plain.get(NAMES[kind]))
