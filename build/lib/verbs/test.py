"""`build/test`: linters, then each layer of tests, cheap ones first; pytest in the workshop."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from build.lib import cache, chroot, room, roots
from build.lib.progress import say, step
from build.lib.settings import TREE, BuildError, settings
from build.lib.verbs.desk import Desk
from build.lib.verbs.start import workshop_command

LINTERS = "tests/unit/test_linters.py"
_NOTHING_TO_RUN = 5  # pytest's exit code
_PATIENCE = "LINEMAN_PATIENCE"
_MOST_AT_ONCE = 4  # an emulated box takes a gigabyte


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of pytest over part of the tests.

    `spread` is pytest-xdist's word for what is kept together when `workers` run, or as many as
    there are processors. `patience` stretches the limits of waiting: several wait for the same
    processor, or an emulated one is as slow as this machine is. It costs nothing where nobody
    waits in vain.
    """

    layers: tuple[str, ...]
    what: str = ""
    spread: str = ""
    workers: int = 0
    patience: int = 1
    options: tuple[str, ...] = ()

    def title(self, layers: Collection[str]) -> str:
        """As it is announced when only those `layers` are tested."""
        named = " and ".join(layer for layer in self.layers if layer in layers)
        return f"{named}, {self.what}" if self.what else named


# By layer the products that its tests find in variables.
_NEEDS = {
    "integration": {
        "LINEMAN_ASTERISK_ROOT": "tree",
        "LINEMAN_TREE_AGAIN": "again",
        "LINEMAN_CONTENTS": "contents",
    },
    "web": {"LINEMAN_WEB_ASSETS": "assets"},
    "image": {"LINEMAN_IMAGE_FOLDER": "image", "LINEMAN_BUNDLE": "bundle"},
}
_LONG_FIRST = "--no-loadscope-reorder"  # the order of tests/conftest.py stands
STAGES = (
    Stage(("lint",), spread="load"),
    Stage(("unit",), spread="loadfile", options=(f"--ignore={LINTERS}",)),
    Stage(("property",), spread="loadfile"),
    Stage(("golden",), options=("-v",)),
    # Telephones wait for each other, which keeps no processor; but where times are judged.
    Stage(
        ("integration",), "several at once", "loadfile", 8, 3,
        ("-v", "-m", "not quiet", _LONG_FIRST),
    ),
    Stage(("integration",), "one at a time", options=("-v", "-m", "quiet")),
    # One worker has all the emulated machines, as two of them at a time are slower than that.
    Stage(
        ("web", "image"), "machines beside browsers", "loadfile", 3, 2,
        ("-v", "-m", "not quiet", _LONG_FIRST),
    ),
    # Sound and times are judged here, so the machine does nothing else.
    Stage(("image",), "the shared box", patience=2, options=("-v", "-m", "quiet")),
)  # fmt: skip
LAYERS = tuple(dict.fromkeys(layer for stage in STAGES for layer in stage.layers))


def _place(layer: str) -> str:
    return LINTERS if layer == "lint" else f"tests/{layer}"


def _layer(place: str) -> str:
    """The layer that a file or folder below `tests` belongs to."""
    if place.startswith(LINTERS):
        return "lint"
    name = [*Path(place).parts, ""][1]
    if name not in LAYERS or not (TREE / place.split("::", maxsplit=1)[0]).exists():
        raise BuildError(f"no such tests: {place}; layers: {' '.join(LAYERS)}")
    return name


def chosen(words: list[str]) -> tuple[list[tuple[Stage, list[str]]], list[str]]:
    """Split `words` into what to test (all if nothing is named) and options for pytest."""
    places: list[str] = []
    while words and (words[0] in LAYERS or words[0].startswith("tests/")):
        word, *words = words
        places.append(_place(word) if word in LAYERS else word)
    by_layer: dict[str, list[str]] = {}
    for place in places or map(_place, LAYERS):
        by_layer.setdefault(_layer(place), []).append(place)
    stages = [(s, [p for layer in s.layers for p in by_layer.get(layer, ())]) for s in STAGES]
    return [(stage, places) for stage, places in stages if places], words


def _needs(places: Iterable[str]) -> dict[str, str]:
    """The products for the tests at `places`, by the variable in which they are found."""
    layers = {_layer(place) for place in places}
    return {known: name for layer in layers for known, name in _NEEDS.get(layer, {}).items()}


def tool_folders() -> dict[str, str]:
    """Where the tools of the tests keep what they keep: outside the tree."""
    kept = settings().cache / "tools"
    kept.mkdir(parents=True, exist_ok=True)
    return {
        "RUFF_CACHE_DIR": str(kept / "ruff"),
        "MYPY_CACHE_DIR": str(kept / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(kept / "hypothesis"),
    }


def _spread(stage: Stage) -> list[str]:
    """Pytest's words for running at once; a person who sits at a failure wants one at a time."""
    if not stage.spread or os.environ.get("SIT"):
        return []
    workers = stage.workers or min(os.cpu_count() or 1, _MOST_AT_ONCE)
    return [f"--numprocesses={workers}", f"--dist={stage.spread}"]


def _run(stage: Stage, places: list[str], options: list[str], desk: Desk) -> int:
    """Pytest's exit code for one stage; its products are waited for first."""
    needs = _needs(places)
    env = {known: os.environ.get(known) or desk.take(name) for known, name in needs.items()}
    env |= {_PATIENCE: os.environ.get(_PATIENCE) or str(stage.patience)}
    with cache.scratch("lm-tests", Path(tempfile.gettempdir())) as folder:
        argv = [
            "python3", "-m", "pytest", "-p", "no:cacheprovider", "--no-header",
            "--durations=12", f"--basetemp={folder / 'tmp'}",
            *_spread(stage), *stage.options, *places, *options,
        ]  # fmt: skip
        return subprocess.run(
            workshop_command(argv), env=chroot.at_work(tool_folders() | env),
            cwd=TREE, check=False, stdin=None if os.isatty(0) else subprocess.DEVNULL,
        ).returncode  # fmt: skip


def main(words: list[str]) -> int:
    """Run the layers named, cheap ones first, until one fails; the exit code is pytest's."""
    stages, options = chosen(words)
    needs = _needs(place for _, places in stages for place in places)
    wanted = {name for known, name in needs.items() if known not in os.environ}
    if wanted - {"assets"}:
        room.check()
    roots.workshop()
    codes = []
    with Desk(wanted) as desk:
        for stage, places in stages:
            title = stage.title({_layer(place) for place in places})
            with step(f"testing {title}", speaks=True):
                codes.append(_run(stage, places, options, desk))
            if codes[-1] not in {0, _NOTHING_TO_RUN}:
                say(f"{title} failed; what comes after it was not started")
                return codes[-1]
    return min(codes)
