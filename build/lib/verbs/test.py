"""`build/test`: linters, then each layer of tests, in one run of pytest in the workshop."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from build.lib import chroot, roots
from build.lib.progress import say
from build.lib.settings import TREE, BuildError, settings
from build.lib.verbs.desk import Desk
from build.lib.verbs.start import workshop_command

LAYERS = ("unit", "property", "golden", "contract", "integration", "web", "image")
LINTERS = "tests/unit/test_linters.py"


def places(words: list[str]) -> tuple[list[str], list[str]]:
    """Split `words` into what to test (all layers if none is named) and options for pytest."""
    named: list[str] = []
    while words and (words[0] in LAYERS or words[0] == "lint" or words[0].startswith("tests/")):
        word, *words = words
        named.append({"lint": LINTERS}.get(word, word if "/" in word else f"tests/{word}"))
    if not named:
        named = [f"tests/{layer}" for layer in LAYERS if (TREE / "tests" / layer).is_dir()]
    if absent := [name for name in named if not (TREE / name.split("::")[0]).exists()]:
        raise BuildError(f"no such tests: {', '.join(absent)}; layers: lint {' '.join(LAYERS)}")
    return named, words


def environment(desk: Path) -> dict[str, str]:
    """Where the tools of the tests keep what they keep: outside the tree."""
    kept = settings().cache / "tools"
    kept.mkdir(parents=True, exist_ok=True)
    return {
        "RUFF_CACHE_DIR": str(kept / "ruff"),
        "MYPY_CACHE_DIR": str(kept / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(kept / "hypothesis"),
        "PYTHONPYCACHEPREFIX": str(kept / "bytecode"),
        "LINEMAN_DESK": str(desk),
    }


def main(words: list[str]) -> int:
    """Run the layers named, cheap ones first; the exit code is pytest's."""
    named, options = places(words)
    roots.workshop()
    folder = Path(tempfile.mkdtemp(prefix="lm-test-"))
    desk = Desk(folder)
    say(f"testing {' '.join(named)}")
    try:
        argv = [
            "python3", "-m", "pytest", "-p", "no:cacheprovider", "--no-header", "-v",
            "--durations=12", f"--basetemp={folder / 'tmp'}", *named, *options,
        ]  # fmt: skip
        desk.open()
        done = subprocess.run(
            workshop_command(argv), env=chroot.environment(environment(folder)),
            cwd=TREE, check=False, stdin=None if os.isatty(0) else subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode
    finally:
        desk.close()
        shutil.rmtree(folder, ignore_errors=True)
