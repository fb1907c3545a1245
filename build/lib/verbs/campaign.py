"""`build/campaign NAME`: many cases of one kind, resumable and bounded, with a result file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from build.lib import box, chroot, image, mirrors, roots, tree, twice, webassets
from build.lib.settings import TREE, BuildError, measured_commit
from build.lib.verbs.start import workshop_command

_NAMED = {"LINEMAN_IMAGE_FOLDER", "LINEMAN_BUNDLE"}
CAMPAIGNS = TREE / "tests" / "campaign"


def _asterisk() -> dict[str, str]:
    """The box's root tree, unless the caller named another."""
    name = "LINEMAN_ASTERISK_ROOT"
    return {name: os.environ.get(name) or str(tree.root_tree())}


def _page() -> dict[str, str]:
    """The bundled styles and scripts of the web page."""
    return {"LINEMAN_WEB_ASSETS": str(webassets.assets())}


def _mirrors() -> dict[str, str]:
    """Where this machine finds Debian; the workshop, made from pins, does not know."""
    return {
        "LINEMAN_MIRROR": mirrors.base("debian"),
        "LINEMAN_SECURITY_MIRROR": mirrors.base("debian-security"),
    }


def _image() -> dict[str, str]:
    """The image, unless the caller named another."""
    name = "LINEMAN_IMAGE_FOLDER"
    return {name: os.environ.get(name) or str(image.image())}


def _asterisk_and_image() -> dict[str, str]:
    """The root tree and the image, each unless the caller named another."""
    return _asterisk() | _image()


# Campaigns that need something else than image and bundle.
_PREPARED: dict[str, Callable[[], dict[str, str]]] = {
    "config-fuzz": dict,
    "apply-faults": _asterisk,
    "asterisk-kill": _asterisk,
    "functions": _asterisk_and_image,
    "generated-configs": _asterisk,
    "prompts": _asterisk,
    "records-kill": _asterisk,
    "rights": _asterisk,
    "sip-flood": _asterisk,
    "sip-guess": _asterisk,
    "sip-mutants": _asterisk,
    "soak": _asterisk,
    "stories": _asterisk,
    "whatif": _asterisk,
    "a11y": _page,
    "api-fuzz": _page,
    "asvs": lambda: _page() | _asterisk(),
    "route-roles": _page,
    "wizard": lambda: _page() | _image(),
    "double-build": twice.prepare,
    "fresh": _mirrors,
    "box": lambda: {"LINEMAN_BOX": str(box.box() / f"{box.NAME}.box")},
}


def names() -> list[str]:
    """The campaigns there are: a file each."""
    files = CAMPAIGNS.glob("campaign_*.py")
    return sorted(f.stem.removeprefix("campaign_").replace("_", "-") for f in files)


def main(words: list[str]) -> int:
    """Run the campaign named by the first word; the rest are its bounds."""
    if not words or words[0] not in names():
        raise BuildError(f"name one of: {', '.join(names())}")
    roots.workshop()
    given = _given()
    products = needs(words[0], given)
    argv = ["python3", "-m", "tests.campaign", *words]
    done = subprocess.run(
        workshop_command(argv), env=chroot.at_work(products | given | measured_commit()),
        cwd=TREE, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode


def needs(name: str, given: dict[str, str]) -> dict[str, str]:
    """What the campaign finds in its environment, made if need be; `given` by the caller."""
    if name in _PREPARED:
        return _PREPARED[name]()
    return {} if given.keys() >= _NAMED else _products()


def _products() -> dict[str, str]:
    return {"LINEMAN_IMAGE_FOLDER": str(image.image()), "LINEMAN_BUNDLE": str(image.bundle())}


def _given() -> dict[str, str]:
    """Products named by the environment are used instead of ours."""
    return {k: v for k, v in os.environ.items() if k in _NAMED}
