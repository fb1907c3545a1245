"""`build/image`: the disk image."""

from __future__ import annotations

from build.lib import room
from build.lib.image import image


def main(words: list[str]) -> int:
    """Print the folder with lineman.img, root.img and boot.img."""
    del words
    room.check()
    print(image())
    return 0
