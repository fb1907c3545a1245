"""A program that asks by the names of operations, and remembers which it has done."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.web.configured import Configured
from tests.web.stand import Answer
from tests.web.test_api import BASE, Program
from webui.api.table import ROUTES

_ROUTES = {route.name: route for route in ROUTES}


@dataclass
class Walk:
    """Remembers which operations were done."""

    program: Program
    done: set[str] = field(default_factory=set)

    @property
    def office(self) -> Configured:
        return self.program.office

    def __call__(self, name: str, body: object = None, query: str = "", **path: object) -> Any:
        """What came of it, where it was done."""
        method, place = self._place(name, query, path)
        return self._well(name, self.program(method, place, body))

    def send(self, name: str, content: bytes, query: str = "", number: str = "") -> Any:
        """A file as the body."""
        return self._well(name, self.sent(name, content, query, number))

    def sent(self, name: str, content: bytes, query: str = "", number: str = "") -> Answer:
        method, place = self._place(name, query, {})
        headers = {
            "Authorization": f"Bearer {self.program.key}",
            "Content-Type": _ROUTES[name].brings,
            **({"Idempotency-Key": number} if number else {}),
        }
        stand = self.office.stand
        return stand.ask(f"{BASE}{place}", method=method, body=content, headers=headers)

    def _place(self, name: str, query: str, path: dict[str, object]) -> tuple[str, str]:
        route = _ROUTES[name]
        named = {each: quote(str(value), safe="") for each, value in path.items()}
        return route.method, route.path.format(**named) + (f"?{query}" if query else "")

    def _well(self, name: str, answer: Answer) -> Any:
        assert answer.status in {200, 204}, (name, answer.status, answer.text)
        self.done.add(name)
        kind = answer.headers.get("content-type", "")
        return json.loads(answer.text) if "json" in kind else answer.text

    def base(self) -> int:
        return int(self.program.get("/office")["revision"])
