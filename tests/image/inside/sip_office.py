"""Runs in the guest: one SIP telephone that obeys JSON lines on a unix socket.

`sip_office.py SOCKET ACCOUNT SECRET`. With `answer_all` it takes any number of calls and
is silent in them; with `dial_often` it makes as many. While nobody wants anything of it the
exchange that asks whether it is there is answered.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import select
import socket
import sys
import threading
from dataclasses import asdict
from typing import Any

from drivers.virtual.dsp.goertzel import judge
from drivers.virtual.dsp.level import BLOCK, silence
from drivers.virtual.times import Times
from tests.integration.asterisk.sip_message import Message, offer, text
from tests.integration.asterisk.sip_phone import SERVER, Phone
from tests.integration.asterisk.sound import packet

Answer = dict[str, Any]
# Seconds; a call in which a telephone sends nothing at all is ended after a minute.
_SIGN_OF_LIFE = 10


class Office:
    """The telephone, and the socket that it shares with `answer_all`."""

    def __init__(self, account: str, secret: str) -> None:
        self._sockets: list[socket.socket] = []
        self._account = account, secret
        self._calls: list[Phone] = []
        self._answering = False
        self._times = Times()
        self.phone = Phone(self._socket, *self._account)

    def _socket(self) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        self._sockets.append(made)
        return made

    def obey(self, request: dict[str, Any]) -> Answer:
        """Do one thing and tell what came of it."""
        match request["do"]:
            case "hear":
                share, dbm0 = judge(self.phone.sound.hear(0.5), request["frequency"])
                return {"share": share, "dbm0": dbm0}
            case "ringing":
                return {"from": self._ringing().header("From")}
            case "times":
                return asdict(self._times)
        self._do(request)
        return {}

    def _do(self, request: dict[str, Any]) -> None:
        """What is only done."""
        match request["do"]:
            case "say":
                self.phone.sound.say(request["frequency"])
            case "dial":
                self._times.begin()
                self.phone.dial(request["number"])
            case "dial_often":
                self._dial_often(request["number"], request["count"])
            case "answer_all":
                self._answering = True
                threading.Thread(target=self._answer_all, daemon=True).start()
            case "answer" | "answered" as word:
                getattr(self.phone, word)()
                self._times.answer()
            case "cancel" | "hang_up" as word:
                self._times.end()
                getattr(self.phone, word)()
            case "hung_up":
                self.phone.hung_up()
                self._times.end()
            case "register":
                self.phone.register()

    def _ringing(self) -> Message:
        invite = self.phone.ringing()
        self._times.begin()
        return invite

    def attend_until(self, asked: socket.socket) -> None:
        """Be there for the exchange until `asked` has a request."""
        listened: list[socket.socket | Phone] = [asked, *([] if self._answering else [self.phone])]
        while asked not in select.select(listened, [], [])[0]:
            self.phone.attend()

    def _dial_often(self, number: str, count: int) -> None:
        """Further calls of the same account at once; each is answered before the next."""
        for _ in range(count):
            call = Phone(self._socket, *self._account)
            call.dial(number)
            call.answered()
            self._calls.append(call)

    def _answer_all(self) -> None:
        line, media = self._sockets[:2]
        line.settimeout(_SIGN_OF_LIFE)
        far: set[tuple[str, int]] = set()
        for sequence in itertools.count():
            with contextlib.suppress(TimeoutError):
                request = Message(line.recv(65536))
                if request.method in {"INVITE", "BYE", "OPTIONS"}:
                    body = offer(media.getsockname()) if request.method == "INVITE" else ""
                    line.sendto(self._yes(request, line, body), SERVER)
                far |= {request.media} if request.method == "INVITE" else set()
            for place in far:
                media.sendto(packet(sequence, silence(BLOCK)), place)

    def _yes(self, request: Message, line: socket.socket, body: str) -> bytes:
        host, port = line.getsockname()
        to = request.header("To")
        headers = {
            "Via": "\r\nVia: ".join(request.all("Via")),
            "From": request.header("From"),
            "To": to if ";tag=" in to else f"{to};tag={request.header('Call-ID')[:8]}",
            "Call-ID": request.header("Call-ID"),
            "CSeq": request.header("CSeq"),
            "Contact": f"<sip:{self.phone.account}@{host}:{port}>",
        }
        return text("SIP/2.0 200 OK", headers, body)


def main() -> None:
    """Obey for ever, one request a connection."""
    path, account, secret = sys.argv[1:]
    office = Office(account, secret)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(8)
        while True:
            office.attend_until(server)
            connection, _ = server.accept()
            with connection, connection.makefile("rw") as lines:
                try:
                    answer = {"ok": True, **office.obey(json.loads(lines.readline()))}
                except (AssertionError, OSError) as fault:
                    answer = {"ok": False, "error": f"{type(fault).__name__}: {fault}"}
                lines.write(json.dumps(answer) + "\n")


main()
