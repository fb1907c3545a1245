"""Runs the walk of the cards: once at start, and whenever cards or exchange moved.

Before it, and again for as long as it fails, what is stored is made to run.
"""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue, Severity
from appliance.facts import ConfigCommitted, ExchangeCame
from appliance.flows.card_appears import CardAppears
from appliance.flows.patience import until_up
from appliance.hardware.seen import Look
from appliance.health.board import Board

log = logging.getLogger(__name__)

AGAIN = 20.0  # seconds after a failure
LONGEST = 640.0  # seconds; each try at the stored settings may wake the exchange twice
NOT_APPLIED = "config-not-applied"


@dataclass(slots=True)
class CardsFlow:
    """`recovered`: empty once the stored settings run, why they do not; None until it was tried."""

    appears: CardAppears
    board: Board
    recovered: str | None = None
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: object = None
    _said: str = ""
    _patience: float = 0.0  # seconds until what failed is tried again

    async def stir(self, event: object) -> None:
        """Look again when cards, spans or the exchange are others; telephones do not count."""
        if isinstance(event, ConfigCommitted):
            self._is_recovered()
            return
        seen = _outline(self.appears.watch.now)
        if isinstance(event, ExchangeCame):
            self.appears.try_again()
        if isinstance(event, ExchangeCame) or seen != self._seen:
            self._seen = seen
            self._hurry.set()

    async def run(self) -> None:
        """For good."""
        while not await until_up(self.appears.exchange):
            pass
        await self._recover()
        while True:
            settled = await self._settle()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause(settled)):
                    await self._hurry.wait()
            self._hurry.clear()
            if self.recovered and self.appears.exchange.up:
                await self._recover()

    def _pause(self, settled: bool) -> float | None:
        """Seconds until the next try; None where nothing is left to be done."""
        if self.recovered:
            return self._patience
        return None if settled else AGAIN

    async def _recover(self) -> None:
        """What is stored is made to run, or said not to."""
        why = await self._why_not_recovered()
        if not why:
            self._is_recovered()
            return
        self._patience = min(2 * self._patience, LONGEST) if self.recovered else AGAIN
        self.recovered = why

    def _is_recovered(self) -> None:
        self.recovered = ""
        self.board.clear(NOT_APPLIED, "settings")

    async def _why_not_recovered(self) -> str:
        try:
            await self.appears.changes.recover()
        except (Fault, Invalid) as error:
            text = f"The stored settings could not be taken into use: {error}"
            if text != self.recovered:  # tried again and again, told once
                log.error("the stored configuration is not what runs: %s", error)  # noqa: TRY400
            usual = "Change any setting, or switch the box off and on."
            remedy = error.remedy if self._unreadable() and isinstance(error, Fault) else usual
            self.board.post(
                Issue(NOT_APPLIED, "settings", text, remedy, Severity.ERROR), time.time()
            )
            return text
        return ""

    def _unreadable(self) -> bool:
        """Whether what is stored cannot be read, so that there is nothing to be changed."""
        try:
            return self.appears.changes.config is None
        except Fault:
            return True

    async def _settle(self) -> bool:
        """Whether all is as it should be; without an exchange there is nothing to be done."""
        if not self.appears.exchange.up:
            return True
        try:
            await self.appears.settle()
        except (Fault, Invalid) as error:
            if str(error) != self._said:  # tried again and again, told once
                self._said = str(error)
                log.warning("cards: %s", error)
            return False
        self._said = ""
        return True


def _outline(look: Look) -> object:
    """Which cards are here, and which spans can carry channels."""
    cards = [card.found for card in look.cards]
    return cards, look.waiting, [(span.number, span.configured > 0) for span in look.spans]
