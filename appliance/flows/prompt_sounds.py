"""Prompts say what a committed revision names, or what is recorded by telephone after that."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from appliance.apply.prompt_sounds import PromptSounds, placed
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.live_state import Family
from appliance.facts import LiveStateChanged

log = logging.getLogger(__name__)


class Entries(Protocol):
    """What Asterisk keeps; a Fault when it does not answer."""

    async def entries(self, family: str) -> dict[str, str]:
        """By key."""

    async def put_entry(self, family: str, key: str, value: str) -> None:
        """An empty value takes the entry away."""


@dataclass(frozen=True, slots=True)
class SpokenPrompts:
    """`config` is the committed one; Fault when it cannot be read, and then nothing is moved."""

    sounds: PromptSounds
    exchange: Entries
    config: Callable[[], Config]
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def committed(self, _event: object = None) -> None:
        """Also at start and when Asterisk came, should one have died right after a change."""
        async with self._lock:
            await self._settled()
            try:
                wanted = placed(self.config())
                missing = await asyncio.to_thread(self.sounds.place, wanted)
            except Fault as fault:
                log.warning("prompts say what they said before: %s", fault.text)
                return
        for key in missing:
            log.warning("prompt %s: what was uploaded is not on this box", key)

    async def recorded(self, fact: LiveStateChanged) -> None:
        """Somebody kept what he recorded: the journal names it, also where AstDB does no more."""
        takes = [(c.entry[1], c.after) for c in fact.changes if c.entry[0] is Family.PROMPT]
        if not takes:
            return
        async with self._lock:
            await self._settled()
            for key, take in takes:
                await self._taken_in(key, take)

    async def _settled(self) -> None:
        """What AstDB names lies in its prompt's place, and Asterisk looks for it there."""
        try:
            named = await self.exchange.entries(Family.PROMPT)
            for key, take in named.items():
                if not await self._taken_in(key, take, drop=False):
                    continue
                now = await self.exchange.entries(Family.PROMPT)
                if now.get(key) == take:  # not one that came meanwhile
                    await self.exchange.put_entry(Family.PROMPT, key, "")
                await asyncio.to_thread(self.sounds.drop_take, key, take)
        except Fault as fault:
            log.debug("recordings of prompts wait: %s", fault.text)

    async def _taken_in(self, key: str, take: str, *, drop: bool = True) -> bool:
        """Of a prompt that went nothing is kept."""
        try:
            if any(each.key.text == key for each in self.config().prompts):
                await asyncio.to_thread(self.sounds.take_in, key, take)
            if drop:
                await asyncio.to_thread(self.sounds.drop_take, key, take)
        except Fault as fault:
            log.warning("prompt %s says what was said before: %s", key, fault.text)
            return False
        return True
