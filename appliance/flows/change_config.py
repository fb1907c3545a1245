"""An admin changes something: one value after the other, each applied whole or put back."""

import asyncio
import logging
from dataclasses import dataclass, field

from appliance.apply.ports import ConfigStore
from appliance.apply.transaction import Applied, Applier
from appliance.bus import Bus
from appliance.core.commands import Command, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.facts import ConfigCommitted

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Changes:
    """The only way to another configuration. `hold` says why none is taken at present."""

    applier: Applier
    store: ConfigStore
    bus: Bus
    hold: str = ""
    _config: Config | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def config(self) -> Config:
        """The committed configuration; Fault with a remedy when it cannot be read."""
        if self._config is None:
            self._config = self.store.load()
        return self._config

    @property
    def revision(self) -> int:
        return self.store.revision()

    def preview(self, command: Command, base: int) -> Applied:
        """What `change` would do to calls and files, without doing it."""
        self._check_base(base)
        return Applied(base, self.applier.preview(edit(self.config, command)))

    async def change(self, command: Command, base: int, author: str, message: str) -> Applied:
        """Invalid at the field; RolledBack when it did not hold and nothing was changed."""
        async with self._lock:
            self._check_base(base)
            return await self._apply(edit(self.config, command), author, message)

    async def take_on(self, commands: tuple[Command, ...], message: str) -> Applied | None:
        """Changes the box makes by itself; None when they change nothing.

        The very first revision is made even of nothing, so that the numbers of sockets are kept.
        """
        async with self._lock:
            wanted = self.config
            for command in commands:
                wanted = edit(wanted, command)
            if wanted == self.config and self.revision:
                return None
            return await self._apply(wanted, "box", message)

    async def recover(self) -> Applied | None:
        """At start: see that what is stored is what runs."""
        async with self._lock:
            return await self.applier.recover()

    def _check_base(self, base: int) -> None:
        if base != self.revision:
            raise Invalid("revision", "somebody changed the configuration meanwhile; look again")

    async def _apply(self, wanted: Config, author: str, message: str) -> Applied:
        if self.hold:
            raise Fault(self.hold, "Try again when that is over.")
        applied = await self.applier.apply(wanted, author, message, self.revision)
        self._config = wanted
        fields = {"LINEMAN_REVISION": applied.revision}
        log.info("revision %d by %s: %s", applied.revision, author, message, extra=fields)
        self.bus.publish(ConfigCommitted(applied.revision))
        return applied
