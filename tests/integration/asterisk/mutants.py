"""SIP messages with something broken in each, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.integration.asterisk.guesser import Guesser
from tests.integration.asterisk.neighbour import BOX, Neighbours
from tests.integration.asterisk.sip_message import offer, text

_METHODS = ("INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "REFER", "BYE", "ACK", "CANCEL", "INFO")
_HOSTS = tuple(f"192.168.77.{each}" for each in range(100, 140))
"""Machines that the firewall never slows, so that all of it is heard."""
_ASKED_EVERY = 50  # messages; whoever still answers has read all before
_ODD = (b"\x00", b"\xff\xfe", b"%s%n", b"\r\n", b"\r\n\r\n", b'"', b"<", b">", b";", b":", b"%00")
_NUMBERS = (b"-1", b"0", b"4294967296", b"99999999999999999999", b"1e9", b"")


def _message(chance: random.Random, host: str) -> bytes:
    """A whole message, which the box would refuse for its password alone."""
    method, number = chance.choice(_METHODS), chance.randbytes(6).hex()
    us = f"<sip:30{chance.randrange(10)}@{BOX}>"
    headers = {
        "Via": f"SIP/2.0/UDP {host}:5060;rport;branch=z9hG4bK{number}",
        "Max-Forwards": "70",
        "From": f"{us};tag={number}",
        "To": us,
        "Call-ID": number,
        "CSeq": f"1 {method}",
        "Contact": f"<sip:301@{host}:5060>",
        "Event": "dialog",
        "Refer-To": us,
        "Expires": "600",
        "Authorization": f'Digest username="301", realm="lineman", nonce="{number}",'
        f' uri="sip:{BOX}", response="{number}"',
    }
    body = offer((host, 40000)) if method in {"INVITE", "INFO"} else ""
    return text(f"{method} sip:301@{BOX} SIP/2.0", headers, body)


def _bit(chance: random.Random, raw: bytearray) -> None:
    for _ in range(chance.randrange(1, 8)):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, raw: bytearray) -> None:
    del raw[chance.randrange(len(raw)) :]


def _hole(chance: random.Random, raw: bytearray) -> None:
    begin = chance.randrange(len(raw))
    del raw[begin : begin + chance.randrange(1, 60)]


def _odd(chance: random.Random, raw: bytearray) -> None:
    place = chance.randrange(len(raw))
    raw[place:place] = chance.choice(_ODD) * chance.randrange(1, 40)


def _again(chance: random.Random, raw: bytearray) -> None:
    """A line many times over, elsewhere."""
    lines = raw.split(b"\r\n")
    line = chance.choice(lines)
    place = chance.randrange(len(lines))
    lines[place:place] = [line] * chance.randrange(1, 30)
    raw[:] = b"\r\n".join(lines)


def _number(chance: random.Random, raw: bytearray) -> None:
    """A number where one stood, such as the length of the body."""
    places = [each for each, sign in enumerate(raw) if 48 <= sign < 58]
    if places:
        place = chance.choice(places)
        raw[place : place + 1] = chance.choice(_NUMBERS)


def _long(chance: random.Random, raw: bytearray) -> None:
    lines = raw.split(b"\r\n")
    place = chance.randrange(len(lines))
    lines[place] += chance.choice((b"A", b";a=b", b",<sip:a@b>")) * chance.randrange(100, 4000)
    raw[:] = b"\r\n".join(lines)


_WAYS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    _bit,
    _cut,
    _hole,
    _odd,
    _again,
    _number,
    _long,
)


def mutant(chance: random.Random, host: str) -> bytes:
    """One message, broken in one to three ways; it fits into a datagram."""
    raw = bytearray(_message(chance, host))
    for _ in range(chance.randrange(1, 4)):
        chance.choice(_WAYS)(chance, raw)
        if not raw:
            break
    return bytes(raw[:60_000]) or b"\x00"


class Mutants:
    """Sends them from many machines, and asks in between whether the box still answers."""

    def __init__(self, beside: Neighbours, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # the same again
        for host in _HOSTS:
            beside.live_at(host)
            beside.trust(host)
        self._from = {host: beside.socket(host, 5060) for host in _HOSTS}
        self._asking = [Guesser(beside, host) for host in _HOSTS]
        self.unanswered = 0

    def send(self, count: int) -> None:
        """So many more; `unanswered` counts questions in between that nobody answered."""
        for each in range(count):
            host = self._chance.choice(_HOSTS)
            self._from[host].sendto(mutant(self._chance, host), (BOX, 5060))
            if each % _ASKED_EVERY == _ASKED_EVERY - 1:
                self.ask()

    def ask(self) -> None:
        """Whether it answers, in at most four tries."""
        for guesser in self._chance.sample(self._asking, 4):
            try:
                guesser.ask("OPTIONS", "301")
            except TimeoutError:
                continue
            return
        self.unanswered += 1

    def close(self) -> None:
        """Put all machines away."""
        for each in self._from.values():
            each.close()
        for guesser in self._asking:
            guesser.close()
