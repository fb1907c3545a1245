"""Who is banned, and bans lifted: the unit that bans does it, told by way of Asterisk."""

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.bans import kept
from appliance.core.bans import Ban, in_force
from appliance.core.errors import Fault, Invalid
from appliance.daemon.configuring import Answering
from appliance.wire import bans as wire
from appliance.wire.admission import Asker

Lift = Callable[[str], Awaitable[None]]
"""Asks that the ban of an address be lifted, or all of them when it is empty."""
_PATIENCE = 3.0  # seconds in which a ban is gone
_LOOK = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Bans:
    """`place` is the file of the unit that bans, `lift` tells it. The rights were judged before."""

    lift: Lift
    place: Path
    clock: Callable[[], float] = kept.now

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetBans: self._get, wire.Unban: self._unban}

    def now(self) -> tuple[Ban, ...]:
        """The bans in force."""
        return in_force(kept.read(self.place), self.clock())

    async def _get(self, _request: object, _asker: Asker) -> wire.Bans:
        booted = time.time() - self.clock()
        return wire.Bans(
            tuple(
                wire.BanView(
                    ban.address, booted + ban.since, booted + ban.until, ban.guesses, ban.account
                )
                for ban in self.now()
            )
        )

    async def _unban(self, request: wire.Unban, asker: Asker) -> wire.Bans:
        held = {ban.address for ban in self.now()}
        gone = {_known(request.address, held)} if request.address else held
        if gone:
            await self._lift(request.address, gone)
        return await self._get(request, asker)

    async def _lift(self, address: str, gone: set[str]) -> None:
        await self.lift(address)
        try:
            async with asyncio.timeout(_PATIENCE):
                while gone & {ban.address for ban in self.now()}:
                    await asyncio.sleep(_LOOK)
        except TimeoutError as error:
            raise Fault(
                "Nobody lifts bans at present.", "Try again in a moment; a ban ends by itself."
            ) from error


def _known(address: str, held: set[str]) -> str:
    try:
        known = str(ipaddress.IPv4Address(address))
    except ValueError as error:
        raise Invalid("address", f"{address!r} is no address such as 192.0.2.1") from error
    if known not in held:
        raise Invalid("address", f"{known} is not banned")
    return known
