"""Touch tones, made and heard."""

from __future__ import annotations

from array import array

from drivers.virtual.dsp.goertzel import power
from drivers.virtual.dsp.level import RATE, level, silence, sine

_ROWS = (697, 770, 852, 941)
_COLUMNS = (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")
_QUIET_DBM0 = -35.0
_TWIST = 8.0  # how many times stronger one of the pair may be (9 dB)
_PURE = 0.6


def tone(digit: str, dbm0: float = -9.0, milliseconds: int = 100) -> array[int]:
    """One key pressed, then as long a pause."""
    row = next(position for position, keys in enumerate(_KEYS) if digit in keys)
    pair = (_ROWS[row], _COLUMNS[_KEYS[row].index(digit)])
    count = RATE * milliseconds // 1000
    return sine(pair, dbm0, count) + silence(count)


def key(block: array[int]) -> str:
    """The key that sounds in this block, empty when none does."""
    if level(block) < _QUIET_DBM0:
        return ""
    rows = [power(block, frequency) for frequency in _ROWS]
    columns = [power(block, frequency) for frequency in _COLUMNS]
    row, column = max(rows), max(columns)
    energy = sum(v * v for v in block) / len(block)
    if row + column < _PURE * energy or not 1 / _TWIST < row / max(column, 1e-9) < _TWIST:
        return ""
    return _KEYS[rows.index(row)][columns.index(column)]


class DtmfListener:
    """Fed block by block; collects digits, each two blocks long or more, with a gap between."""

    def __init__(self) -> None:
        self.digits = ""
        self._last = ""
        self._taken = False

    def hear(self, block: array[int]) -> str:
        """Take in 20 ms; returns a digit once, when it is sure."""
        heard = key(block)
        if heard != self._last:
            self._last, self._taken = heard, False
            return ""
        if not heard or self._taken:
            return ""
        self._taken = True
        self.digits += heard
        return heard
