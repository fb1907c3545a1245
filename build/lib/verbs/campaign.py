"""`build/campaign NAME`: many cases of one kind, resumable and bounded, with a result file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from build.lib import chroot, image, roots, twice
from build.lib.settings import TREE, BuildError
from build.lib.verbs.start import workshop_command

CAMPAIGNS = TREE / "tests" / "campaign"


# Campaigns that need something else than image and bundle.
_PREPARED: dict[str, Callable[[], dict[str, str]]] = {"double-build": twice.prepare}


def names() -> list[str]:
    """The campaigns there are: a file each."""
    files = CAMPAIGNS.glob("campaign_*.py")
    return sorted(f.stem.removeprefix("campaign_").replace("_", "-") for f in files)


def main(words: list[str]) -> int:
    """Run the campaign named by the first word; the rest are its bounds."""
    if not words or words[0] not in names():
        raise BuildError(f"name one of: {', '.join(names())}")
    roots.workshop()
    needs = _PREPARED.get(words[0], _products)()
    argv = ["python3", "-m", "tests.campaign", *words]
    done = subprocess.run(
        workshop_command(argv), env=chroot.environment(needs | dict(_given())),
        cwd=TREE, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode


def _products() -> dict[str, str]:
    return {"LINEMAN_IMAGE_FOLDER": str(image.image()), "LINEMAN_BUNDLE": str(image.bundle())}


def _given() -> list[tuple[str, str]]:
    """Products named by the environment are used instead of ours."""
    return [
        (k, v) for k, v in os.environ.items() if k in {"LINEMAN_IMAGE_FOLDER", "LINEMAN_BUNDLE"}
    ]
