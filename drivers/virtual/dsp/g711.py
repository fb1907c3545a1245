"""ITU-T G.711: the two ways a telephone sample is put into one octet."""

from __future__ import annotations

from array import array
from enum import Enum

_MU_BIAS = 0x84
_MU_CLIP = 32635
_A_INVERTED = 0x55  # every second bit is inverted on the wire


def _mu_value(octet: int) -> int:
    inverted = ~octet & 0xFF
    exponent = inverted >> 4 & 7
    value = (((inverted & 0x0F) << 3) + _MU_BIAS << exponent) - _MU_BIAS
    return -value if inverted & 0x80 else value


def _mu_octet(value: int) -> int:
    magnitude = min(abs(value), _MU_CLIP) + _MU_BIAS
    exponent = magnitude.bit_length() - 8
    octet = exponent << 4 | (magnitude >> exponent + 3 & 0x0F)
    return ~(octet | (0x80 if value < 0 else 0)) & 0xFF


def _a_value(octet: int) -> int:
    plain = octet ^ _A_INVERTED
    exponent = plain >> 4 & 7
    step = ((plain & 0x0F) << 4) + 8
    value = step if exponent == 0 else step + 0x100 << exponent - 1
    return value if plain & 0x80 else -value


def _a_octet(value: int) -> int:
    magnitude = min(value if value >= 0 else ~value, 0x7FFF) >> 4
    exponent = max(magnitude.bit_length() - 4, 1)
    mantissa = magnitude >> (exponent - 1) & 0x0F
    segment = exponent if magnitude >= 0x10 else 0
    return ((0x80 if value >= 0 else 0) | segment << 4 | mantissa) ^ _A_INVERTED


class Law(Enum):
    """µ-law or A-law, with both directions as tables."""

    MU = "mu"
    A = "a"

    def __init__(self, _name: str) -> None:
        value, octet = (_mu_value, _mu_octet) if _name == "mu" else (_a_value, _a_octet)
        self._values = tuple(value(n) for n in range(256))
        # A negative sample indexes from the end, which is where two's complement puts it.
        self._octets = bytes(octet(n if n < 0x8000 else n - 0x10000) for n in range(0x10000))
        self.silence = octet(0)

    def decode(self, octets: bytes) -> array[int]:
        return array("h", map(self._values.__getitem__, octets))

    def encode(self, sound: array[int]) -> bytes:
        return bytes(map(self._octets.__getitem__, sound))
