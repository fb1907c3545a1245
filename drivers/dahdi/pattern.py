"""The counting pattern of the loop test: bytes that go 0, 1, … 255 and over again."""

from __future__ import annotations

from dataclasses import dataclass, field

PERIOD = 256
BLOCK = 1000  # bytes; no multiple of the period, so that a block lost or doubled is seen
_COUNTING = bytes(range(PERIOD)) * (BLOCK // PERIOD + 2)


def stretch(first: int, length: int = BLOCK) -> bytes:
    """`length` bytes of the pattern, at most a block, from `first` on."""
    return _COUNTING[first : first + length]


@dataclass(frozen=True, slots=True)
class Break:
    """The pattern did not go on: `read` stood at `offset` of block `loop` (both from 0)."""

    loop: int
    offset: int
    read: int
    expected: int


@dataclass(slots=True)
class Judge:
    """Holds what comes back to the pattern, which may begin anywhere.

    After a break it goes on from what was read: one byte lost is one error, not many.
    """

    loops: int = 0
    errors: int = 0
    _next: int | None = field(default=None)

    def take(self, block: bytes) -> list[Break]:
        """Judge what was read; the breaks in it."""
        if not block:
            return []
        expected = block[0] if self._next is None else self._next
        found = [] if block == stretch(expected, len(block)) else self._breaks(block, expected)
        self._next = (block[-1] + 1) % PERIOD
        self.loops += 1
        self.errors += len(found)
        return found

    def _breaks(self, block: bytes, expected: int) -> list[Break]:
        found = []
        for offset, read in enumerate(block):
            if read != expected:
                found.append(Break(self.loops, offset, read, expected))
            expected = (read + 1) % PERIOD
        return found
