"""Ctrl-C belongs to the verb: what it runs in a root says nothing of its own, and ends with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from build.lib import chroot
from build.lib.chroot import Root
from build.lib.settings import TREE
from build.lib.vm.waiting import wait_until

_HIT = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nprint('goes on')\n"


@pytest.mark.usefixtures("own_cache")
def test_a_program_in_a_root_leaves_ctrl_c_to_the_verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would tell where it was; a person at a terminal wants to hear of the verb alone."""
    monkeypatch.setattr(chroot, "TOGETHER", ())
    monkeypatch.setattr(chroot, "command", lambda _root, argv, **_words: argv)
    done = chroot.run(Root(tmp_path), [sys.executable, "-c", _HIT], capture=True)
    assert done.stdout == "goes on\n"


# What makes a root writes where the next build would make it anew.
_MAKING = """
import sys
from pathlib import Path
from build.lib import roots
roots.bootstrap(Path("/nowhere"), ["zstd"], Path(sys.argv[1]))
"""


@pytest.mark.usefixtures("own_cache")
def test_what_makes_a_root_ends_with_a_build_that_is_killed(tmp_path: Path) -> None:
    target, tool = tmp_path / "root", tmp_path / "mmdebstrap"
    tool.write_text(f"#!/bin/sh\nwhile :; do date +%s.%N >{target}; sleep 0.05; done\n")
    tool.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    argv = [sys.executable, "-c", _MAKING, str(target)]
    with subprocess.Popen(argv, cwd=TREE, env={**os.environ, "PATH": path}) as build:
        wait_until(target.exists, "the root is begun", seconds=60, every=0.05)
        build.kill()

    def stands_still() -> bool:
        before = target.read_text()
        time.sleep(0.3)
        return target.read_text() == before

    wait_until(stands_still, "nobody writes to the root any more", seconds=30)


@pytest.mark.parametrize("environment", [chroot.environment, chroot.at_work])
def test_what_runs_as_root_leaves_nothing_in_a_persons_tree(
    environment: Callable[[Mapping[str, str]], dict[str, str]], tmp_path: Path, own_cache: Path
) -> None:
    (tmp_path / "module.py").touch()
    argv = [sys.executable, "-c", "import module; print(module.__cached__)"]
    done = subprocess.run(
        argv, env=environment({}), cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert not (tmp_path / "__pycache__").exists()
    kept = Path(done.stdout.strip())
    assert kept.exists() == (environment is chroot.at_work)
    if kept.exists():
        assert own_cache in kept.parents
