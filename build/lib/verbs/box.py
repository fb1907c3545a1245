"""`build/box`: the image packed for Vagrant, and the catalogue the Vagrantfile points to."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from build.lib import box, release, room, roots
from build.lib.progress import say
from build.lib.settings import TREE


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/box", description=__doc__)
    parser.add_argument("--out", type=Path, default=TREE, help="folder for box and catalogue")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Make both files and say where they are."""
    out = arguments(words).out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    room.check()
    roots.workshop()
    target = out / f"{box.NAME}.box"
    part = target.with_suffix(".part")
    shutil.copyfile(box.box() / target.name, part)
    part.rename(target)
    listed = out / f"{box.NAME}-box.json"
    listed.write_text(json.dumps(box.catalogue(target, release.version()), indent=2) + "\n")
    say("`vagrant up` uses:")
    print(target)
    print(listed)
    return 0
