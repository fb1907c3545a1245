"""The modem that carries caller ID: 1200 baud, one frequency for a 1 and one for a 0."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from drivers.virtual.dsp.level import RATE, amplitude

BAUD = 1200


@dataclass(frozen=True, slots=True)
class Standard:
    """Frequencies in Hz. `mark` is a 1 and the resting state."""

    name: str
    mark: float
    space: float


BELL_202 = Standard("bell", 1200, 2200)
V_23 = Standard("v23", 1300, 2100)

_SEIZURE_BITS = 300  # alternating 0 and 1, so that the receiver finds the level
_MARK_BITS = 180
_NO_CARRIER = 2  # reads as a mark, which is the resting state, but begins no message
_FAINT = 0.1  # of the strongest squared envelope: 10 dB below is no carrier


def modulate(message: bytes, standard: Standard, dbm0: float = -13.5) -> array[int]:
    """A whole transmission: seizure, marks, then `message` in start-stop bytes."""
    peak = amplitude(dbm0)
    sound = array("h")
    phase = elapsed = 0.0
    for bit in _bits(message):
        elapsed += RATE / BAUD
        step = 2 * math.pi * (standard.mark if bit else standard.space) / RATE
        while len(sound) < elapsed:
            phase += step
            sound.append(round(peak * math.sin(phase)))
    return sound


def _bits(message: bytes) -> Iterator[int]:
    yield from (n & 1 for n in range(_SEIZURE_BITS))
    yield from (1 for _ in range(_MARK_BITS))
    for byte in message:
        yield 0
        yield from (byte >> n & 1 for n in range(8))
        yield 1
    yield from (1 for _ in range(10))


def demodulate(sound: array[int], standard: Standard) -> bytes:
    """The bytes after the first long run of marks; empty when there is no carrier.

    Each sample is judged by which frequency is stronger over the bit around it; start bits then
    set the clock, so a byte is read whole whatever came before it.
    """
    bits = _slice(sound, standard)
    per_bit = RATE / BAUD
    message = bytearray()
    position = _after_marks(bits, per_bit)
    while position is not None and position + 10 * per_bit < len(bits):
        start = bits.find(0, position)
        if start < 0 or start - position > 12 * per_bit:
            break
        byte = _byte(bits, start, per_bit)
        if byte is None:
            position = start + 1
            continue
        message.append(byte)
        position = int(start + 9.3 * per_bit)
    return bytes(message)


def _byte(bits: bytes, start: int, per_bit: float) -> int | None:
    """Eight bits sampled in their middle; None when the start or the stop bit is not one."""
    if int(start + 9.5 * per_bit) >= len(bits):
        return None
    begin, *middle, end = (_bit(bits, int(start + (n + 0.5) * per_bit)) for n in range(10))
    if begin or not end:
        return None
    return sum(bit << n for n, bit in enumerate(middle))


def _bit(bits: bytes, at: int) -> bool:
    """What most of the three samples around `at` are: in noise a single one is wrong at times."""
    return sum(map(bool, bits[at - 1 : at + 2])) >= 2


def _after_marks(bits: bytes, per_bit: float) -> int | None:
    """Where a run of at least 40 marks ends, None when there is no such run."""
    run = b"\x01" * int(40 * per_bit)
    found = bits.find(run)
    if found < 0:
        return None
    end = bits.find(0, found)
    return end if end >= 0 else None


def _slice(sound: array[int], standard: Standard) -> bytes:
    """For each sample, 1 or 0 as mark or space is the stronger around it; no carrier is 2."""
    window = round(RATE / BAUD)
    mark = _envelope(sound, standard.mark, window)
    space = _envelope(sound, standard.space, window)
    faint = _FAINT * max(max(mark, default=0.0), max(space, default=0.0))
    return bytes(
        _NO_CARRIER if m + s <= faint else m >= s for m, s in zip(mark, space, strict=True)
    )


def _envelope(sound: array[int], frequency: float, window: int) -> list[float]:
    """Squared strength of `frequency` in a window sliding over the sound."""
    step = 2 * math.pi * frequency / RATE
    period = RATE // math.gcd(RATE, round(frequency))
    cosines = [math.cos(step * n) for n in range(period)]
    sines = [math.sin(step * n) for n in range(period)]
    real = [v * cosines[n % period] for n, v in enumerate(sound)]
    imaginary = [v * sines[n % period] for n, v in enumerate(sound)]
    strength = []
    in_phase = quadrature = 0.0
    for n in range(len(sound)):
        in_phase += real[n] - (real[n - window] if n >= window else 0.0)
        quadrature += imaginary[n] - (imaginary[n - window] if n >= window else 0.0)
        strength.append(in_phase * in_phase + quadrature * quadrature)
    return strength
