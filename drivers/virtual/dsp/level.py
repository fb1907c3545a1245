"""Sound as samples, and its level in dBm0."""

from __future__ import annotations

import math
from array import array
from functools import cache

RATE = 8000  # samples a second
BLOCK = 160  # 20 ms, what the exchange's own buffers hold
FULL_SCALE_DBM0 = 3.14  # a full-scale sine through A-law (ITU-T G.711)
_FULL_SCALE = 32767


def samples(sound: bytes) -> array[int]:
    """What the driver reads, as numbers."""
    block = array("h")
    block.frombytes(sound)
    return block


def amplitude(dbm0: float) -> float:
    """The peak of a sine of that level."""
    return _FULL_SCALE * 10 ** ((dbm0 - FULL_SCALE_DBM0) / 20)


def level(block: array[int]) -> float:
    """The block's level in dBm0, whatever its frequencies; silence is -99."""
    if not block:
        return -99.0
    mean_square = sum(v * v for v in block) / len(block)
    if mean_square < 1:
        return -99.0
    return 10 * math.log10(2 * mean_square / _FULL_SCALE**2) + FULL_SCALE_DBM0


def sine(frequencies: tuple[float, ...], dbm0: float, count: int, start: int = 0) -> array[int]:
    """`count` samples of the frequencies together, each at `dbm0`, from sample `start` on."""
    peak = amplitude(dbm0)
    steps = [2 * math.pi * frequency / RATE for frequency in frequencies]
    return array(
        "h",
        (
            max(-32768, min(32767, round(peak * sum(math.sin(step * n) for step in steps))))
            for n in range(start, start + count)
        ),
    )


@cache
def steady(frequency: int, dbm0: float) -> array[int]:
    """Whole periods of a tone of so many Hz, to be played again and again."""
    return sine((frequency,), dbm0, RATE // math.gcd(RATE, frequency))


def silence(count: int) -> array[int]:
    return array("h", bytes(2 * count))
