"""The cards' rhythm: what is stored is made to run first, and again for as long as it fails."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.daemon import cards_flow
from appliance.daemon.cards_flow import NOT_APPLIED, CardsFlow
from appliance.facts import ConfigCommitted, ExchangeCame
from appliance.flows.card_appears import CardAppears
from appliance.hardware.seen import Look
from appliance.health.board import Board

_REFUSED = "Asterisk does not know extension 201."


@dataclass
class Exchange:
    up: bool = True


@dataclass
class Changes:
    """Recovers when `whole`; each try needs one of `tries`."""

    config: object = ()
    whole: bool = False
    tries: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    tried: int = 0

    async def recover(self) -> None:
        await self.tries.acquire()
        self.tried += 1
        if not self.whole:
            raise Fault(_REFUSED)


@dataclass
class Watch:
    now: Look = field(default_factory=Look)


@dataclass
class Appears:
    exchange: Exchange = field(default_factory=Exchange)
    changes: Changes = field(default_factory=Changes)
    watch: Watch = field(default_factory=Watch)
    settled: int = 0

    async def settle(self) -> None:
        self.settled += 1

    def try_again(self) -> None: ...


@dataclass
class Flow:
    """It runs for as long as the test does."""

    appears: Appears
    flow: CardsFlow

    def told(self) -> list[str]:
        return [each.issue.kind for each in self.flow.board.issues()]

    async def try_it(self) -> None:
        """One try at what is stored, and the look at the cards behind it."""
        tried, settled = self.appears.changes.tried, self.appears.settled
        self.appears.changes.tries.release()
        await _until(lambda: self.appears.changes.tried > tried)
        await _until(lambda: self.appears.settled > settled)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


@contextmanager
def _running() -> Iterator[Flow]:
    appears = Appears()
    flow = Flow(appears, CardsFlow(cast("CardAppears", appears), Board(Bus())))
    running = asyncio.create_task(flow.flow.run())
    try:
        yield flow
    finally:
        running.cancel()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_flow, "LONGEST", 0.0)
    monkeypatch.setattr(cards_flow, "AGAIN", 0.0)


async def test_the_gate_hears_how_the_stored_settings_fared_only_when_they_did() -> None:
    with _running() as flow:
        await asyncio.sleep(0)
        assert flow.flow.recovered is None
        await flow.try_it()
        assert _REFUSED in str(flow.flow.recovered)


async def test_cards_that_are_well_say_nothing_about_the_stored_settings() -> None:
    with _running() as flow:
        await flow.try_it()
        assert flow.told() == [NOT_APPLIED]


async def test_it_is_tried_again_until_it_holds() -> None:
    with _running() as flow:
        await flow.try_it()
        await flow.try_it()
        assert flow.told() == [NOT_APPLIED]
        flow.appears.changes.whole = True
        await flow.try_it()
        assert flow.flow.recovered == ""
        assert flow.told() == []
        flow.appears.changes.tries.release()
        await flow.flow.stir(ExchangeCame())
        await _until(lambda: flow.appears.settled > 3)
        assert flow.appears.changes.tried == 3


async def test_another_change_that_holds_ends_it() -> None:
    with _running() as flow:
        await flow.try_it()
        await flow.flow.stir(ConfigCommitted(2))
        assert flow.flow.recovered == ""
        assert flow.told() == []


async def test_an_exchange_that_is_gone_is_not_asked_until_it_comes() -> None:
    with _running() as flow:
        flow.appears.exchange.up = True
        await flow.try_it()
        flow.appears.exchange.up = False
        flow.appears.changes.tries.release()
        for _ in range(20):
            await asyncio.sleep(0)
        assert flow.appears.changes.tried == 1
        flow.appears.exchange.up = True
        await flow.flow.stir(ExchangeCame())
        await _until(lambda: flow.appears.changes.tried > 1)
