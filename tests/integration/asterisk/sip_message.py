"""SIP as text: what came, and what is sent."""

import hashlib
import re
import secrets
from collections.abc import Mapping

_AUTH_FIELD = re.compile(r'(\w+)="?([^",]+)"?')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  # RFC 2617 has no other


class Message:
    """A request or an answer as it came."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.decode(errors="replace").partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers = [
            (name.strip().lower(), value.strip())
            for name, _, value in (line.partition(":") for line in lines)
        ]

    def header(self, name: str) -> str:
        """The first of that name; empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every one of that name, in order."""
        return [value for each, value in self.headers if each == name.lower()]

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/") else 0

    @property
    def method(self) -> str:
        return "" if self.status else self.first.split()[0]

    @property
    def answers(self) -> str:
        """The method that this answers."""
        return self.header("CSeq").split()[1] if self.status else ""

    @property
    def media(self) -> tuple[str, int]:
        """Where the far end wants its sound."""
        host = re.search(r"c=IN IP4 (\S+)", self.body)
        port = re.search(r"m=audio (\d+)", self.body)
        assert host is not None, self.first
        assert port is not None, self.first
        return host[1], int(port[1])


def text(first: str, headers: Mapping[str, str], body: str = "") -> bytes:
    """A message as it goes out; a `Via` may hold several lines."""
    lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
    if body and "Content-Type" not in headers:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def offer(media: tuple[str, int], way: str = "sendrecv") -> str:
    """SDP for A-law and telephone events."""
    host, port = media
    return (
        f"v=0\r\no=- 1 {secrets.randbelow(10**6)} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\n"
        f"t=0 0\r\nm=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
        f"a=rtpmap:101 telephone-event/8000\r\na={way}\r\n"
    )


def authorization(
    challenge: Message, method: str, uri: str, account: str, secret: str
) -> dict[str, str]:
    """The header that proves the password (RFC 2617, digest with qop)."""
    asked = "WWW-Authenticate" if challenge.status == 401 else "Proxy-Authenticate"
    given = dict(_AUTH_FIELD.findall(challenge.header(asked)))
    nonce, realm, cnonce = given["nonce"], given["realm"], secrets.token_hex(4)
    mine = _md5(f"{account}:{realm}:{secret}")
    response = _md5(f"{mine}:{nonce}:00000001:{cnonce}:auth:{_md5(f'{method}:{uri}')}")
    value = (
        f'Digest username="{account}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
        f'response="{response}", qop=auth, cnonce="{cnonce}", nc=00000001, algorithm=MD5'
    )
    if "opaque" in given:
        value += f', opaque="{given["opaque"]}"'
    return {"Authorization" if challenge.status == 401 else "Proxy-Authorization": value}
