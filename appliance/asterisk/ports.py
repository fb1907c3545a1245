"""Asterisk as the flows need it; `exchange.py` has the real one."""

from typing import Protocol

from appliance.asterisk.queries import ChannelSeen, ParkedSeen, Ring


class Exchange(Protocol):
    """Questions to Asterisk; one that is not answered in time is a Fault."""

    @property
    def up(self) -> bool:
        """Whether it answers at present."""

    async def console(self, line: str) -> str:
        """Run one line on Asterisk's console and give back what it printed."""

    async def value(self, function: str) -> str:
        """What a function or global variable gives outside of any call; DB is refused there."""

    async def entries(self, family: str) -> dict[str, str]:
        """What AstDB keeps in a family, by key."""

    async def put_entry(self, family: str, key: str, value: str) -> None:
        """Make it the entry's value; an empty one takes the entry away, if it is there."""

    async def do(self, exten: str, context: str) -> None:
        """Have the dialplan run what stands there, in a call of its own that nobody hears."""

    async def channels(self) -> tuple[ChannelSeen, ...]:
        """Every channel that is up now."""

    async def loop_call(self) -> None:
        """A call from the exchange to itself: Fault unless a tone passes both ways over it."""


class Switchboard(Protocol):
    """What is done with calls that are up; what Asterisk does not do is a Fault."""

    async def hang_up(self, channel: str) -> None:
        """End a channel; Fault when it is gone."""

    async def transfer(self, channel: str, number: str, context: str) -> None:
        """Whoever talks to `channel` goes on at `number` in `context`."""

    async def ring(self, call: Ring) -> None:
        """Ring a telephone; it goes on by itself."""


class Parking(Protocol):
    """Who waits in parking."""

    async def parked(self) -> tuple[ParkedSeen, ...]:
        """Every call that waits in parking."""


class VoiceBoxes(Protocol):
    """Who alone writes voice messages; `voice_messages.py` reads them. Fault when one is gone."""

    async def move_message(self, box: str, folder: str, message: str, to: str) -> None:
        """Put the message of that id into another folder of its mailbox."""

    async def remove_message(self, box: str, folder: str, message: str) -> None:
        """Take it out of its mailbox."""
