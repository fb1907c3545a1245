"""The JSON Schema (draft 2020-12) of a type, for whoever writes such JSON by another program."""

# ruff: noqa: ANN401  # types are values here

import dataclasses
import hashlib
import inspect
import json
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

from appliance.core.canonical import KIND, fields_of, members_of, needed_of, single_field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KINDS = {str: "string", int: "integer", float: "number", bool: "boolean"}

Schema = dict[str, Any]


def json_schema(wanted: type, *, described: bool = True) -> Schema:
    """What `canonical.from_plain` reads as `wanted`, as far as a schema can say it.

    `described`: each kind with what its class says of it.
    """
    known: dict[str, Schema] = {}
    shape = _Shapes(known, described=described).of(wanted)
    return {"$schema": DIALECT, **shape, "$defs": dict(sorted(known.items()))}


@cache
def shape_of(wanted: type) -> str:
    """Another one for each shape that `wanted` has had; 16 hexadecimal digits."""
    text = json.dumps(json_schema(wanted, described=False), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True, slots=True)
class _Shapes:
    """Collects what is referred to in `known`, by the class's name."""

    known: dict[str, Schema]
    described: bool

    def of(self, wanted: Any) -> Schema:
        kinds = members_of(wanted)
        if kinds != (wanted,):
            return self._union(kinds, empty=NoneType in get_args(wanted))
        if get_origin(wanted) is tuple:
            return {"type": "array", "items": self.of(get_args(wanted)[0])}
        if wanted in _KINDS:
            return {"type": _KINDS[wanted]}
        return self._named(wanted, tagged=False)

    def _union(self, kinds: tuple[Any, ...], *, empty: bool) -> Schema:
        shapes = (
            [self.of(kinds[0])]
            if len(kinds) == 1
            else [self._named(kind, tagged=True) for kind in kinds]
        )
        return {"anyOf": [*shapes, *([{"type": "null"}] if empty else [])]}

    def _named(self, wanted: Any, *, tagged: bool) -> Schema:
        """A reference to the kind, which is described when it is first met."""
        name = f"{wanted.__name__}.{KIND}" if tagged else wanted.__name__
        if name not in self.known:
            self.known[name] = {}  # a kind can hold itself
            self.known[name] = self._described(wanted, self._shape(wanted, tagged=tagged))
        return {"$ref": f"#/$defs/{name}"}

    def _shape(self, wanted: Any, *, tagged: bool) -> Schema:
        if issubclass(wanted, Enum):
            return {"enum": [each.value for each in wanted]}
        single = single_field(wanted)
        if single is not None and not tagged:
            return {"type": _KINDS[fields_of(wanted)[single]]}
        properties = {name: self.of(hint) for name, hint in fields_of(wanted).items()}
        tag = {KIND: {"const": wanted.__name__}}
        return {
            "type": "object",
            "properties": {**properties, **tag},
            "required": [*needed_of(wanted), *(tag if tagged else ())],
            "additionalProperties": False,
        }

    def _described(self, wanted: Any, shape: Schema) -> Schema:
        words = inspect.cleandoc(wanted.__doc__ or "")
        own = words and not words.startswith(f"{wanted.__name__}(")  # dataclass gives a signature
        return {**shape, "description": words} if own and self.described else shape
