"""A card appears: an unknown one is taken on, a known one gets its channels back.

A card that moves, dies or comes back never shifts another's numbers.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from appliance.apply.line_channels import taken_up
from appliance.asterisk.ports import Exchange
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.dahdichan import channels
from appliance.core.cards import Card as KnownCard
from appliance.core.cards import FoundCard, Port
from appliance.core.commands import AdoptCard, Command, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import Issue
from appliance.flows.change_config import Changes
from appliance.hardware.seen import Look
from appliance.hardware.span_watch import SpanWatch
from appliance.health.board import Board

log = logging.getLogger(__name__)

NOT_TAKEN = "card-not-taken"
_TRIES = 3  # of a card as it is; it is tried again when it, or its place, is another


@dataclass(slots=True)
class CardAppears:
    changes: Changes
    exchange: Exchange
    watch: SpanWatch
    board: Board
    _failures: dict[FoundCard, int] = field(default_factory=dict)

    async def settle(self) -> None:
        """Bring configuration and exchange to the cards that are here. Asterisk has to be up."""
        look = await self.watch.look()
        fresh = tuple(
            found
            for found in _whole(look)
            if _is_new(found, self.changes.config) and self._failures.get(found, 0) < _TRIES
        )
        failed: Fault | Invalid | None = None
        if fresh:
            failed = await self._take_on(fresh)
            # One that cannot be configured must not keep the others out. A new box gives all of
            # them time first: until its first settings it runs on what needs none.
            if failed and len(fresh) > 1 and self._worn_out(fresh):
                for found in fresh:
                    failed = await self._take_on((found,)) or failed
        elif not (self.changes.revision or look.cards or look.unusable or look.waiting):
            await self.changes.take_on((), "took on the box without cards")
        # A change takes channels away for a moment: they are not missing, and are not to come to be
        # while the drivers are told how they are spoken now.
        async with self.changes.alone:
            await self._let_go(look)
            await self._wake_channels(look)
        if failed:
            raise failed

    def try_again(self) -> None:
        """What failed may not fail now: the exchange is another."""
        self._failures.clear()

    def _worn_out(self, fresh: tuple[FoundCard, ...]) -> bool:
        return bool(self.changes.revision) or self._failures[fresh[0]] >= _TRIES

    async def _take_on(self, fresh: tuple[FoundCard, ...]) -> Fault | Invalid | None:
        """Why it failed, with an issue for each card; None when all are taken on."""
        commands: tuple[Command, ...] = tuple(AdoptCard(found) for found in fresh)
        names = ", ".join(found.model for found in fresh)
        try:
            if not self.changes.revision:
                await self._wake_built_in(fresh)
            await self.changes.take_on(commands, f"took on {names}")
        except (Fault, Invalid) as error:
            for found in fresh:
                self._failures[found] = self._failures.get(found, 0) + 1
                self.board.post(_not_taken(found, error), time.time())
            return error
        for found in fresh:
            self._failures.pop(found, None)
            self.board.clear(NOT_TAKEN, str(found.key))
        return None

    async def _wake_built_in(self, fresh: tuple[FoundCard, ...]) -> None:
        """Without settings a card's channels are in the files as soon as it is there.

        The exchange reads those when it starts: of a card that came later it knows nothing yet,
        and the first settings, which have the same in them, give it no reason to look again.
        """
        wanted = self.changes.config
        for found in fresh:
            wanted = edit(wanted, AdoptCard(found))
        await self._create_missing(wanted, {span.number for f in fresh for span in f.spans})

    async def _let_go(self, look: Look) -> None:
        """A call goes on by itself over a card that was pulled out, and holds its channels.

        While they are held, the card's driver does not start anew when it is put back.
        """
        here = {str(card.found.key) for card in look.cards} | {u.key for u in look.unusable}
        config = self.changes.config
        gone = {span.number for card, span in config.spans() if str(card.key) not in here}
        wanted = [] if look.waiting else list(_ranges(config, gone))
        if not wanted:
            return
        known = await taken_up(self.exchange)
        for first, last in wanted:
            if first not in known:
                continue
            log.info("channels %d to %d: taken from the exchange, their card is out", first, last)
            names = {f"DAHDI/{number}" for number in range(first, last + 1)}
            for channel in await self.exchange.channels():
                if channel.name.rpartition("-")[0] in names:
                    await self.exchange.console(f"channel request hangup {channel.name}")
            await self.exchange.console(f"dahdi destroy channels {first} {last}")

    async def _wake_channels(self, look: Look) -> None:
        """Asterisk lets go of a card's channels when it leaves, and does not see it come back."""
        ready = {span.number for span in look.spans if span.configured}
        await self._create_missing(self.changes.config, ready)

    async def _create_missing(self, config: Config, spans: set[int]) -> None:
        wanted = list(_ranges(config, spans))
        if not wanted:
            return
        known = await taken_up(self.exchange)
        for first, last in wanted:
            if first not in known:
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
    for numbers in map(channels, render(config).sections):
        if any(numbers[0] in span for span in here):
            yield numbers[0], numbers[-1]


def _not_taken(found: FoundCard, error: Fault | Invalid) -> Issue:
    return Issue(
        NOT_TAKEN,
        str(found.key),
        f"The new card {found.model} could not be taken into use: {error}",
        "It is tried three times by itself. If that does not help, switch the box off and on.",
    )
