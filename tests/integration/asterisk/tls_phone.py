"""A SIP telephone, and a carrier, that speak over TLS and encrypt their sound."""

import socket
import ssl
from collections.abc import Callable

from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.sip_message import Message
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.srtp import SUITE, SecureSound


class Stream:
    """A connection over TLS, read message by message, with what a `Phone` asks of a UDP socket."""

    def __init__(self, secured: ssl.SSLSocket) -> None:
        self.secured = secured
        self._came = b""

    def settimeout(self, seconds: float) -> None:
        self.secured.settimeout(seconds)

    def getsockname(self) -> tuple[str, int]:
        host, port = self.secured.getsockname()
        return host, port

    def fileno(self) -> int:
        return self.secured.fileno()

    def close(self) -> None:
        self.secured.close()

    def sendto(self, message: bytes, _to: object) -> None:
        self.secured.sendall(message)

    def recv(self, _most: int) -> bytes:
        """The next whole message (RFC 3261, 18.3); empty lines between them keep a way open."""
        while True:
            self._came = self._came.lstrip(b"\r\n")
            head, end, rest = self._came.partition(b"\r\n\r\n")
            if end:
                length = int(Message(head + end).header("Content-Length") or 0)
                if len(rest) >= length:
                    self._came = rest[length:]
                    return head + end + rest[:length]
            more = self.secured.recv(65536)
            if not more:
                raise ConnectionResetError("the far end has ended the connection")
            self._came += more


class SecurePhone(Phone):
    """One that trusts the box's certificate and no other; `sealed` sound or plain."""

    over = "TLS"

    def __init__(
        self,
        sockets: Callable[[], socket.socket],
        account: str,
        secret: str,
        *,
        sealed: bool = True,
    ) -> None:
        self._sealed = sealed
        Phone.__init__(self, sockets, account, secret)

    @staticmethod
    def _sound(media: socket.socket) -> SecureSound:
        return SecureSound(media)

    def _offer(self, way: str = "sendrecv") -> str:
        plain = super()._offer(way)
        if not self._sealed:
            return plain
        assert isinstance(self.sound, SecureSound)
        crypto = f"a=crypto:1 {SUITE} inline:{self.sound.key}\r\n"
        return plain.replace("RTP/AVP", "RTP/SAVP") + crypto

    def _speak(self, theirs: Message) -> None:
        assert isinstance(self.sound, SecureSound)
        assert "RTP/SAVP" in theirs.body, theirs.body
        self.sound.keyed(theirs.body)
        super()._speak(theirs)


class SecureFarEnd(SecurePhone, FarEnd):
    """A carrier to whom the box has opened a connection."""

    def __init__(self, sockets: Callable[[], socket.socket], host: str) -> None:
        SecurePhone.__init__(self, sockets, "far-end", "")
        self._host = host


def trusting(pem: str) -> ssl.SSLContext:
    """Whom this certificate signed, and under the name that was asked for, and nobody else."""
    context = ssl.create_default_context(cadata=pem)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
