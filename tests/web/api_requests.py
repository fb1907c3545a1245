"""Requests made of the API's own description: right ones, and such as are wrong in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema

from tests.web.stand import Answer

BASE = "/api/v1"
_ODD: tuple[Any, ...] = (
    None, "", "\x00", "я" * 300, "x" * 3000, "\u202e<script>", -1, 0, 2**53, 2**63,
    2**70, 1e308, -0.5,
    True, [], {}, [[]], {"type": "Put"}, {"type": []}, "2027-03-08T19:30:00+03:00", "../..",
)  # fmt: skip
_NAMES = (
    "0",
    "1",
    "last",
    "201",
    "person-201",
    "hello",
    "main",
    "always",
    "..",
    "я",
    "\x00",
    "%",
    "a b",
)
_IN_PATH = tuple(name for name in _NAMES if name != "\x00")  # nginx itself refuses that
_DEEPEST = 6
_ODDLY = 0.04  # the share of values that are nothing like what is asked for


@dataclass(frozen=True)
class Asked:
    """One request; `body` is None without one."""

    name: str
    method: str
    path: str
    body: bytes | None = None


@dataclass
class Requests:
    """`described` is the OpenAPI document. The same `rng` makes the same requests."""

    described: Mapping[str, Any]
    rng: Random
    without: frozenset[str] = field(default=frozenset({"events"}))

    @cached_property
    def operations(self) -> list[tuple[str, str, Mapping[str, Any]]]:
        return [
            (path, method, operation)
            for path, operations in self.described["paths"].items()
            for method, operation in operations.items()
            if operation["operationId"] not in self.without
        ]

    def one(self) -> Asked:
        path, method, operation = self.rng.choice(self.operations)
        query: dict[str, str] = {}
        for each in operation["parameters"]:
            if each["in"] == "path":
                path = path.replace(
                    f"{{{each['name']}}}", quote(self.rng.choice(_IN_PATH), safe="")
                )
            elif each["in"] == "query" and (each["required"] or self.rng.random() < 0.3):
                query[each["name"]] = self._spelled(self._value(each["schema"], 0))
        body = None
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]
            if (told := content.get("application/json")) is not None:
                body = json.dumps(self._value(told["schema"], 0)).encode()
            else:
                body = b"RIFF\x00\x00\x00\x00WAVE"
        address = f"{BASE}{path}{f'?{urlencode(query)}' if query else ''}"
        return Asked(operation["operationId"], method.upper(), address, body)

    def wrong(self, asked: Asked, answer: Answer) -> str:
        """What is wrong with this answer; empty when nothing is."""
        if answer.status >= 500:
            return f"{answer.status}: {answer.text[:300]}"
        operation = next(o for _, _, o in self.operations if o["operationId"] == asked.name)
        told = operation["responses"].get(str(answer.status), operation["responses"]["default"])
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if "content" not in told:
            return "" if not answer.text else "says something, and nothing is described"
        if kind not in told["content"]:
            return f"{answer.status} comes as {kind}"
        if "json" not in kind:
            return ""
        schema = {**told["content"][kind]["schema"], "components": self.described["components"]}
        errors = jsonschema.Draft202012Validator(schema).iter_errors(json.loads(answer.text))
        return next((f"{each.json_path}: {each.message[:200]}" for each in errors), "")

    def _spelled(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value)

    def _value(self, schema: Mapping[str, Any], depth: int) -> Any:
        if self.rng.random() < _ODDLY:
            return self.rng.choice(_ODD)
        while "$ref" in schema or "anyOf" in schema:
            if "anyOf" in schema:
                schema = self.rng.choice(schema["anyOf"])
            else:
                name = schema["$ref"].rpartition("/")[2]
                schema, depth = self.described["components"]["schemas"][name], depth + 1
        if "enum" in schema or "const" in schema:
            return self.rng.choice(schema.get("enum") or [schema["const"]])
        kind = schema.get("type")
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            size = 0 if depth > _DEEPEST else self.rng.randrange(3)
            return [self._value(schema["items"], depth + 1) for _ in range(size)]
        return self._scalar(kind, schema)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        needed = schema.get("required", ())
        return {
            name: self._value(each, depth + 1)
            for name, each in schema.get("properties", {}).items()
            if name in needed or (depth <= _DEEPEST and self.rng.random() < 0.4)
        }

    def _scalar(self, kind: Any, schema: Mapping[str, Any]) -> Any:
        match kind:
            case "integer":
                return self.rng.choice((0, 1, 2, 3, 7, 50, schema.get("maximum", 10)))
            case "number":
                return self.rng.choice((0, 1.5, 1_800_000_000.0))
            case "boolean":
                return self.rng.random() < 0.5
            case "null":
                return None
        return self.rng.choice((*_NAMES, "101", "+79161234567", "09:00", "Иванов"))
