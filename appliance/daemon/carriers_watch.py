"""Lines whose server Asterisk does not speak to, as its certificate proves nothing."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from appliance.asterisk.ports import Exchange
from appliance.core.config import Config
from appliance.core.encryption import Transport
from appliance.core.errors import Fault
from appliance.core.trunks import SipTrunk

EVERY = 60.0  # seconds
Look = Callable[[SipTrunk], Awaitable[str]]
QUESTION = "pjsip show contacts"
_CONTACT = re.compile(r"^\s*Contact:\s+([^/\s]+)/\S+\s+\S+\s+(\w+)", re.MULTILINE)


@dataclass(slots=True)
class CarriersWatch:
    """`look` tells why a line's certificate is not trusted, empty when it is."""

    exchange: Exchange
    config: Callable[[], Config]
    look: Look
    distrusted: Mapping[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """For good. Of a server that answers Asterisk there is nothing to be asked."""
        while True:
            self.distrusted = await self._looked()
            await asyncio.sleep(EVERY)

    async def _looked(self) -> Mapping[str, str]:
        """Why, by the name of each line that it is true of."""
        lines = _over_tls(self.config())
        if not lines or not self.exchange.up:
            return {}
        try:
            answering = answered(await self.exchange.console(QUESTION))
        except Fault:
            return self.distrusted
        silent = [line for line in lines if line.name.text not in answering]
        found = {line.name.text: await self.look(line) for line in silent}
        return {name: why for name, why in found.items() if why}


def _over_tls(config: Config) -> list[SipTrunk]:
    lines = (line for group in config.trunk_groups for line in group.lines)
    return [e for e in lines if isinstance(e, SipTrunk) and e.transport is Transport.TLS]


def answered(shown: str) -> frozenset[str]:
    """Of what Asterisk shows of contacts, the names of those that answer."""
    return frozenset(name for name, state in _CONTACT.findall(shown) if state == "Avail")
