"""Attempts on another process tell being let in from being refused, by the kernel's own rules."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.image.inside import other_process

_PROGRAM = Path(other_process.__file__).read_text()
# Whoever has fewer capabilities than a process of the same user may not look into it.
_WITH_FEWER = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


@pytest.fixture
def process() -> Iterator[int]:
    """One of root's, with all of root's rights."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        yield running.pid


def _tried(folder: Path, how: str, process: int, before: list[str]) -> tuple[int, str]:
    """Exit code and words; systemd says that the unit's main process is `process`."""
    says = folder / "systemctl"
    says.write_text(f"#!/bin/sh\necho {process}\n")
    says.chmod(0o755)
    done = subprocess.run(
        [*before, sys.executable, "-Ic", _PROGRAM, how, "some.service"],
        env={"PATH": f"{folder}:{os.environ['PATH']}"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("how", other_process.HOWS)
def test_root_is_let_in(tmp_path: Path, process: int, how: str) -> None:
    assert _tried(tmp_path, how, process, []) == (0, "")


@pytest.mark.parametrize("how", other_process.HOWS)
def test_who_has_fewer_rights_is_refused(tmp_path: Path, process: int, how: str) -> None:
    code, said = _tried(tmp_path, how, process, _WITH_FEWER)
    assert code == 1
    assert said.startswith("PermissionError")


def test_a_unit_that_does_not_run_is_not_tried(tmp_path: Path) -> None:
    code, said = _tried(tmp_path, "memory", 0, [])
    assert (code, said) == (other_process.UNTRIED, "some.service does not run\n")
