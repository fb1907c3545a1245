"""Opening the loop for counted times: rotary digits and the hook flash."""

from drivers.virtual.dsp.level import RATE

_BREAK = 60 * RATE // 1000
_MAKE = 40 * RATE // 1000
_BETWEEN_DIGITS = 800 * RATE // 1000
_FLASH = 300 * RATE // 1000


class PulseDial:
    """A queue of spans of time with the loop open or closed."""

    def __init__(self) -> None:
        self._spans: list[tuple[bool, int]] = []

    @property
    def broken(self) -> bool:
        """The loop is open just now."""
        return bool(self._spans) and self._spans[0][0]

    def turn(self, number: str) -> None:
        """Ten pulses for 0, else as many as the digit says."""
        for digit in number:
            self._spans += [(True, _BREAK), (False, _MAKE)] * (int(digit) or 10)
            self._spans.append((False, _BETWEEN_DIGITS))

    def flash(self) -> None:
        self._spans += [(True, _FLASH), (False, _MAKE)]

    def pass_time(self, samples: int) -> None:
        if not self._spans:
            return
        broken, left = self._spans[0]
        if left > samples:
            self._spans[0] = (broken, left - samples)
        else:
            self._spans.pop(0)
