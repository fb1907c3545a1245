"""The running Asterisk, by its manager interface."""

import asyncio
from pathlib import Path

from appliance.asterisk import queries
from appliance.asterisk.ami import Address, Ami, secret_of
from appliance.asterisk.ami_codec import Packet
from appliance.asterisk.loop_call import LoopCall
from appliance.asterisk.timeslots import Timeslots
from appliance.bus import Bus
from appliance.core.bans import UNBAN
from appliance.facts import ChannelsMoved, ExchangeCame, ExchangeWent


class ManagerExchange:
    """Turns the manager's words into facts on the bus. `ended` is set when a channel ends.

    `heard` is a folder for what the exchange hears when it calls itself.
    """

    def __init__(
        self, secret: Path, bus: Bus, ended: asyncio.Event, address: Address, heard: Path
    ) -> None:
        self._ami = Ami(address, secret_of(secret), self)
        self._heard = heard
        self._bus = bus
        self._ended = ended
        self._timeslots = Timeslots()
        self._untold = False  # a move of the channels

    async def run(self) -> None:
        """For good."""
        await self._ami.run()

    @property
    def up(self) -> bool:
        return self._ami.up

    def event(self, packet: Packet) -> None:
        name = packet.get("Event")
        self._timeslots.hear(packet)
        if name in queries.MOVES and not self._untold:
            # Thousands may stand in one piece of what is read, and nobody takes any meanwhile.
            self._untold = True
            asyncio.get_running_loop().call_soon(self._tell_of_moves)
        if name == "Hangup":
            self._ended.set()

    def _tell_of_moves(self) -> None:
        self._untold = False
        self._bus.publish(ChannelsMoved())

    def came(self) -> None:
        self._timeslots.forget()
        self._bus.publish(ExchangeCame())

    def went(self) -> None:
        self._ended.set()
        self._bus.publish(ExchangeWent())

    async def console(self, line: str) -> str:
        return await self._ami.console(line)

    async def value(self, function: str) -> str:
        return await self._ami.value(function)

    async def entries(self, family: str) -> dict[str, str]:
        return await queries.entries(self._ami, family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        await queries.put_entry(self._ami, family, key, value)

    async def do(self, exten: str, context: str) -> None:
        await queries.do(self._ami, exten, context)

    async def channels(self) -> tuple[queries.ChannelSeen, ...]:
        return await self._timeslots.placed(self._ami, await queries.channels(self._ami))

    async def unban(self, address: str) -> None:
        """Tell who bans guessers to lift the ban of `address`, or all when that is empty."""
        await self._ami.ask("UserEvent", ("UserEvent", UNBAN), ("Address", address))

    async def hang_up(self, channel: str) -> None:
        await queries.hang_up(self._ami, channel)

    async def transfer(self, channel: str, number: str, context: str) -> None:
        await queries.transfer(self._ami, channel, number, context)

    async def ring(self, call: queries.Ring) -> None:
        await queries.ring(self._ami, call)

    async def parked(self) -> tuple[queries.ParkedSeen, ...]:
        return await queries.parked(self._ami)

    async def move_message(self, box: str, folder: str, message: str, to: str) -> None:
        await queries.move_message(self._ami, box, folder, message, to)

    async def remove_message(self, box: str, folder: str, message: str) -> None:
        await queries.remove_message(self._ami, box, folder, message)

    async def loop_call(self) -> None:
        await LoopCall(self._ami, self._heard).run()
