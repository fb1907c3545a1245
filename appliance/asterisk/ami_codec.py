"""The manager interface's packets as bytes, both ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.core.errors import Fault, Invalid

END = b"\r\n\r\n"
LARGEST_PACKET = 8 << 20  # `dialplan show` of a large office is about 1 MiB


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: fields in order, and a key may come many times."""

    fields: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Characters in it, with what keeps two fields apart."""
        return sum(len(name) + len(value) + len(": \r\n") for name, value in self.fields)

    def get(self, key: str, default: str = "") -> str:
        """The first value of `key`; keys are compared without case, as Asterisk does."""
        wanted = key.lower()
        return next((value for name, value in self.fields if name.lower() == wanted), default)

    def all(self, key: str) -> list[str]:
        """Every value of `key`, in order."""
        wanted = key.lower()
        return [value for name, value in self.fields if name.lower() == wanted]


class Splitter:
    """Cuts what arrives into packets, however it was chopped on the way.

    Bytes are split first and decoded after: a letter of two bytes may lie across two reads.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Packet]:
        """The packets that `chunk` completes. Fault when one grows beyond `LARGEST_PACKET`."""
        looked = max(0, len(self._buffer) - len(END) + 1)
        self._buffer += chunk
        while (end := self._buffer.find(END, looked)) >= 0:
            packet = bytes(self._buffer[:end])
            del self._buffer[: end + len(END)]
            looked = 0
            yield parse(packet)
        if len(self._buffer) > LARGEST_PACKET:
            raise Fault("Asterisk sent a packet without an end.", "It is asked again at once.")


def parse(packet: bytes) -> Packet:
    """A packet without its blank line. Bytes that are no UTF-8 are shown as U+FFFD."""
    lines = packet.decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return Packet(tuple((name, value.removeprefix(" ")) for name, _, value in pairs))


def build(action: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """An action's bytes. Invalid for a value that would begin a field of its own."""
    lines = []
    for name, value in (("Action", action), *fields):
        if any(sign in name + value for sign in "\r\n\0"):
            raise Invalid(name, "may not hold a line break")
        lines.append(f"{name}: {value}\r\n")
    return "".join(lines).encode() + b"\r\n"
