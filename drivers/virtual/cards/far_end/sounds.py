"""Sounds a far end makes, and the tape on which it keeps what it hears."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from pathlib import Path

from drivers.virtual.dsp import callerid, dtmf, fsk
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import BLOCK, RATE, level, samples, silence, sine
from drivers.virtual.dsp.progress import RUSSIA

TONE_DBM0 = -12.0


def steady(frequency: float, dbm0: float = TONE_DBM0) -> Iterator[array[int]]:
    """An unbroken tone, block after block; blocks join without a click."""
    whole = BLOCK * RATE // math.gcd(BLOCK * round(frequency), RATE)
    period = sine((frequency,), dbm0, whole)
    while True:
        yield period


def cadence(sound: float, quiet: float) -> Iterator[array[int]]:
    """The exchange's tone on for `sound` seconds and off for `quiet`, for ever."""
    on = sine((RUSSIA.frequency,), TONE_DBM0, round(sound * RATE))
    off = silence(round(quiet * RATE))
    while True:
        yield on
        yield off


def digits(number: str) -> array[int]:
    """Touch tones of 100 ms with pauses of 100 ms."""
    sound = array("h")
    for digit in number:
        sound.extend(dtmf.tone(digit))
    return sound


def caller_id(number: str, name: str, standard: fsk.Standard) -> array[int]:
    """A whole caller ID transmission, with a pause before it."""
    message = callerid.encode(callerid.CallerId(number, name, "11230900"))
    return silence(RATE // 2) + fsk.modulate(message, standard)


def from_file(path: Path) -> array[int]:
    """Raw 16-bit little-endian samples at 8 kHz."""
    return samples(path.read_bytes())


class Tape:
    """Keeps what is heard, newest `capacity` samples."""

    def __init__(self, capacity: int = 60 * RATE) -> None:
        self._capacity = capacity
        self._sound = array("h")

    def hear(self, block: array[int]) -> None:
        self._sound.extend(block)
        excess = len(self._sound) - self._capacity
        if excess > 0:
            del self._sound[:excess]

    def rewind(self) -> None:
        """Forget all, to keep what comes next."""
        self._sound = array("h")

    def last(self, count: int) -> array[int]:
        return self._sound[-count:]

    def save(self, path: Path) -> int:
        """Write it as raw samples; returns how many."""
        path.write_bytes(self._sound.tobytes())
        return len(self._sound)

    def judge(self, frequency: float, count: int) -> dict[str, float]:
        """Share of the newest `count` samples' power at `frequency`, and their level in dBm0."""
        newest = self.last(count)
        return {
            "samples": len(newest),
            "share": round(share(newest, frequency), 4),
            "dbm0": round(level(newest), 2),
        }
