"""The display of a telephone: reads caller ID sent while it is on hook."""

from __future__ import annotations

from array import array

from drivers.virtual.dsp import callerid, fsk
from drivers.virtual.dsp.level import BLOCK, RATE, level

_CARRIER_DBM0 = -35.0
_LONGEST = 4 * RATE // BLOCK  # blocks; a full message takes under two seconds
_SHORTEST = 15


class CallerIdReceiver:
    """Fed block by block; collects one burst of carrier and reads it when it ends."""

    def __init__(self) -> None:
        self._burst = array("h")

    def hear(self, block: array[int]) -> callerid.CallerId | None:
        """What the display shows, once, when a message has ended."""
        if level(block) > _CARRIER_DBM0 and len(self._burst) < _LONGEST * BLOCK:
            self._burst.extend(block)
            return None
        burst, self._burst = self._burst, array("h")
        if len(burst) < _SHORTEST * BLOCK:
            return None
        burst.extend(block)
        for standard in (fsk.BELL_202, fsk.V_23):
            shown = callerid.decode(fsk.demodulate(burst, standard))
            if shown is not None:
                return shown
        return None
