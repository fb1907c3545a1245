"""Ringing voltage: one second on, four off, 25 Hz."""

from drivers.virtual.dsp.level import RATE
from drivers.virtual.dsp.progress import RUSSIA

_HALF_WAVE = RATE // 50
_ON = round(RUSSIA.ringback[0] * RATE)
_WHOLE = _ON + round(RUSSIA.ringback[1] * RATE)


class Ringer:
    """Counts samples from the first ring."""

    def __init__(self) -> None:
        self._at = -1  # before the first ring's first sample

    @property
    def polarity(self) -> int:
        """1 or -1 while the voltage is on, else 0."""
        phase = self._at % _WHOLE
        if self._at < 0 or phase >= _ON:
            return 0
        return 1 if phase // _HALF_WAVE % 2 == 0 else -1

    def pass_time(self, samples: int) -> tuple[bool, bool]:
        """Whether a ring began, and whether one ended, in these samples."""
        before, self._at = self._at, self._at + samples
        begun = before < 0 or before // _WHOLE != self._at // _WHOLE
        was_on, is_on = before < 0 or before % _WHOLE < _ON, self._at % _WHOLE < _ON
        return begun, was_on and not is_on
