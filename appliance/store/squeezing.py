"""A revision's text in little room; what did not change since the last is not squeezed again."""

import zlib
from collections.abc import Iterator

from appliance.core.errors import Invalid
from appliance.core.pieces import Pieces, Texts

_CHUNK = 256  # parts; some 40 kB, more than zlib looks back
_LEVEL = 3  # 6 takes twice as long for a twentieth less

Place = tuple[int, int]


class Squeezer:
    """Writes a revision as zlib streams, one behind the other, and keeps those of the lists."""

    def __init__(self) -> None:
        self._known: dict[Place, tuple[Texts, bytes]] = {}

    def squeezed(self, pieces: Pieces) -> bytes:
        """`unsqueezed` makes `pieces.whole()` of it."""
        fresh: dict[Place, tuple[Texts, bytes]] = {}
        streams: list[bytes] = []
        for number, run in enumerate(_runs(pieces)):
            if isinstance(run, str):
                streams.append(squeezed(run))
                continue
            for start in range(0, len(run), _CHUNK):
                place, chunk = (number, start), run[start : start + _CHUNK]
                fresh[place] = self._chunk(place, chunk)
                streams.append(fresh[place][1])
        self._known = fresh
        return b"".join(streams)

    def _chunk(self, place: Place, chunk: Texts) -> tuple[Texts, bytes]:
        known = self._known.get(place)
        if known is not None and known[0] == chunk:
            return known
        comma = "," if place[1] else ""
        return chunk, squeezed(comma + ",".join(chunk))


def _runs(pieces: Pieces) -> Iterator[str | Texts]:
    """Texts between two lists as one."""
    between: list[str] = []
    for run in pieces.runs():
        if isinstance(run, str):
            between.append(run)
        elif run:
            yield "".join(between)
            yield run
            between.clear()
    yield "".join(between)


def squeezed(text: str) -> bytes:
    """One zlib stream."""
    return zlib.compress(text.encode(), _LEVEL)


def unsqueezed(stored: object) -> str:
    """The text of one or more streams; Invalid when they are not whole."""
    if not isinstance(stored, bytes):
        raise Invalid("revision", "is not whole")
    try:
        return b"".join(_parts(stored)).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise Invalid("revision", "is not whole") from error


def _parts(streams: bytes) -> Iterator[bytes]:
    while streams:
        stream = zlib.decompressobj()
        yield stream.decompress(streams)
        if not stream.eof:
            raise zlib.error("the last stream breaks off")
        streams = stream.unused_data
