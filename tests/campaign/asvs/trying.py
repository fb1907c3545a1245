"""Tests of the table, run by pytest in this tree or in a copy of it; what became of each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.campaign.asvs.table import Removal

_LEFT_OUT = shutil.ignore_patterns(
    ".git", "__pycache__", "node_modules", "results", ".*_cache", "static"
)
_LONGEST = 900.0  # seconds for the tests of one file
_TOLD = 300  # characters of why one failed


def outcomes(report: str, names: Iterable[str]) -> dict[str, str | None]:
    """What was bad about each test that a JUnit report should have; None for nothing."""
    told: dict[str, list[str | None]] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):  # noqa: S314  # pytest's own
        plain = case.get("name", "").partition("[")[0]
        wrong = [each for kind in ("failure", "error", "skipped") for each in case.findall(kind)]
        said = f"{wrong[0].tag}: {wrong[0].get('message', '')}"[:_TOLD] if wrong else None
        told.setdefault(plain, []).append(said)
    found: dict[str, str | None] = {}
    for name in names:
        each = told.get(name.partition("::")[2], ["did not run"])
        found[name] = next(filter(None, each), None)
    return found


def tried(tree: Path, names: Iterable[str], folder: Path) -> dict[str, str | None]:
    """Each of these tests of one file, run in `tree`; the report goes to `folder`."""
    wanted = sorted(names)
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "output").open("w") as output:
        subprocess.run(
            [*argv, *wanted], cwd=tree, env=env, check=False, timeout=_LONGEST,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    if not report.exists():
        said = (folder / "output").read_text()[-_TOLD:]
        return dict.fromkeys(wanted, f"pytest did not begin: {said}")
    return outcomes(report.read_text(), wanted)


def copied(tree: Path, to: Path) -> Path:
    """A copy of the tree to take controls out of."""
    shutil.copytree(tree, to, ignore=_LEFT_OUT, symlinks=True)
    return to


def without(copy: Path, removal: Removal, folder: Path) -> str | None:
    """What is bad about a test that has to fail while the control is out; None when it fails."""
    file = copy / removal.file
    whole = file.read_text()
    file.write_text(removal.done_to(whole))
    try:
        said = tried(copy, [removal.test], folder)[removal.test]
    finally:
        file.write_text(whole)
    if said is None:
        return f"{removal.test} passes though {removal.file} is without it"
    return None if said.startswith("failure") else said


def by_file(names: Iterable[str]) -> Mapping[str, list[str]]:
    """Tests of one file are run together."""
    found: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        found.setdefault(name.partition("::")[0], []).append(name)
    return found
