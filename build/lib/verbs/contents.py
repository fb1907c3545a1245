"""`build/contents`: what the box's root is made of, and whether that is what was agreed."""

from __future__ import annotations

import argparse

from build.lib import contents, room, tree
from build.lib.progress import say
from build.lib.supply import tables


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/contents", description=__doc__)
    parser.add_argument(
        "--accept", action="store_true", help="make build/reference what the tree is now"
    )
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Make the lists, print the sizes and where the lists are; a drifted reference fails."""
    chosen = arguments(words)
    room.check()
    made = contents.contents(tree.tree())
    if chosen.accept:
        print(contents.drift(made))
        contents.accept(made)
    contents.check(made)
    print(tables.families((made / "sizes.txt").read_text()))
    say("SBOMs, licences, sizes and references:")
    print(made)
    return 0
