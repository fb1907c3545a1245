"""Who asks over SNMP: version 3 with both passwords (RFC 3414, 3826, 7860), and the old ones."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from appliance.core.snmp import CIPHER_KEY, USER, key_of

GET, NEXT, SET = 0xA0, 0xA1, 0xA3
_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
_MAC = 24  # bytes of HMAC-192-SHA-256
_FLAGS = bytes([0x07])  # to be answered, authentic, encrypted
_USM = 3
_REPORT, _SEALED = 0xA8, 2


class RefusedError(Exception):
    """The agent says what it does not believe, and nothing else."""


def _tlv(tag: int, *parts: bytes) -> bytes:
    whole = b"".join(parts)
    length = len(whole)
    if length < 128:
        return bytes([tag, length]) + whole
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + whole


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    found = bytearray([first * 40 + second])
    for number in rest:
        part = [number & 0x7F]
        while number := number >> 7:
            part.insert(0, 0x80 | number & 0x7F)
        found += bytes(part)
    return _tlv(_OID, bytes(found))


def _parts(content: bytes) -> list[tuple[int, bytes]]:
    found = []
    while content:
        tag, length, start = content[0], content[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[2:start], "big")
        found.append((tag, content[start : start + length]))
        content = content[start + length :]
    return found


def _pdu(kind: int, oid: str, value: bytes) -> bytes:
    bound = _tlv(_SEQUENCE, _tlv(_SEQUENCE, _oid(oid), value))
    return _tlv(kind, _integer(secrets.randbelow(1 << 30)), _integer(0), _integer(0), bound)


def by_community(at: socket.socket, version: int, community: str, oid: str) -> bytes:
    """The answer to a question of SNMPv1 (0) or v2c (1); TimeoutError without one."""
    pdu = _pdu(GET, oid, _tlv(_NULL))
    at.send(_tlv(_SEQUENCE, _integer(version), _tlv(_OCTETS, community.encode()), pdu))
    return at.recv(65536)


@dataclass
class Reader:
    """`at` is connected to the agent; the passwords are those that were shown once."""

    at: socket.socket
    proof: str
    cipher: str
    engine: bytes = b""
    boots: int = 0
    time: int = 0

    def get(self, oid: str, kind: int = GET, value: bytes = b"\x05\x00") -> tuple[int, int, bytes]:
        """Error status, and the kind and the content of what is told.

        RefusedError when the agent does not believe him, TimeoutError when it says nothing.
        """
        if not self.engine:
            self._discover()
        for _ in range(2):  # the first answer tells what its clock says
            answer = self._asked(_pdu(kind, oid, value))
            if answer is not None:
                return answer
        raise RefusedError

    def _asked(self, pdu: bytes) -> tuple[int, int, bytes] | None:
        """None for a report in place of an answer."""
        own, salt = key_of(self.cipher, self.engine)[:CIPHER_KEY], secrets.token_bytes(8)
        scoped = _tlv(_SEQUENCE, _tlv(_OCTETS, self.engine), _tlv(_OCTETS), pdu)
        sealed = self._cipher(own, salt).encryptor().update(scoped)
        bare = self._unproved(salt, _tlv(_OCTETS, sealed))
        mac = hmac.digest(key_of(self.proof, self.engine), bare, hashlib.sha256)[:_MAC]
        self.at.send(bare.replace(bytes(_MAC), mac, 1))
        return self._opened(self.at.recv(65536), own)

    def _opened(self, answer: bytes, own: bytes) -> tuple[int, int, bytes] | None:
        _, header, security, (_, data) = _parts(_parts(answer)[0][1])
        usm = _parts(_parts(security[1])[0][1])
        self.boots, self.time = (int.from_bytes(each, "big") for _, each in usm[1:3])
        if _parts(header[1])[2][1][0] & _SEALED:
            ((_, data),) = _parts(self._cipher(own, usm[5][1]).decryptor().update(data))
        kind, content = _parts(data)[2]
        told = _parts(content)
        ((_, bound),) = _parts(told[3][1])
        _, (what, value) = _parts(bound)
        return None if kind == _REPORT else (int.from_bytes(told[1][1], "big"), what, value)

    def _discover(self) -> None:
        """Who the agent is and what its clock says, which it tells everybody."""
        pdu = _tlv(_SEQUENCE, _tlv(_OCTETS), _tlv(_OCTETS), _tlv(GET, *[_integer(0)] * 3, b"0\0"))
        user = _tlv(_SEQUENCE, _tlv(_OCTETS), _integer(0), _integer(0), *[_tlv(_OCTETS)] * 3)
        self.at.send(_whole(bytes([0x04]), user, pdu))
        usm = _parts(_parts(_parts(_parts(self.at.recv(65536))[0][1])[2][1])[0][1])
        self.engine = usm[0][1]
        self.boots, self.time = (int.from_bytes(each, "big") for _, each in usm[1:3])

    def _cipher(self, own: bytes, salt: bytes) -> Cipher[CFB]:
        moment = self.boots.to_bytes(4, "big") + self.time.to_bytes(4, "big")
        return Cipher(AES(own), CFB(moment + salt))

    def _unproved(self, salt: bytes, data: bytes) -> bytes:
        """With zeros where the proof has its place."""
        words = (self.engine, USER.encode(), bytes(_MAC), salt)
        engine, user, proof, chance = (_tlv(_OCTETS, each) for each in words)
        clock = _integer(self.boots), _integer(self.time)
        return _whole(_FLAGS, _tlv(_SEQUENCE, engine, *clock, user, proof, chance), data)


def _whole(flags: bytes, security: bytes, data: bytes) -> bytes:
    ident = _integer(secrets.randbelow(1 << 30))
    header = _tlv(_SEQUENCE, ident, _integer(65507), _tlv(_OCTETS, flags), _integer(_USM))
    return _tlv(_SEQUENCE, _integer(3), header, _tlv(_OCTETS, security), data)
