"""Encrypted sound (RFC 3711) with a key from SDP (RFC 4568), as desk telephones have it."""

import base64
import hashlib
import hmac
import re
import secrets
import socket
from array import array

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from drivers.virtual.dsp.g711 import Law
from tests.integration.asterisk.sound import Sound

SUITE = "AES_CM_128_HMAC_SHA1_80"
_KEY, _SALT, _TAG, _HEADER = 16, 14, 10, 12  # bytes


def _stream(key: bytes, start: int, length: int) -> bytes:
    """AES in counter mode from that counter on."""
    counter = start.to_bytes(16)
    return Cipher(algorithms.AES128(key), modes.CTR(counter)).encryptor().update(bytes(length))


class Direction:
    """One side's packets: seals them, or opens them."""

    def __init__(self, inline: str) -> None:
        master = base64.b64decode(inline)
        assert len(master) == _KEY + _SALT, "the key that the suite wants"
        salt = int.from_bytes(master[_KEY:])

        def derived(label: int, length: int) -> bytes:  # 4.3.1, without a derivation rate
            return _stream(master[:_KEY], (salt ^ label << 48) << 16, length)

        self._key, self._tag, session = derived(0, _KEY), derived(1, 20), derived(2, _SALT)
        self._salt = int.from_bytes(session)
        self._over = self._last = 0  # how often the sequence number began anew, and what it was

    def _round(self, packet: bytes) -> int:
        """How often the sequence number has begun anew once this packet is taken."""
        return self._over + (self._last > 0xF000 and int.from_bytes(packet[2:4]) < 0x1000)

    def _ciphered(self, packet: bytes) -> bytes:
        sequence, source = int.from_bytes(packet[2:4]), int.from_bytes(packet[8:12])
        self._over, self._last = self._round(packet), sequence
        index = self._over << 16 | sequence
        start = self._salt << 16 ^ source << 64 ^ index << 16
        body = packet[_HEADER:]
        pad = _stream(self._key, start, len(body))
        return packet[:_HEADER] + bytes(a ^ b for a, b in zip(body, pad, strict=True))

    def _sign(self, sealed: bytes, over: int) -> bytes:
        return hmac.new(self._tag, sealed + over.to_bytes(4), hashlib.sha1).digest()[:_TAG]

    def seal(self, packet: bytes) -> bytes:
        """Encrypted and signed."""
        sealed = self._ciphered(packet)
        return sealed + self._sign(sealed, self._over)

    def open(self, came: bytes) -> bytes | None:
        """What was said; None of a packet that nobody with this key has signed."""
        sealed, tag = came[:-_TAG], came[-_TAG:]
        if not hmac.compare_digest(self._sign(sealed, self._round(sealed)), tag):
            return None
        return self._ciphered(sealed)


class SecureSound(Sound):
    """Keeps also what came over the wire, and what went, as whoever listens there would hear it."""

    def __init__(self, media: socket.socket) -> None:
        super().__init__(media)
        self.key = base64.b64encode(secrets.token_bytes(_KEY + _SALT)).decode()
        self._ours, self._theirs = Direction(self.key), Direction(self.key)
        self.tapped, self.tapped_ours = array("h"), array("h")

    def keyed(self, sdp: str) -> None:
        """Take the key that the far end seals with."""
        found = re.search(rf"a=crypto:\d+ {SUITE} inline:([A-Za-z0-9+/=]+)", sdp)
        assert found is not None, sdp
        self._theirs = Direction(found[1])

    def _sealed(self, packet: bytes) -> bytes:
        sealed = self._ours.seal(packet)
        self.tapped_ours.extend(Law.A.decode(sealed[_HEADER:-_TAG]))
        return sealed

    def _opened(self, came: bytes) -> bytes:
        opened = self._theirs.open(came)
        if opened is None:  # the end of the call before
            return bytes(_HEADER)
        self.tapped.extend(Law.A.decode(came[_HEADER:-_TAG]))
        return opened
