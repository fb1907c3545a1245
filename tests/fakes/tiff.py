"""Pages as a fax machine scans them: black bars on white, one bit a dot, in a TIFF file."""

from __future__ import annotations

import struct

WIDTH, HEIGHT = 1728, 1100  # dots of a standard fax
_ROW = WIDTH // 8
_SHORT, _LONG, _RATIO = 3, 4, 5


def pages(count: int) -> bytes:
    """A file of so many pages, each with one bar more than the page before."""
    return _file([_bars(page) for page in range(1, count + 1)])


def long_page(height: int) -> bytes:
    """A file of one page of so many rows, with a slanted line: on the line a row takes 7 bits."""
    run, places = b"\xff\xff", WIDTH - 16
    rows = [
        (int.from_bytes(run, "big") << (places - place)).to_bytes(_ROW, "big")
        for place in range(places)
    ]
    return _file([b"".join(rows[row % places] for row in range(height))])


def _file(images: list[bytes]) -> bytes:
    file = bytearray(b"II*\0" + bytes(4))
    link = 4  # where the place of the next page's directory is to be written
    for page, image in enumerate(images):
        at = len(file)
        file += image
        ratios = len(file)
        file += struct.pack("<4I", 204, 1, 98, 1)
        struct.pack_into("<I", file, link, len(file))
        entries = _entries(at, len(image), ratios, page, len(images))
        file += struct.pack("<H", len(entries))
        for tag, kind, number, value in entries:
            file += struct.pack("<HHII", tag, kind, number, value)
        link = len(file)
        file += bytes(4)
    return bytes(file)


def page_count(file: bytes) -> int:
    """Of a little-endian file."""
    (at,) = struct.unpack_from("<I", file, 4)
    count = 0
    while at:
        (entries,) = struct.unpack_from("<H", file, at)
        (at,) = struct.unpack_from("<I", file, at + 2 + 12 * entries)
        count += 1
    return count


def _bars(bars: int) -> bytes:
    rows = bytearray(_ROW * HEIGHT)
    for bar in range(bars):
        start = _ROW * (100 + 60 * bar)
        rows[start : start + _ROW * 20] = (bytes(20) + b"\xff" * (_ROW - 40) + bytes(20)) * 20
    return bytes(rows)


def _entries(
    at: int, size: int, ratios: int, page: int, count: int
) -> list[tuple[int, int, int, int]]:
    """Tag, type, count and value or place, as TIFF 6.0 numbers them, without compression."""
    height = size // _ROW
    return [
        (254, _LONG, 1, 2),  # one page of several
        (256, _LONG, 1, WIDTH),
        (257, _LONG, 1, height),
        (258, _SHORT, 1, 1),
        (259, _SHORT, 1, 1),
        (262, _SHORT, 1, 0),  # 0 is white
        (266, _SHORT, 1, 1),
        (273, _LONG, 1, at),
        (277, _SHORT, 1, 1),
        (278, _LONG, 1, height),
        (279, _LONG, 1, size),
        (282, _RATIO, 1, ratios),
        (283, _RATIO, 1, ratios + 8),
        (296, _SHORT, 1, 2),  # dots in an inch
        (297, _SHORT, 2, page | count << 16),
    ]
