"""Questions to Asterisk, answered in our own values."""

import asyncio
from dataclasses import dataclass

from appliance.asterisk.ami import Ami
from appliance.asterisk.ami_codec import Packet
from appliance.core.errors import Fault

# Events after which the channels are worth asking about anew.
MOVES = frozenset(
    {
        "Newchannel",
        "Newstate",
        "Newexten",
        "NewConnectedLine",
        "Rename",
        "BridgeEnter",
        "BridgeLeave",
        "Hangup",
    }
)


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """One channel that is up. `up` is Asterisk's state Up; `bridge` is empty until connected."""

    name: str
    unique: str
    linked: str
    state: str
    number: str
    caller_name: str
    connected: str
    connected_name: str
    exten: str
    context: str
    bridge: str
    seconds: int

    @property
    def up(self) -> bool:
        return self.state == "Up"


async def channels(ami: Ami) -> tuple[ChannelSeen, ...]:
    """Every channel that is up now. Fault when Asterisk does not answer."""
    packets = await ami.ask_list("CoreShowChannels")
    return tuple(_channel(p) for p in packets if p.get("Event") == "CoreShowChannel")


def _channel(packet: Packet) -> ChannelSeen:
    return ChannelSeen(
        name=packet.get("Channel"),
        unique=packet.get("Uniqueid"),
        linked=packet.get("Linkedid"),
        state=packet.get("ChannelStateDesc"),
        number=_known(packet.get("CallerIDNum")),
        caller_name=_known(packet.get("CallerIDName")),
        connected=_known(packet.get("ConnectedLineNum")),
        connected_name=_known(packet.get("ConnectedLineName")),
        exten=packet.get("Exten"),
        context=packet.get("Context"),
        bridge=packet.get("BridgeId"),
        seconds=_seconds(packet.get("Duration")),
    )


def _known(value: str) -> str:
    return "" if value == "<unknown>" else value


def _seconds(duration: str) -> int:
    """`HH:MM:SS` as seconds."""
    total = 0
    for part in duration.split(":"):
        total = total * 60 + (int(part) if part.isdigit() else 0)
    return total


_LOOP_SECONDS = 8.0  # an emulated processor needs up to 3


async def loop_call(ami: Ami) -> None:
    """A call from the exchange to itself: Fault unless it is answered.

    The dialplan's context `lineman-check` echoes on one side and plays a tone on the other.
    """
    answer = await ami.ask(
        "Originate",
        ("Channel", "Local/loop@lineman-check"),
        ("Context", "lineman-check"),
        ("Exten", "tone"),
        ("Priority", "1"),
        ("Timeout", str(int(_LOOP_SECONDS * 1000))),
        ("Async", "true"),
    )
    if answer.get("Response") != "Success":
        raise Fault(f"The test call is refused: {answer.get('Message')}.")
    try:
        async with asyncio.timeout(_LOOP_SECONDS):
            while not await _looped(ami):
                await asyncio.sleep(0.2)
    except TimeoutError as error:
        raise Fault("The test call is not answered.") from error
    finally:
        for channel in await channels(ami):
            if channel.name.startswith("Local/loop@lineman-check"):
                await ami.ask("Hangup", ("Channel", channel.name))


async def _looped(ami: Ami) -> bool:
    ours = [c for c in await channels(ami) if c.name.startswith("Local/loop@lineman-check")]
    return len(ours) > 1 and all(channel.up for channel in ours)
