"""Caller ID messages of Bellcore GR-30 and ETSI EN 300 659: the same bytes over either modem."""

from __future__ import annotations

from dataclasses import dataclass

_SINGLE = 0x04  # number only
_MULTIPLE = 0x80  # typed parameters
_DATE, _NUMBER, _NAME = 0x01, 0x02, 0x07


@dataclass(frozen=True, slots=True)
class CallerId:
    """What the display shows. `date` is MMDDHHMM, empty when it was not sent."""

    number: str
    name: str = ""
    date: str = ""


def encode(caller: CallerId) -> bytes:
    """A message with checksum. Names are ASCII: the standard has no other letters."""
    parameters = b"".join(
        bytes((kind, len(value))) + value.encode("ascii")
        for kind, value in ((_DATE, caller.date), (_NUMBER, caller.number), (_NAME, caller.name))
        if value
    )
    message = bytes((_MULTIPLE, len(parameters))) + parameters
    return message + bytes((-sum(message) & 0xFF,))


def decode(received: bytes) -> CallerId | None:
    """The first whole message in what the modem heard; None when its checksum fails."""
    for start, kind in enumerate(received):
        if kind in (_SINGLE, _MULTIPLE) and start + 1 < len(received):
            end = start + 2 + received[start + 1]
            if end < len(received) and sum(received[start : end + 1]) & 0xFF == 0:
                body = received[start + 2 : end]
                return _single(body) if kind == _SINGLE else _multiple(body)
    return None


def _single(body: bytes) -> CallerId:
    """Eight digits of date, then the number."""
    words = body.decode("ascii", "replace")
    return CallerId(number=words[8:], date=words[:8])


def _multiple(body: bytes) -> CallerId:
    found: dict[int, str] = {}
    while len(body) >= 2:
        size = body[1]
        found[body[0]] = body[2 : 2 + size].decode("ascii", "replace")
        body = body[2 + size :]
    return CallerId(found.get(_NUMBER, ""), found.get(_NAME, ""), found.get(_DATE, ""))
