"""Who reads the box's numbers over SNMPv3, and the keys that he proves himself by."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.core.errors import Invalid
from appliance.core.monitoring import lan_addresses

USER = "lineman"
CIPHER_KEY = 16  # bytes, of AES-128
_EXPANDED = 1 << 20  # bytes that a password is repeated to (RFC 3414)
# Of an engine of net-snmp's (RFC 3411): its number with the highest bit, and `5`, the rest is ours.
_NET_SNMP = bytes.fromhex("80001f8805")


@dataclass(frozen=True, slots=True)
class SnmpReader:
    """`proof` is his key of HMAC-SHA-256, `cipher` that of AES-128; both are of `engine` alone."""

    addresses: tuple[str, ...]
    engine: bytes
    proof: bytes
    cipher: bytes


def readers(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks as they are kept; Invalid at `addresses` for what the firewall's set
    does not hold.
    """
    found = lan_addresses(texts)
    if strange := next((each for each in found if ":" in each), ""):
        raise Invalid("addresses", f"{strange} is of IPv6; the box is asked over IPv4 alone")
    return found


def engine_of(chance: bytes) -> bytes:
    """What an engine is known by; with another one no key made before is worth anything."""
    return _NET_SNMP + chance


def key_of(password: str, engine: bytes) -> bytes:
    """The password's key for that engine alone (RFC 3414, A.2, with the SHA-256 of RFC 7860)."""
    word = password.encode()
    whole = (word * (_EXPANDED // len(word) + 1))[:_EXPANDED]
    own = hashlib.sha256(whole).digest()
    return hashlib.sha256(own + engine + own).digest()
