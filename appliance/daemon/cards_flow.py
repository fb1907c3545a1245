"""Runs the walk of the cards: once at start, and whenever cards or exchange moved."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue, Severity
from appliance.facts import ExchangeCame
from appliance.flows.card_appears import CardAppears
from appliance.flows.patience import until_up
from appliance.hardware.seen import Look
from appliance.health.board import Board

log = logging.getLogger(__name__)

AGAIN = 20.0  # seconds after a failure
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

    async def stir(self, event: object) -> None:
        """Look again when cards, spans or the exchange are others; telephones do not count."""
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
            try:
                async with asyncio.timeout(None if settled else AGAIN):
                    await self._hurry.wait()
            except TimeoutError:
                pass
            self._hurry.clear()

    async def _recover(self) -> None:
        """What is stored is made to run, or said not to."""
        self.recovered = await self._why_not_recovered()

    async def _why_not_recovered(self) -> str:
        try:
            await self.appears.changes.recover()
        except (Fault, Invalid) as error:
            log.error("the stored configuration is not what runs: %s", error)  # noqa: TRY400
            text = f"The stored settings could not be taken into use: {error}"
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
        self.board.clear(NOT_APPLIED, "settings")
        return True


def _outline(look: Look) -> object:
    """Which cards are here, and which spans can carry channels."""
    cards = [card.found for card in look.cards]
    return cards, look.waiting, [(span.number, span.configured > 0) for span in look.spans]
