"""A name server that knows one address, in Asterisk's own network, where no other is."""

import socket
import struct
import threading

from tests.integration.asterisk.real_asterisk import RealAsterisk

_ANSWER = struct.Struct("!HHHIH4s")  # name, type, class, seconds to live, length, address
_A, _IN = 1, 1
_QUESTION = 0xC00C  # RFC 1035 4.1.4: the name of the question


class NameServer:
    """Every name is at `address`; nothing else is known of any (RFC 1035)."""

    def __init__(self, asterisk: RealAsterisk, address: str) -> None:
        self._address = socket.inet_aton(address)
        with asterisk.network():
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            question, who = self._socket.recvfrom(4096)
            if not question:
                return
            self._socket.sendto(self._answered(question), who)

    def _answered(self, question: bytes) -> bytes:
        end = question.index(b"\0", 12) + 5  # after the name: type and class
        (kind,) = struct.unpack("!H", question[end - 4 : end - 2])
        known = kind == _A
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, int(known), 0, 0)
        answer = _ANSWER.pack(_QUESTION, _A, _IN, 60, 4, self._address) if known else b""
        return head + question[12:end] + answer

    def close(self) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()
