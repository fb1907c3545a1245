"""Recordings as Asterisk writes them: raw stereo, 16 bits at 8 kHz, without a header.

There is nothing in them that a killed Asterisk could leave wrong: how long one is follows from its
size, and a last sample that is not whole is left out. Whoever is recorded is on the left, who talks
to him on the right.
"""

import logging
import math
import struct
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.compiler.dialplan.recording import RECORDINGS
from appliance.core.call_audit import Sound
from appliance.durable import sync_folder

log = logging.getLogger(__name__)

RATE = 8000  # samples a second
FRAME = 4  # bytes of both sides' sample
_PIECE = 64 * 1024  # bytes, a whole number of frames
_LOUDEST = 32768.0
_BLOCK = RATE // 2  # samples that are judged together
_BLOCKS = 60
_SETTLED = 3600.0  # seconds
_LOOKED_AT = 2000  # frames of each part of a picture


@dataclass(frozen=True, slots=True)
class Heard:
    """How long a recording is, and the level of the loudest half second of each side, in dBFS.

    The quietest sample that is not silence is -90 dBFS; -inf for nothing at all.
    """

    seconds: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Lying:
    """A recording on the disk: when it was written to last, and its bytes."""

    name: str
    time: float
    size: int


@dataclass(frozen=True, slots=True)
class Recordings:
    """The folder that Asterisk knows as `RECORDINGS`."""

    folder: Path

    def path(self, name: str) -> Path | None:
        """Where the recording is; None when it is not there, or lies elsewhere."""
        if not name.startswith(f"{RECORDINGS}/") or ".." in name:
            return None
        path = self.folder / name.removeprefix(f"{RECORDINGS}/")
        return path if path.is_file() else None

    def seconds(self, name: str) -> float | None:
        """How long it is; None when it is not there."""
        path = self.path(name)
        return None if path is None else path.stat().st_size // FRAME / RATE

    def heard(self, name: str) -> Heard | None:
        """What can be heard in it; None when it is not there.

        Listened to are at most `_BLOCKS` half seconds, spread evenly over it.
        """
        path = self.path(name)
        if path is None:
            return None
        loudest = [0.0, 0.0]
        for sides in _blocks(path):
            for side in (0, 1):
                loudest[side] = max(loudest[side], _mean_square(sides[side::2]))
        seconds = path.stat().st_size // FRAME / RATE
        return Heard(seconds, _level(loudest[0]), _level(loudest[1]))

    def sound(self, name: str) -> Sound | None:
        """The same, as the audit judges it: by the louder side."""
        heard = self.heard(name)
        return None if heard is None else Sound(heard.seconds, max(heard.left, heard.right))

    def names(self) -> Iterator[str]:
        """Every recording there is, by the name that Asterisk knows it by."""
        for path in self._files():
            yield self._name(path)

    def settled(self) -> list[Lying]:
        """Those that nothing was written to for an hour."""
        found, before = [], time.time() - _SETTLED
        for path in self._files():
            with suppress(FileNotFoundError):  # it was removed meanwhile
                told = path.stat()
                if told.st_mtime < before:
                    found.append(Lying(self._name(path), told.st_mtime, told.st_size))
        return found

    def remove(self, names: Sequence[str]) -> list[str]:
        """Take them away for good, as far as they are there; those that the disk did not let go."""
        refused, folders = [], set()
        for name in names:
            path = self.path(name)
            try:
                if path is not None:
                    path.unlink(missing_ok=True)
                    folders.add(path.parent)
            except OSError as error:
                log.warning("%s cannot be removed: %s", name, error.strerror)
                refused.append(name)
        for folder in folders:
            sync_folder(folder)
        return refused

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*/[0-9]*/[0-9]*/*.raw"))

    def _name(self, path: Path) -> str:
        return f"{RECORDINGS}/{path.relative_to(self.folder)}"


_HEAD = 44  # bytes before the samples of a WAV file


def wav_size(path: Path) -> int:
    """Bytes of the recording as a WAV file."""
    return _HEAD + path.stat().st_size // FRAME * FRAME


def wav(path: Path, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """The recording as a WAV file, a piece after the other: its bytes from `first` to `last`."""
    size = path.stat().st_size // FRAME * FRAME
    form = struct.pack("<HHIIHH", 1, 2, RATE, RATE * FRAME, FRAME, 16)
    head = (
        b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<I", len(form)) + form
    )
    head += b"data" + struct.pack("<I", size)
    end = _HEAD + size if last is None else last + 1
    if first < _HEAD:
        yield head[first:end]
    yield from pieces(path, max(0, first - _HEAD), end - _HEAD)


def peaks(path: Path, count: int, sides: int = 2, head: int = 0) -> tuple[tuple[int, ...], ...]:
    """The loudest sample of each side in each of `count` parts, in hundredths of full scale.

    The samples begin after `head` bytes. Of a part at most `_LOOKED_AT` frames are looked at, so
    that an hour takes no longer than a quarter of a second.
    """
    frame = FRAME // 2 * sides
    frames = max(0, path.stat().st_size - head) // frame
    found: list[list[int]] = [[] for _ in range(sides)]
    with path.open("rb") as file:
        for part in range(count):
            start, end = frames * part // count, frames * (part + 1) // count
            file.seek(head + start * frame)
            piece = file.read(min(end - start, _LOOKED_AT) * frame)
            samples = array("h", piece[: len(piece) // frame * frame])
            for side, loudest in enumerate(found):
                loudest.append(_loudest(samples[side::sides]))
    return tuple(map(tuple, found))


def _loudest(side: array[int]) -> int:
    if not side:
        return 0
    lowest, highest = min(side), max(side)
    return round(100 * max(highest, -lowest) / _LOUDEST)


def pieces(path: Path, first: int, end: int) -> Iterator[bytes]:
    """Bytes `first` to before `end`; no more than that, since the file may grow meanwhile."""
    left = end - first
    with path.open("rb") as file:
        file.seek(first)
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _blocks(path: Path) -> Iterator[array[int]]:
    """Both sides of half a second each."""
    frames = path.stat().st_size // FRAME
    step = max(_BLOCK, frames // _BLOCKS)
    with path.open("rb") as file:
        for start in range(0, frames, step):
            file.seek(start * FRAME)
            piece = file.read(min(_BLOCK, frames - start) * FRAME)
            yield array("h", piece[: len(piece) // FRAME * FRAME])


def _mean_square(side: array[int]) -> float:
    return sum(sample * sample for sample in side) / len(side) if side else 0.0


def _level(mean_square: float) -> float:
    return 10 * math.log10(mean_square / _LOUDEST**2) if mean_square else -math.inf
