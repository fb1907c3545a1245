"""`build/bundle`: the update bundle."""

from __future__ import annotations

from build.lib import room
from build.lib.image import bundle


def main(words: list[str]) -> int:
    """Print the path of the signed bundle."""
    del words
    room.check()
    print(bundle())
    return 0
