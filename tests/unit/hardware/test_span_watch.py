"""What the watch of cards and spans tells, and when."""

from __future__ import annotations

import asyncio
import time

import pytest

from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.facts import CardsLooked, CardsMoved, SpanAlarmChanged
from appliance.hardware import span_watch
from appliance.hardware.seen import Look
from appliance.hardware.span_watch import SpanWatch
from appliance.simulate.cards import ANALOGUE, SimulatedCards


class Heard(Bus):
    """A bus that remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[object] = []

    def publish(self, event: object) -> None:
        self.facts.append(event)

    def kinds(self) -> list[type]:
        kinds = [type(fact) for fact in self.facts]
        self.facts.clear()
        return kinds


async def test_what_differs_is_told_once() -> None:
    cards, heard = SimulatedCards(), Heard()
    watch = SpanWatch(cards, heard)
    await watch.look()
    assert heard.kinds() == [CardsMoved, CardsLooked]
    await watch.look()
    assert heard.kinds() == []
    cards.cut(2, "red")
    await watch.look()
    assert heard.facts == [SpanAlarmChanged(2, frozenset({"red"})), CardsLooked()]
    heard.facts.clear()
    cards.cut(2)
    await watch.look()
    assert heard.facts == [SpanAlarmChanged(2, frozenset()), CardsLooked()]


async def test_a_card_that_leaves_is_told() -> None:
    cards, heard = SimulatedCards(), Heard()
    watch = SpanWatch(cards, heard)
    await watch.look()
    heard.facts.clear()
    cards.unplug(ANALOGUE)
    await watch.look()
    assert heard.kinds() == [CardsMoved, CardsLooked]
    assert await watch.present_spans() == {2}


async def test_a_lifted_receiver_is_a_look_but_no_move() -> None:
    lifted: set[int] = set()
    heard = Heard()
    watch = SpanWatch(SimulatedCards(lifted=lambda: frozenset(lifted)), heard)
    await watch.look()
    heard.facts.clear()
    lifted.add(1)
    await watch.look()
    assert heard.kinds() == [CardsLooked]


async def test_the_kernels_word_is_followed_at_once() -> None:
    cards, heard = SimulatedCards(), Heard()
    watch = SpanWatch(cards, heard)
    cards.listen(watch.moved)
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0.1)
    heard.facts.clear()
    begun = time.monotonic()
    cards.unplug(ANALOGUE)
    while CardsMoved() not in heard.facts:
        await asyncio.sleep(0.01)
    assert time.monotonic() - begun < span_watch.EVERY / 2
    running.cancel()


async def test_a_driver_that_refuses_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(span_watch, "AGAIN", 0.01)
    monkeypatch.setattr(span_watch, "EVERY", 0.01)

    class Sulking:
        tries = 0

        def look(self) -> Look:
            self.tries += 1
            if self.tries < 3:
                raise Fault("The line card driver refuses.")
            return SimulatedCards().look()

    watch = SpanWatch(Sulking(), Heard())
    running = asyncio.create_task(watch.run())
    async with asyncio.timeout(5):
        while not watch.now.cards:
            await asyncio.sleep(0.01)
    running.cancel()
