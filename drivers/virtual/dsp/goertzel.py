"""How much of one frequency a block holds."""

from __future__ import annotations

import math
from array import array

from drivers.virtual.dsp.level import RATE, level


def power(block: array[int], frequency: float) -> float:
    """Mean-square share of `frequency` in the block, in the units of a sample squared."""
    factor = 2 * math.cos(2 * math.pi * frequency / RATE)
    before = last = 0.0
    for value in block:
        before, last = last, value + factor * last - before
    total = last * last + before * before - factor * last * before
    return 2 * total / (len(block) * len(block))


def share(block: array[int], frequency: float) -> float:
    """The part of the block's power at `frequency`, 0 to about 1; 0 for silence."""
    energy = sum(v * v for v in block) / len(block) if block else 0.0
    return power(block, frequency) / energy if energy >= 1 else 0.0


def strongest(block: array[int], low: int = 200, high: int = 3400, step: int = 10) -> int:
    """The frequency in Hz that holds most, to within `step`."""
    return max(range(low, high, step), key=lambda frequency: power(block, frequency))


def judge(block: array[int], frequency: float) -> tuple[float, float]:
    """Share of the block's power at `frequency`, and the block's level in dBm0."""
    return share(block, frequency), level(block)
