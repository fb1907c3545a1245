"""Code that was left in a user's home is run by a Python that is not isolated, and told apart."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until
from tests.image.inside import plants_code

_PYTHON = "/usr/bin/python3"  # one in a venv looks into nobody's home
_PROGRAM = Path(plants_code.__file__).read_text()
_UNIT = """
import pathlib, sys
file = pathlib.Path(sys.argv[1])
new = file.with_suffix(".new")
new.touch()
new.replace(file)
sys.stdin.read()
"""


@contextmanager
def _unit(folder: Path, *options: str) -> Iterator[Path]:
    """A service that is started anew when it dies; gives the file that it writes then."""
    file, pid, ended = folder / "state/file", folder / "pid", threading.Event()
    file.parent.mkdir()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        argv = [_PYTHON, *options, "-c", _UNIT, str(file)]
        while not ended.is_set():
            with subprocess.Popen(argv, stdin=subprocess.PIPE, env={"HOME": str(folder)}) as child:
                running.append(child)
                pid.write_text(str(child.pid))
                child.wait()

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield file
    finally:
        ended.set()
        running[-1].kill()
        keeper.join()


@pytest.mark.parametrize(("options", "code"), [((), 0), (("-I",), 1)])
def test_it_is_run_where_python_is_not_isolated(
    tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    says = tmp_path / "systemctl"
    says.write_text(f"#!/bin/sh\ncat {tmp_path}/pid\n")
    says.chmod(0o755)
    with _unit(tmp_path, *options) as file:
        wait_until(file.exists, "the service runs", seconds=30)
        done = subprocess.run(
            [_PYTHON, "-Ic", _PROGRAM, "some.service", str(file), str(tmp_path)],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (code, "")
    assert not (tmp_path / ".local").exists()
