"""WAV files of any kind made into the one that the exchange plays: 16 bits at 8 kHz, one side.

Everything is done in pieces, so that an hour takes no more memory than a second. What a file says
of itself is believed only as far as its own bytes bear it out.
"""

import math
import struct
import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import add, mul

from appliance.core.errors import Invalid
from appliance.core.sounds import MOST_SECONDS

RATE = 8000  # samples a second
HEAD = 44  # bytes before the samples of what is made
LEAST_RATE, MOST_RATE = RATE, 192_000
MOST_CHANNELS = 8
_PIECE = 1 << 15  # frames that are read together
_CUTOFF = 3700.0  # Hz; above is nothing that a telephone passes on
_CROSSINGS = 8  # of the filter's sinc, to either side
_LOUDEST = 32767.0
_MOST_CHUNKS = 64
_PCM, _FLOAT, _ALAW, _ULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_KINDS = frozenset(
    {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64), (_ALAW, 8)}
    | {(_ULAW, 8)}
)

Read = Callable[[int, int], bytes]
"""The bytes from a place on, as many as asked for, fewer at the end."""


@dataclass(frozen=True, slots=True)
class Form:
    """How samples stand in a file: `kind` by the registry of RFC 2361, `start` and `size` bytes."""

    kind: int
    bits: int
    channels: int
    rate: int
    start: int
    size: int

    @property
    def frame(self) -> int:
        """Bytes of one sample of every side."""
        return self.channels * self.bits // 8

    @property
    def frames(self) -> int:
        return self.size // self.frame


def form(read: Read, length: int) -> Form:
    """What a file of `length` bytes holds; Invalid for what is no WAV file that can be played."""
    head = read(0, 12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise Invalid("file", "is no WAV file; save it as one, or choose another")
    described: tuple[int, int, int, int] | None = None
    for name, start, size in _chunks(read, length):
        if name == b"fmt ":
            described = _described(read(start, 40)[:size])
        elif name == b"data" and described is not None:
            found = Form(*described, start, size)
            _check_length(found)
            return found
    raise Invalid("file", "is a WAV file without sound; choose another")


def _chunks(read: Read, length: int) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, and where its bytes are; one that says it is longer ends with the file."""
    at = 12
    for _ in range(_MOST_CHUNKS):
        head = read(at, 8)
        if len(head) < 8:
            return
        name, size = struct.unpack("<4sI", head)
        at += 8
        yield name, at, min(size, length - at)
        at += size + size % 2


def _described(told: bytes) -> tuple[int, int, int, int]:
    if len(told) < 16:
        raise Invalid("file", "is not whole; save it anew")
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", told[:16])
    if kind == _EXTENSIBLE and len(told) >= 26:
        kind = struct.unpack("<H", told[24:26])[0]
    if (kind, bits) not in _KINDS:
        raise Invalid("file", "is a WAV file with another coding inside; save it as PCM, 16 bits")
    if not 1 <= channels <= MOST_CHANNELS or not LEAST_RATE <= rate <= MOST_RATE:
        raise Invalid(
            "file",
            f"must have {LEAST_RATE} to {MOST_RATE} samples a second and at most "
            f"{MOST_CHANNELS} channels; save it as PCM, 16 bits, 44100",
        )
    return kind, bits, channels, rate


def _check_length(found: Form) -> None:
    if not found.frames * RATE >= found.rate:  # at least a sample of ours
        raise Invalid("file", "is a WAV file without sound; choose another")
    if found.frames > MOST_SECONDS * found.rate:
        raise Invalid("file", f"is longer than {MOST_SECONDS // 60} minutes; cut it")


def played(read: Read, length: int) -> Iterator[bytes]:
    """The file as the exchange plays it, a piece after the other; the head comes first."""
    found = form(read, length)
    count = -(-found.frames * RATE // found.rate)
    yield head(count * 2)
    resample = _Resampling(found.rate)
    made = 0
    for at in range(0, found.frames, _PIECE):
        wanted = min(_PIECE, found.frames - at) * found.frame
        raw = read(found.start + at * found.frame, wanted)
        if len(raw) < wanted:
            raise Invalid("file", "is not whole; save it anew")
        piece = resample.more(_one_side(_samples(raw, found), found.channels))
        made += len(piece)
        yield _coded(piece)
    yield _coded(resample.rest(count - made))


def head(size: int) -> bytes:
    """What stands before `size` bytes of samples."""
    shape = struct.pack("<HHIIHH", _PCM, 1, RATE, RATE * 2, 2, 16)
    riff = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<I", len(shape))
    return riff + shape + b"data" + struct.pack("<I", size)


def _coded(samples: list[float]) -> bytes:
    whole = array("h", [round(max(-_LOUDEST - 1, min(_LOUDEST, each))) for each in samples])
    if sys.byteorder == "big":
        whole.byteswap()
    return whole.tobytes()


def _samples(raw: bytes, found: Form) -> list[float]:
    """Every sample of every side, 32767 for the loudest there is."""
    if found.kind == _FLOAT:
        return [_finite(each) * _LOUDEST for each in _little("f" if found.bits == 32 else "d", raw)]
    if found.kind in {_ALAW, _ULAW}:
        table = _A_LAW if found.kind == _ALAW else _U_LAW
        return [table[code] for code in raw]
    if found.bits == 8:
        return [(each - 128) * 256.0 for each in raw]
    size = found.bits // 8
    high = bytearray(len(raw) // size * 2)
    high[0::2], high[1::2] = raw[size - 2 :: size], raw[size - 1 :: size]
    return list(map(float, _little("h", bytes(high))))


def _little(code: str, raw: bytes) -> "array[float]":
    found: array[float] = array(code, raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _finite(sample: float) -> float:
    """Within full scale; what is no number is silence."""
    return max(-1.0, min(1.0, sample)) if sample == sample else 0.0  # noqa: PLR0124  # NaN


def _one_side(samples: list[float], channels: int) -> list[float]:
    """All sides together, as loud as each was."""
    if channels == 1:
        return samples
    mixed = samples[0::channels]
    for side in range(1, channels):
        mixed = list(map(add, mixed, samples[side::channels]))
    return [each / channels for each in mixed]


def _a_law(code: int) -> float:
    """ITU-T G.711, table 1a."""
    code ^= 0x55
    part, step = (code >> 4) & 7, code & 15
    value = (step << 4) + 8 if part == 0 else ((step << 4) + 0x108) << (part - 1)
    return float(value if code & 0x80 else -value)


def _u_law(code: int) -> float:
    """ITU-T G.711, table 2a."""
    code ^= 0xFF
    value = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return float(-value if code & 0x80 else value)


_A_LAW = tuple(map(_a_law, range(256)))
_U_LAW = tuple(map(_u_law, range(256)))


class _Resampling:
    """Samples at `rate` as samples at `RATE`, by a windowed sinc that ends below half of that.

    At `RATE` itself nothing is done: what was right stays as it is, to the last bit.
    """

    def __init__(self, rate: int) -> None:
        shared = math.gcd(RATE, rate)
        self._up, self._down = RATE // shared, rate // shared
        self._step = 2 * _CUTOFF / rate  # crossings of the sinc in a sample
        self._half = math.ceil(_CROSSINGS / self._step)
        self._held = [0.0] * (self._half - 1)  # from the sample `_half - 1` before the next
        self._next = 0  # the next of ours, in `_up`ths of a sample from there
        self._filters: dict[int, list[float]] = {}

    def more(self, samples: list[float]) -> list[float]:
        """Those of ours that can be told by now."""
        if self._up == self._down:
            return samples
        self._held += samples
        made = []
        taps = 2 * self._half
        while (begin := self._next // self._up) + taps <= len(self._held):
            shape = self._filter(self._next % self._up)
            made.append(sum(map(mul, self._held[begin : begin + taps], shape)))
            self._next += self._down
        passed = min(self._next // self._up, len(self._held))
        del self._held[:passed]
        self._next -= passed * self._up
        return made

    def rest(self, count: int) -> list[float]:
        """The last `count`: behind the end is silence."""
        made = self.more([0.0] * (2 * self._half + self._down)) if count else []
        return made[:count]

    def _filter(self, part: int) -> list[float]:
        if part not in self._filters:
            shift = part / self._up
            shape = [self._tap(k - shift) for k in range(1 - self._half, self._half + 1)]
            whole = sum(shape)
            self._filters[part] = [each / whole for each in shape]
        return self._filters[part]

    def _tap(self, away: float) -> float:
        """A sinc under a Blackman window, `away` samples from its middle."""
        if abs(away) >= self._half:
            return 0.0
        x = math.pi * away * self._step
        y = math.pi * away / self._half
        window = 0.42 + 0.5 * math.cos(y) + 0.08 * math.cos(2 * y)
        return window * (math.sin(x) / x if x else 1.0)
