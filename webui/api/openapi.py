"""The description of the API (OpenAPI 3.1), made of the table and of the wire's own types."""

from __future__ import annotations

import inspect
import json
from functools import cache
from typing import Any

import msgspec

from appliance.core.exchange_file import part_schema
from appliance.wire.answers import Done, Event
from webui.api import problems
from webui.api.answering import HIDDEN
from webui.api.route import BASE, Body, Route
from webui.api.table import ROUTES

VERSION = "1"
_REFS = "#/components/schemas/"
_DESCRIPTION = """
The API of a Lineman telephone server. A key of the page “API keys” opens it, sent as
`Authorization: Bearer KEY`. Each operation names the scopes of which one is enough
(`x-scopes`). What changes something takes an `Idempotency-Key`: what is sent again with the same
one, until the page restarts, is done once. Lists come in pages: `next` goes into `cursor`. Times
are seconds since 1970. A change of the configuration names its `base`, the revision that its asker
saw. Passwords and PINs are never told; a part that is put back without them keeps them.
""".strip()

Schema = dict[str, Any]


@cache
def document() -> bytes:
    """The whole description as JSON."""
    return json.dumps(description(), ensure_ascii=False).encode()


def description() -> Schema:
    """The whole description."""
    kinds = [route.answer for route in ROUTES if route.body is None and route.answer is not Done]
    shapes: list[Any] = [
        each for route in ROUTES for each in (route.path_type, route.query_type, route.body_type)
    ]
    wanted: list[Any] = [*kinds, *shapes, Event, problems.Problem]
    _, known = msgspec.json.schema_components(
        wanted, ref_template=_REFS + "{name}", schema_hook=_anything
    )
    core: dict[str, Schema] = {}
    paths: dict[str, Schema] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known, core)
    ours = {each.__name__ for each in shapes}
    schemas = {name: shape for name, shape in known.items() if name not in ours}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lineman", "version": VERSION, "description": _DESCRIPTION},
        "servers": [{"url": BASE}],
        "security": [{"key": []}],
        "tags": [{"name": each} for each in dict.fromkeys(route.section for route in ROUTES)],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted({**schemas, **core}.items())),
        },
    }


def _anything(kind: type) -> Schema:
    """Values of the core travel as plain JSON; `_core` says more of them where a route can."""
    if kind is object:
        return {"description": "Any JSON value."}
    raise NotImplementedError


def _operation(route: Route, known: dict[str, Schema], core: dict[str, Schema]) -> Schema:
    told: Schema = {
        "operationId": route.name,
        "tags": [route.section],
        "summary": route.about,
        "description": inspect.cleandoc(route.question.__doc__ or ""),
        "x-scopes": sorted(scope.value for scope in route.scopes),
        "parameters": _parameters(route, known),
        "responses": _responses(route, known, core),
    }
    if route.brings:
        told["requestBody"] = {"required": True, "content": {route.brings: {}}}
    if route.takes_body:
        shape = _body(route, known, core)
        needed = bool(shape.get("required"))
        told["requestBody"] = {
            "required": needed,
            "content": {"application/json": {"schema": shape}},
        }
    return told


def _parameters(route: Route, known: dict[str, Schema]) -> list[Schema]:
    found = []
    for kind, place in ((route.path_type, "path"), (route.query_type, "query")):
        shape = known[kind.__name__]
        for name, schema in shape["properties"].items():
            needed = place == "path" or name in shape["required"]
            found.append({"name": name, "in": place, "required": needed, "schema": schema})
    if route.body is Body.SOUND:
        found.append({"name": "Range", "in": "header", "schema": {"type": "string"}})
    if route.changes:
        text = {"type": "string", "maxLength": 200}
        found.append({"name": "Idempotency-Key", "in": "header", "schema": text})
    return found


def _body(route: Route, known: dict[str, Schema], core: dict[str, Schema]) -> Schema:
    shape = dict(known[route.body_type.__name__])
    properties = dict(shape["properties"])
    for name, kind in route.plain.items():
        properties[name] = _core(kind, core)
    if route.wraps and route.kind is not None:
        properties["part"] = _core(route.kind, core)
    shape.pop("title", None)
    return {**shape, "properties": properties}


def _core(kind: type, core: dict[str, Schema]) -> Schema:
    """A reference to what the core itself says of a kind; its names get a place of their own."""
    schema = part_schema(kind)
    moved = json.loads(json.dumps(schema).replace('"#/$defs/', f'"{_REFS}office.'))
    core.update({f"office.{name}": shape for name, shape in moved["$defs"].items()})
    return {"$ref": moved["$ref"]}


def _responses(route: Route, known: dict[str, Schema], core: dict[str, Schema]) -> Schema:
    found: Schema = {}
    if route.body is not None:
        text: Schema = {"schema": {"type": "string"}}
        found["200"] = {"description": route.about, "content": {route.body.value: text}}
    elif route.answer is Done:
        found["204"] = {"description": "It was done."}
    else:
        schema = _answer(route, known, core)
        found["200"] = {
            "description": inspect.cleandoc(route.answer.__doc__ or route.about),
            "content": {"application/json": {"schema": schema}},
        }
    wrong = {"schema": {"$ref": f"{_REFS}Problem"}}
    found["default"] = {"description": "A problem.", "content": {problems.TYPE: wrong}}
    return found


def _answer(route: Route, known: dict[str, Schema], core: dict[str, Schema]) -> Schema:
    """The answer without what says its kind, and of a list one page."""
    shape = known[route.answer.__name__]
    hidden = {"type", *(HIDDEN if route.paging.items else ())}
    properties = {name: each for name, each in shape["properties"].items() if name not in hidden}
    required = [name for name in shape["properties"] if name not in hidden]
    if route.paging.items:
        items = properties.pop(route.paging.items)
        if route.kind is not None:
            items = {"type": "array", "items": _core(route.kind, core)}
        properties = {"items": items, "next": {"type": ["string", "null"]}, **properties}
        required = [name for name in required if name != route.paging.items]
        required = ["items", "next", *required]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
