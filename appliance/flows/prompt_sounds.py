"""A revision is committed: prompts say what it names from then on."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from appliance.apply.prompt_sounds import PromptSounds, placed
from appliance.core.config import Config
from appliance.core.errors import Fault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpokenPrompts:
    """`config` is the committed one; Fault when it cannot be read, and then nothing is moved."""

    sounds: PromptSounds
    config: Callable[[], Config]

    async def committed(self, _event: object = None) -> None:
        """Also at start, should we have died right after a change."""
        try:
            wanted = placed(self.config())
            missing = await asyncio.to_thread(self.sounds.place, wanted)
        except Fault as fault:
            log.warning("prompts say what they said before: %s", fault.text)
            return
        for key in missing:
            log.warning("prompt %s: what was uploaded is not on this box", key)
