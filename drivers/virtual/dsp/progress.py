"""What a caller hears while a call is made: dial, ringing, busy and congestion tone."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import StrEnum

from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import BLOCK, RATE, level


class Progress(StrEnum):
    """A recognised tone."""

    DIAL = "dial"
    RINGBACK = "ringback"
    BUSY = "busy"
    CONGESTION = "congestion"


@dataclass(frozen=True, slots=True)
class Country:
    """One frequency and the cadences that tell tones apart, in seconds of sound and of silence."""

    frequency: float
    ringback: tuple[float, float]
    busy: tuple[float, float]
    congestion: tuple[float, float]


RUSSIA = Country(425, ringback=(1.0, 4.0), busy=(0.35, 0.35), congestion=(0.175, 0.175))
_STEADY = 1.4  # seconds of unbroken tone that no other tone has: then it is dial tone
_QUIET_DBM0 = -40.0
_PURE = 0.6  # least share of the frequency in a block that counts as the tone


class ProgressListener:
    """Fed block by block; says which tone is on, and since when.

    `onset` is the position in seconds of the block where sound of the right frequency last began:
    known at once, long before the cadence tells which tone it is.
    """

    def __init__(self, country: Country = RUSSIA) -> None:
        self._country = country
        self._blocks = 0
        self._on = False
        self._changed = 0  # block in which `_on` last changed
        self._sound = 0.0  # length of the last complete sound
        self.onset: float | None = None
        self.tone: Progress | None = None

    def hear(self, block: array[int]) -> Progress | None:
        """Take in 20 ms; returns the tone now recognised."""
        on = level(block) > _QUIET_DBM0 and share(block, self._country.frequency) > _PURE
        if on != self._on:
            self._edge(on)
        self._blocks += 1
        if self._on and self._lasted() >= _STEADY:
            self.tone = Progress.DIAL
        elif not self._on and self._lasted() > self._country.ringback[1] + 1:
            self.tone = None
        return self.tone

    def _edge(self, on: bool) -> None:
        lasted = self._lasted()
        if on:
            self._silence_ended(lasted)
            self.onset = self._blocks * BLOCK / RATE
        else:
            self._sound = lasted
            self.tone = None if self.tone is Progress.DIAL else self.tone
            self._sound_ended(lasted)
        self._on = on
        self._changed = self._blocks

    def _lasted(self) -> float:
        return (self._blocks - self._changed) * BLOCK / RATE

    def _sound_ended(self, lasted: float) -> None:
        """A burst as long as the ringing tone's is that already: its silence lasts four seconds."""
        if _near(lasted, self._country.ringback[0]):
            self.tone = Progress.RINGBACK

    def _silence_ended(self, lasted: float) -> None:
        for tone, (sound, quiet) in (
            (Progress.BUSY, self._country.busy),
            (Progress.CONGESTION, self._country.congestion),
            (Progress.RINGBACK, self._country.ringback),
        ):
            if _near(self._sound, sound) and _near(lasted, quiet):
                self.tone = tone


def _near(measured: float, wanted: float) -> bool:
    """Within 15 % or 65 ms: block edges cost up to 40 ms, a busy emulated processor some more."""
    return abs(measured - wanted) <= max(0.15 * wanted, 0.065)
