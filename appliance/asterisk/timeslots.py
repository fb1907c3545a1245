"""On which DAHDI channel each ISDN call is: its name says the span alone, as in `DAHDI/i2/…`.

Asterisk tells it when a channel gets its timeslot or is moved to another (chan_dahdi.c,
`dahdi_ami_channel_event`). What was said before we came is asked for once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from appliance.asterisk.ami import Ami
from appliance.asterisk.ami_codec import Packet
from appliance.asterisk.queries import ChannelSeen

_ISDN = "DAHDI/i"


@dataclass(slots=True)
class Timeslots:
    """Known by name: in a transfer the name stays with what holds the timeslot."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _asked: bool = False

    def forget(self) -> None:
        """Another connection: whatever was said meanwhile was missed."""
        self._numbers.clear()
        self._asked = False

    def hear(self, packet: Packet) -> None:
        """An event of the manager's, whichever."""
        event, name = packet.get("Event"), packet.get("Channel")
        if event == "Hangup":
            self._numbers.pop(name, None)
        elif event == "DAHDIChannel" and name.startswith(_ISDN):
            # A call that is held has no timeslot, and words stand in place of its number.
            number = packet.get("DAHDIChannel")
            self._numbers[name] = int(number) if number.isdecimal() else 0

    async def placed(self, ami: Ami, channels: Iterable[ChannelSeen]) -> tuple[ChannelSeen, ...]:
        """The channels with their timeslots, where these are known."""
        seen = tuple(channels)
        if not self._asked and any(each.name.startswith(_ISDN) for each in seen):
            for packet in await ami.ask_list("DAHDIShowChannels"):
                if (name := packet.get("Channel")).startswith(_ISDN):
                    self._numbers.setdefault(name, int(packet.get("DAHDIChannel")))
            self._asked = True
        return tuple(
            replace(each, timeslot=number) if (number := self._numbers.get(each.name)) else each
            for each in seen
        )
