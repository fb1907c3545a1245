"""The API as a person reads of it; the page is drawn from the same description as programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from appliance.spoken.languages import mark
from webui.api import openapi
from webui.api.problems import DOCS, KINDS
from webui.api.route import BASE
from webui.api.table import ROUTES

PATH = DOCS
_WORDS = {
    "string": mark("text"),
    "integer": mark("whole number"),
    "number": mark("number"),
    "boolean": "true, false",
    "array": mark("list"),
    "object": mark("object"),
}
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A field that the asker gives. `type` is to be translated where it is one of our words."""

    name: str
    place: str
    type: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One way in."""

    name: str
    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    fields: tuple[Told, ...]


@cache
def sections() -> Mapping[str, tuple[Operation, ...]]:
    """Every operation below its section, in the order of the table."""
    described = openapi.description()
    found: dict[str, list[Operation]] = {}
    for route in ROUTES:
        told = described["paths"][route.path][route.method.lower()]
        fields = tuple(_fields(told, described["components"]["schemas"]))
        scopes = tuple(told["x-scopes"])
        found.setdefault(route.section, []).append(
            Operation(route.name, route.method, route.path, route.about, scopes, fields)
        )
    return {section: tuple(each) for section, each in found.items()}


def _fields(told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Told]:
    for each in told["parameters"]:
        if each["in"] != "header":
            named = _type(each["schema"], schemas)
            yield Told(each["name"], each["in"], named, bool(each.get("required")))
    if "requestBody" in told:
        shape = told["requestBody"]["content"]["application/json"]["schema"]
        for name, schema in shape["properties"].items():
            yield Told(name, "body", _type(schema, schemas), name in shape["required"])


def _type(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """One of our words, the values that there are, or the name of a schema."""
    if "anyOf" in schema:
        schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    meant = schemas[name] if name else schema
    if "enum" in meant:
        values = [str(each) for each in meant["enum"]]
        more = ", …" if len(values) > _MOST_WORDS else ""
        return ", ".join(values[:_MOST_WORDS]) + more
    return name or _WORDS.get(str(meant.get("type", "")), _WORDS["object"])


__all__ = ["BASE", "KINDS", "PATH", "Operation", "Told", "sections"]
