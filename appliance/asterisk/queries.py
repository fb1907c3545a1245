"""Questions to Asterisk, answered in our own values."""

from dataclasses import dataclass

from appliance.asterisk.ami import Ami
from appliance.asterisk.ami_codec import Packet
from appliance.compiler.mailboxes import CONTEXT
from appliance.core.errors import Fault

# Events after which the channels are worth asking about anew.
MOVES = frozenset(
    {
        "Newchannel",
        "Newstate",
        "NewConnectedLine",
        "Rename",
        "BridgeEnter",
        "BridgeLeave",
        "Hangup",
    }
)


_AGAIN = "Look whether the call is still there, and try again."


@dataclass(frozen=True, slots=True)
class Ring:
    """A telephone that rings for `seconds`; lifted, it is as if `then` had been dialled on it.

    `number` is the telephone's own, `shown` what its display says meanwhile.
    """

    device: str
    number: str
    then: str
    context: str
    shown: str
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """One channel that is up. `up` is Asterisk's state Up; `bridge` is empty until connected.

    `timeslot` is the number of the DAHDI channel that an ISDN call is on, 0 where it is not known.
    """

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
    queue: str = ""  # the name of the one it waits in
    timeslot: int = 0

    @property
    def up(self) -> bool:
        return self.state == "Up"


@dataclass(frozen=True, slots=True)
class ParkedSeen:
    """A call that waits in parking: at which `space`, and for how many seconds more."""

    linked: str
    space: str
    left: int


async def parked(ami: Ami) -> tuple[ParkedSeen, ...]:
    """Every call that waits in parking. Fault when Asterisk does not answer."""
    packets = await ami.ask_list("ParkedCalls")
    return tuple(
        ParkedSeen(
            p.get("ParkeeLinkedid"), p.get("ParkingSpace"), _seconds(p.get("ParkingTimeout"))
        )
        for p in packets
        if p.get("Event") == "ParkedCall"
    )


async def entries(ami: Ami, family: str) -> dict[str, str]:
    """What AstDB keeps in a family, by key."""
    packets = await ami.ask_list("DBGetTree", ("Family", family))
    begin = f"/{family}/"
    return {
        packet.get("Key").removeprefix(begin): packet.get("Val")
        for packet in packets
        if packet.get("Event") == "DBGetTreeResponse" and packet.get("Key").startswith(begin)
    }


async def do(ami: Ami, exten: str, context: str) -> None:
    """Fault where it is refused; what comes of it is for the dialplan to see to."""
    where = ("Channel", f"Local/{exten}@{context}/n")
    answer = await ami.ask("Originate", where, ("Application", "Wait"), ("Async", "true"))
    if answer.get("Response") != "Success":
        raise Fault(f"Asterisk does not take up {exten} of {context}: {answer.get('Message')}.")


async def put_entry(ami: Ami, family: str, key: str, value: str) -> None:
    """Make it the entry's value; an empty one takes the entry away, if it is there."""
    about = (("Family", family), ("Key", key))
    if not value:
        await ami.ask("DBDel", *about)
        return
    answer = await ami.ask("DBPut", *about, ("Val", value))
    if answer.get("Response") != "Success":
        raise Fault(f"Asterisk does not keep {family}/{key}: {answer.get('Message')}.")


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
        queue=_queue(packet),
    )


def _queue(packet: Packet) -> str:
    if packet.get("Application") != "Queue" or packet.get("BridgeId"):
        return ""
    return packet.get("ApplicationData").partition(",")[0]


async def hang_up(ami: Ami, channel: str) -> None:
    """End a channel. Fault when there is no such channel any more."""
    await _done(ami, "Hangup", ("Channel", channel), ("Cause", "16"))  # Q.850: normal clearing


async def transfer(ami: Ami, channel: str, number: str, context: str) -> None:
    """Whoever talks to `channel` goes on at `number`, as if its telephone had handed him over."""
    about = (("Channel", channel), ("Context", context), ("Exten", number))
    await _done(ami, "BlindTransfer", *about)


async def ring(ami: Ami, call: Ring) -> None:
    """Returns once it is on its way; Fault when it cannot ring."""
    await _done(
        ami,
        "Originate",
        ("Channel", call.device),
        ("Context", call.context),
        ("Exten", call.then),
        ("Priority", "1"),
        ("Timeout", str(call.seconds * 1000)),
        ("CallerID", f'"{call.shown}" <{call.number}>'),  # the call's record says who listened
        ("Variable", f"ME={call.number}"),
        ("Async", "true"),
    )


async def move_message(ami: Ami, box: str, folder: str, message: str, to: str) -> None:
    """Put a voice message into another folder of its mailbox, whose lamp follows."""
    await _of_mailbox(ami, "VoicemailMove", box, folder, message, ("ToFolder", to))


async def remove_message(ami: Ami, box: str, folder: str, message: str) -> None:
    """Take a voice message out of its mailbox, whose lamp follows."""
    await _of_mailbox(ami, "VoicemailRemove", box, folder, message)


async def _of_mailbox(
    ami: Ami, action: str, box: str, folder: str, message: str, *more: tuple[str, str]
) -> None:
    """Asterisk calls it a success that it was asked, whatever came of it."""
    about = (("Mailbox", box), ("Context", CONTEXT), ("Folder", folder), ("ID", message), *more)
    answer = await ami.ask(action, *about)
    if not answer.get("Message").strip().endswith("successful"):
        raise Fault(
            "Asterisk did not do it: the message is gone, or the folder it goes to is full.",
            "Look at the messages, and remove what is not needed.",
        )


async def _done(ami: Ami, action: str, *about: tuple[str, str]) -> None:
    answer = await ami.ask(action, *about)
    if answer.get("Response") != "Success":
        raise Fault(f"Asterisk does not do it: {answer.get('Message')}.", _AGAIN)


def _known(value: str) -> str:
    return "" if value == "<unknown>" else value


def _seconds(duration: str) -> int:
    """`HH:MM:SS` as seconds."""
    total = 0
    for part in duration.split(":"):
        total = total * 60 + (int(part) if part.isdigit() else 0)
    return total
