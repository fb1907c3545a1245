"""Runs in the box: one SIP telephone calls another again and again, and times its ringback.

`dial_inside.py CALLER SECRET CALLED SECRET NUMBER COUNT` prints a list of milliseconds, each from
the request that has the password to what says that it rings.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time

from tests.integration.asterisk.sip_phone import Phone

_PAUSE = 0.05  # seconds between two calls


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made


class Caller(Phone):
    """Knows when it sent its last request."""

    sent = 0.0

    def _send(self, method: str, uri: str, more: dict[str, str], body: str = "") -> None:
        self.sent = time.perf_counter()
        super()._send(method, uri, more, body)


def _ring(called: Phone, count: int) -> None:
    """For so many calls that are given up."""
    for _ in range(count):
        called.ringing()
        called.hung_up()


def _delay(caller: Caller, number: str) -> float:
    caller.dial(number)
    sent = caller.sent
    caller.rings()
    took = 1000 * (time.perf_counter() - sent)
    caller.cancel()
    time.sleep(_PAUSE)
    return took


def main() -> None:
    """Both register, and the one calls the other."""
    account, secret, other, others, number, count = sys.argv[1:]
    caller, called = Caller(_socket, account, secret), Phone(_socket, other, others)
    caller.register()
    called.register()
    ringing = threading.Thread(target=_ring, args=(called, int(count)), daemon=True)
    ringing.start()
    delays = [_delay(caller, number) for _ in range(int(count))]
    ringing.join(5)
    sys.stdout.write(json.dumps(delays))


main()
