"""The other end of a SIP line: an exchange we know by its address, or an operator we log in at."""

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat

from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_message import Message
from tests.integration.asterisk.sip_phone import Phone


def at(asterisk: RealAsterisk, host: str, port: int = 0) -> Callable[[], socket.socket]:
    """Makes sockets with this address, the first of them on `port`."""
    ports = chain((port,), repeat(0))
    return lambda: asterisk.socket(host, next(ports))


class FarEnd(Phone):
    """It has an address of its own on the loopback network, and proves nothing."""

    def __init__(self, asterisk: RealAsterisk, host: str, port: int) -> None:
        super().__init__(at(asterisk, host, port), "far-end", "")
        self._host = host

    def registered(self) -> Message:
        """Wait until the box logs in, and take it."""
        request = self._request("REGISTER")
        self._answer(request, "200 OK", contact=f"{request.header('Contact')};expires=300")
        return request

    @property
    def dialled(self) -> str:
        """The number that the call which rings is for."""
        assert self._ringing is not None
        return self._ringing.first.partition("sip:")[2].partition("@")[0]

    def called(self) -> bool:
        """Whether a call has come that nobody has waited for; what changes one is none."""
        return self.rings_soon(0.3)

    def call(self, uri: str, to: str, caller: str) -> None:
        """Call `to` at `uri`, where the box said it would be."""
        self._call_id, self._tag = secrets.token_hex(8), secrets.token_hex(4)
        self._ours = f"<sip:{caller}@{self._host}>;tag={self._tag}"
        self._theirs = f"<sip:{to}@{self._host}>"
        self._cseq += 1
        self._send("INVITE", uri, {}, self._offer())


@contextmanager
def far_end(asterisk: RealAsterisk, host: str, port: int) -> Iterator[FarEnd]:
    """One for as long as the block lasts; nothing goes on at the end."""
    made = FarEnd(asterisk, host, port)
    yield made
    asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in asterisk.console("core show channels"), 15)
    made.close()
