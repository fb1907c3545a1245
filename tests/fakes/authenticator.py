"""A device that keeps passkeys, in software: as a browser and a security key answer together."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

from appliance.wire.access import AddPasskey, LogInByPasskey
from appliance.wire.answers import PasskeyAsked

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Kept:
    """One passkey of a device."""

    host: str
    id: bytes
    handle: bytes
    key: ec.EllipticCurvePrivateKey
    count: int


@dataclass
class Device:
    """`origin` is what its browser says of the page; `flags` what the device says of its holder.

    `step` is by how much its counter rises each time; 0 for one that does not count.
    """

    origin: str = "https://lineman.local"
    flags: int = PRESENT | VERIFIED
    step: int = 1
    cross_origin: bool = False
    kept: list[Kept] = field(default_factory=list)

    def make(self, asked: PasskeyAsked, ident: bytes = b"", **changed: Any) -> AddPasskey:
        """A new passkey, as the options want it, or one with the `ident` of another; `changed` are
        options that it gets instead.
        """
        options = {**json.loads(asked.options), **changed}
        host, handle = options["rp"]["id"], decoded(options["user"]["id"])
        key = ec.generate_private_key(ec.SECP256R1())
        new = Kept(host, ident or secrets.token_bytes(32), handle, key, 0)
        self.kept.append(new)
        public = new.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}
        credential = bytes(16) + struct.pack(">H", len(new.id)) + new.id + cbor.encode(cose)
        data = self._data(new, ATTESTED) + credential
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", options["challenge"])
        return AddPasskey(asked.ticket, encoded(client), encoded(cbor.encode(made)))

    def prove(self, asked: PasskeyAsked, **changed: Any) -> LogInByPasskey:
        """By the newest passkey that the options allow."""
        options = {**json.loads(asked.options), **changed}
        allowed = [each["id"] for each in options.get("allowCredentials", [])]
        kept = [
            each
            for each in self.kept
            if each.host == options["rpId"] and (not allowed or encoded(each.id) in allowed)
        ][-1]
        data = self._data(kept)
        client = self._client("webauthn.get", options["challenge"])
        signed = kept.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return LogInByPasskey(
            asked.ticket,
            encoded(kept.id),
            encoded(client),
            encoded(data),
            encoded(signed),
            encoded(kept.handle),
        )

    def _data(self, kept: Kept, flags: int = 0) -> bytes:
        kept.count += self.step
        host = hashlib.sha256(kept.host.encode()).digest()
        return host + struct.pack(">BI", self.flags | flags, kept.count)

    def _client(self, what: str, challenge: str) -> bytes:
        said = {
            "type": what,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()
