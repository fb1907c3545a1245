"""The control socket of an emulated card: JSON, one object a line, on a unix socket.

A request is `{"id": 1, "do": "lift", "port": 1, …}`; its answer `{"id": 1, "ok": true, …}` or
`{"id": 1, "ok": false, "error": "…"}`. In between come events for every client:
`{"event": "ringing", "port": 1}`. Ports count from 1, as the sockets on the card do.
"""

import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from drivers.virtual.cards.far_end.events import Fact

log = logging.getLogger(__name__)

Answer = dict[str, Fact]
Obey = Callable[[dict[str, object]], Answer]

_LONGEST_LINE: Final = 65536


class Refused(Exception):
    """The request cannot be done; the text is for the person who wrote it."""


class Control:
    """All clients of one card. `obey` does a request or raises Refused."""

    def __init__(self, path: Path, obey: Obey) -> None:
        self._obey = obey
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        self._listener.bind(str(path))
        self._listener.listen()
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}

    def filenos(self) -> list[int]:
        return [self._listener.fileno(), *self._clients]

    def read_ready(self, fileno: int) -> None:
        if fileno == self._listener.fileno():
            client, _ = self._listener.accept()
            client.settimeout(1.0)
            self._clients[client.fileno()] = (client, bytearray())
            return
        client, held = self._clients[fileno]
        try:
            got = client.recv(4096)
        except (TimeoutError, ConnectionResetError):
            got = b""
        held += got
        if not got or len(held) > _LONGEST_LINE:
            self._forget(fileno)
            return
        while b"\n" in held:
            line, _, rest = bytes(held).partition(b"\n")
            held[:] = rest
            self._send(fileno, self._answer(line))

    def tell(self, event: str, facts: dict[str, Fact]) -> None:
        """Send an event to every client."""
        for fileno in tuple(self._clients):
            self._send(fileno, {"event": event, **facts})

    def close(self) -> None:
        for fileno in tuple(self._clients):
            self._forget(fileno)
        self._listener.close()

    def _answer(self, line: bytes) -> Answer:
        try:
            request = json.loads(line)
        except ValueError:
            return {"ok": False, "error": "a request is one JSON object on one line"}
        if not isinstance(request, dict):
            return {"ok": False, "error": "a request is a JSON object"}
        ident = request.pop("id", 0)
        try:
            return {"id": ident, "ok": True, **self._obey(request)}
        except Refused as refusal:
            return {"id": ident, "ok": False, "error": str(refusal)}

    def _send(self, fileno: int, message: Answer) -> None:
        entry = self._clients.get(fileno)
        if entry is None:
            return
        try:
            entry[0].sendall(json.dumps(message).encode() + b"\n")
        except OSError as gone:
            log.info("a control client left: %s", gone)
            self._forget(fileno)

    def _forget(self, fileno: int) -> None:
        client, _ = self._clients.pop(fileno)
        client.close()
