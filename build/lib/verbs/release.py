"""`build/release`: all that is handed on of one release, in one folder.

LINEMAN_RELEASE=1 by itself: pins only, a commit only, supplied keys only.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from build.lib import contents, handing_on, image, release, room, signing, tree
from build.lib.progress import say
from build.lib.settings import BuildError, settings


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/release", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="made anew; not there yet")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Build it and say where it is; what a release lacks is told before anything is built."""
    folder = arguments(words).folder.absolute()
    os.environ["LINEMAN_RELEASE"] = "1"
    settings.cache_clear()
    if folder.exists():
        raise BuildError(f"{folder} is there already: name a new folder, a release is never mended")
    release.refuse_uncommitted()
    certificate = signing.certificate(signing.bundle_key())
    signing.modules_key()
    room.check()
    bundle = image.bundle()
    handing_on.lay(folder, bundle, contents.contents(tree.tree()), certificate)
    say(f"release {release.version()}:")
    print(folder)
    return 0
