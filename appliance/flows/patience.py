"""An exchange that is asked again after its restart instead of being called dead."""

import asyncio
from dataclasses import dataclass

from appliance.asterisk.ports import Exchange

START = 60.0  # seconds; Asterisk on an emulated processor needs up to 40


async def until_up(exchange: Exchange, longest: float = START) -> bool:
    """Whether it answers, at the latest after `longest` seconds."""
    try:
        async with asyncio.timeout(longest):
            while not exchange.up:
                await asyncio.sleep(0.1)
    except TimeoutError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Patient:
    """What an apply asks of Asterisk may be asked while it starts."""

    exchange: Exchange

    async def console(self, line: str) -> str:
        """As the exchange's own, a start later at most."""
        await until_up(self.exchange)
        return await self.exchange.console(line)

    async def value(self, function: str) -> str:
        """As the exchange's own, a start later at most."""
        await until_up(self.exchange)
        return await self.exchange.value(function)

    async def entries(self, family: str) -> dict[str, str]:
        """As the exchange's own, a start later at most."""
        await until_up(self.exchange)
        return await self.exchange.entries(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        """As the exchange's own, a start later at most."""
        await until_up(self.exchange)
        await self.exchange.put_entry(family, key, value)

    async def do(self, exten: str, context: str) -> None:
        """As the exchange's own, a start later at most."""
        await until_up(self.exchange)
        await self.exchange.do(exten, context)
