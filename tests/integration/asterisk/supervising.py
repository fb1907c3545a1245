"""The supervisor's own client of the manager interface, beside one Asterisk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from tests.integration.asterisk.office import Office

T = TypeVar("T")
Client = TypeVar("Client", bound=ManagerExchange)


def client(kind: type[Client], office: Office, bus: Bus) -> Client:
    """Not connected yet."""
    secret = office.asterisk.folder / "run/lineman/ami.conf"
    heard = office.asterisk.folder / "var/spool/asterisk/check"
    return kind(secret, bus, asyncio.Event(), Address(), heard)


async def until(exchange: ManagerExchange, *, up: bool) -> None:
    """Wait until it is connected, or no more."""
    async with asyncio.timeout(15):
        while exchange.up != up:
            await asyncio.sleep(0.02)


@asynccontextmanager
async def connected(exchange: Client) -> AsyncIterator[Client]:
    """As long as the block lasts."""
    keeping = asyncio.create_task(exchange.run())
    try:
        await until(exchange, up=True)
        yield exchange
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


def told(office: Office, deed: Callable[[ManagerExchange], Awaitable[T]]) -> T:
    """What comes of `deed` over a connection that is there for it alone."""

    async def tell() -> T:
        async with connected(client(ManagerExchange, office, Bus())) as exchange:
            return await deed(exchange)

    with office.asterisk.network():
        return asyncio.run(tell())
