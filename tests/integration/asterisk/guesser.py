"""Who tries passwords, and the unit that bans him, beside one Asterisk."""

from __future__ import annotations

import secrets
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib.settings import TREE
from tests.integration.asterisk.neighbour import BOX, Neighbours
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_message import Message, authorization, offer, text

_TIMESTAMPS = 35
"""The kernel says when it took in each packet (linux: asm-generic/socket.h, SO_TIMESTAMPNS)."""


class Guesser:
    """Sends single requests from one address and takes what is answered first."""

    def __init__(self, beside: Neighbours, address: str, patience: float = 2.0) -> None:
        self._sip = beside.socket(address)
        self._sip.settimeout(patience)
        self._sip.setsockopt(socket.SOL_SOCKET, _TIMESTAMPS, 1)
        self.took = 0.0
        """Seconds until the last answer was at this address, whenever we came to read it."""

    def __enter__(self) -> Guesser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Put it away."""
        self._sip.close()

    def ask(self, method: str, account: str, more: dict[str, str] | None = None) -> Message:
        """TimeoutError when nothing is answered."""
        host, port = self._sip.getsockname()
        uri, us = f"sip:{BOX}", f"<sip:{account}@{BOX}>"
        number = secrets.token_hex(6)
        headers = {
            "Via": f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{number}",
            "Max-Forwards": "70",
            "From": f"{us};tag={number}",
            "To": us,
            "Call-ID": number,
            "CSeq": f"1 {method}",
            "Contact": f"<sip:{account}@{host}:{port}>",
            **({"Event": "presence"} if method == "SUBSCRIBE" else {}),
            **(more or {}),
        }
        body = offer((host, 40000)) if method == "INVITE" else ""
        sent = time.time()
        self._sip.sendto(text(f"{method} {uri} SIP/2.0", headers, body), (BOX, 5060))
        while True:
            content, told, _, _ = self._sip.recvmsg(65536, socket.CMSG_SPACE(16))
            answer = Message(content)
            if answer.header("Call-ID") == number:
                seconds, nanoseconds = struct.unpack("qq", told[0][2])
                self.took = seconds + nanoseconds / 1e9 - sent
                return answer

    def guess(self, account: str, password: str, method: str = "REGISTER") -> Message:
        """A whole try: asked, and answered with `password`."""
        challenge = self.ask(method, account)
        proof = authorization(challenge, method, f"sip:{BOX}", account, password)
        return self.ask(method, account, proof)


@contextmanager
def bans(asterisk: RealAsterisk, folder: Path) -> Iterator[Path]:
    """The unit's own program in Asterisk's network; where it keeps who is banned."""
    place = folder / "bans.json"
    secret = asterisk.folder / "run/lineman/ami.conf"
    enter = ["nsenter", "--target", str(asterisk.pid), "--net"]
    argv = [sys.executable, "-m", "appliance.bans", str(place), str(secret)]
    with subprocess.Popen([*enter, *argv], cwd=TREE) as running:
        try:
            wait_for(lambda: "bans" in asterisk.console("manager show connected"), 15)
            yield place
        finally:
            running.terminate()
