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
    "array": mark("list"),
    "object": mark("object"),
}
_SPELLED = {"boolean": "true, false"}
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A field that the asker gives. `type` is to be translated unless it is `spelled` so."""

    name: str
    place: str
    type: str
    needed: bool
    spelled: bool


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
            needed = bool(each.get("required"))
            yield _told(each["name"], each["in"], each["schema"], schemas, needed=needed)
    if "requestBody" in told:
        ((kind, content),) = told["requestBody"]["content"].items()
        if kind != "application/json":
            yield Told(kind, "body", mark("a file"), needed=True, spelled=False)
            return
        shape = content["schema"]
        for name, schema in shape["properties"].items():
            yield _told(name, "body", schema, schemas, needed=name in shape["required"])


def _told(
    name: str, place: str, schema: Mapping[str, Any], schemas: Mapping[str, Any], *, needed: bool
) -> Told:
    """Its type is one of our words, or spelled: the values that there are, the name of a schema."""
    if "anyOf" in schema:
        schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
    named = str(schema.get("$ref", "")).rpartition("/")[2]
    meant = schemas[named] if named else schema
    if "enum" in meant:
        values = [str(each) for each in meant["enum"]]
        more = ", …" if len(values) > _MOST_WORDS else ""
        spelled = ", ".join(values[:_MOST_WORDS]) + more
    else:
        spelled = named or _SPELLED.get(str(meant.get("type", "")), "")
    word = _WORDS.get(str(meant.get("type", "")), _WORDS["object"])
    return Told(name, place, spelled or word, needed, bool(spelled))


__all__ = ["BASE", "KINDS", "PATH", "Operation", "Told", "sections"]
