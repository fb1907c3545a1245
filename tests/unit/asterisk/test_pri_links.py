"""Which E1s have no D channel, read from Asterisk's console."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from appliance.asterisk.pri_links import QUESTION, spans_with_link, spans_without_link
from tests.fakes.astdb import Astdb


@pytest.mark.parametrize(
    ("told", "down"),
    [
        ("PRI span 1/0: Up, Active\n", set()),
        ("PRI span 1/0: Down, Active\n", {1}),
        ("PRI span 1/0: Up, Active\nPRI span 12/0: In Alarm, Down, Active\n", {12}),
        ("PRI span 1/0: In Alarm, Up, Active\n", set()),
        ("No such command 'pri show spans'\n", set()),
        ("", set()),
    ],
)
def test_a_far_end_that_does_not_speak_is_seen(told: str, down: set[int]) -> None:
    assert spans_without_link(told) == down


@dataclass
class Console(Astdb):
    """An exchange that says one thing."""

    told: str
    up: bool = True

    async def value(self, function: str) -> str:
        return function

    async def console(self, line: str) -> str:
        assert line == QUESTION
        return self.told

    async def channels(self) -> tuple[()]:
        return ()

    async def do(self, exten: str, context: str) -> None:
        raise AssertionError((exten, context))

    async def loop_call(self) -> None: ...


@pytest.mark.parametrize(
    ("told", "up", "speak"),
    [
        ("PRI span 1/0: Up, Active\nPRI span 2/0: Down, Active\n", True, {1}),
        ("PRI span 1/0: Up, Active\n", False, set()),
        ("No such command 'pri show spans'\n", True, set()),
    ],
)
async def test_far_ends_that_speak_are_known_while_the_exchange_is_up(
    told: str, up: bool, speak: set[int]
) -> None:
    assert await spans_with_link(Console(told, up)) == speak
