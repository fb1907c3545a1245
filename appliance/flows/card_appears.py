"""A card appears: an unknown one is taken on, a known one gets its channels back.

A card that moves, dies or comes back never shifts another's numbers.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.asterisk.ports import Exchange
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.conf import Option
from appliance.core.cards import Card as KnownCard
from appliance.core.cards import FoundCard, Port
from appliance.core.commands import AdoptCard, Command
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue
from appliance.flows.change_config import Changes
from appliance.hardware.seen import Look
from appliance.hardware.span_watch import SpanWatch
from appliance.health.board import Board

log = logging.getLogger(__name__)

NOT_TAKEN = "card-not-taken"


@dataclass(frozen=True, slots=True)
class CardAppears:
    changes: Changes
    exchange: Exchange
    watch: SpanWatch
    board: Board

    async def settle(self) -> None:
        """Bring configuration and exchange to the cards that are here. Asterisk has to be up."""
        look = await self.watch.look()
        fresh = tuple(found for found in _whole(look) if _is_new(found, self.changes.config))
        if fresh or not self.changes.revision:
            await self._take_on(fresh)
        await self._wake_channels(look)

    async def _take_on(self, fresh: tuple[FoundCard, ...]) -> None:
        commands: tuple[Command, ...] = tuple(AdoptCard(found) for found in fresh)
        names = ", ".join(found.model for found in fresh) or "the box without cards"
        try:
            await self.changes.take_on(commands, f"took on {names}")
        except (Fault, Invalid) as error:
            for found in fresh:
                self.board.post(_not_taken(found, error), time.time())
            raise
        for found in fresh:
            self.board.clear(NOT_TAKEN, str(found.key))

    async def _wake_channels(self, look: Look) -> None:
        """Asterisk lets go of a card's channels when it leaves, and does not see it come back."""
        ready = {span.number for span in look.spans if span.configured}
        wanted = list(_ranges(self.changes.config, ready))
        if not wanted:
            return
        known = _first_words(await self.exchange.console("dahdi show channels"))
        for first, last in wanted:
            if str(first) not in known:
                log.info("channels %d to %d: told to the exchange", first, last)
                await self.exchange.console(f"dahdi create channels {first} {last}")


def _whole(look: Look) -> Iterator[FoundCard]:
    """Cards whose spans have all got their numbers."""
    for card in look.cards:
        if card.found.spans and all(span.number for span in card.found.spans):
            yield card.found


def _is_new(found: FoundCard, config: Config) -> bool:
    """Unknown, or with more modules than before. One that lost a module keeps its sockets."""
    known = next((card for card in config.cards if card.key == found.key), None)
    return known is None or _grew(known, found)


def _grew(known: KnownCard, found: FoundCard) -> bool:
    now = {span.local: span.ports for span in found.spans}
    more = False
    for span in known.spans:
        ports = now.get(span.local, ())
        if len(ports) != len(span.ports):
            return False
        for was, is_ in zip(span.ports, ports, strict=True):
            if was not in {is_, Port.EMPTY}:
                return False
            more = more or was is not is_
    return more


def _ranges(config: Config, ready: set[int]) -> Iterator[tuple[int, int]]:
    """First and last channel of each section whose span is configured."""
    here = [range(span.base, span.end) for _, span in config.spans() if span.number in ready]
    for section in render(config).sections:
        for line in section.lines:
            if isinstance(line, Option) and line.name == "dahdichan":
                numbers = line.value.replace(",", "-").split("-")
                first, last = int(numbers[0]), int(numbers[-1])
                if any(first in channels for channels in here):
                    yield first, last


def _first_words(shown: str) -> frozenset[str]:
    return frozenset(line.split()[0] for line in shown.splitlines() if line.split())


def _not_taken(found: FoundCard, error: Fault | Invalid) -> Issue:
    return Issue(
        NOT_TAKEN,
        str(found.key),
        f"The new card {found.model} could not be taken into use: {error}",
        "It is tried again by itself. If that does not help, switch the box off and on.",
    )
