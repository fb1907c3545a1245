"""What RAUC is told of the slots is what the boot environment says, and what it says is kept."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"


def _backend(env: Path, *words: str) -> str:
    environment = {
        **os.environ,
        "LINEMAN_BOOTENV": str(_LIBEXEC / "bootenv"),
        "LINEMAN_ESP": str(env),
        "LINEMAN_ENV": "0",
    }
    argv = ["sh", str(_LIBEXEC / "rauc-bootloader"), *words]
    done = subprocess.run(argv, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _env(folder: Path, **changed: str) -> Path:
    path = folder / "env"
    path.write_bytes(grub.environment(grub.FACTORY_ENVIRONMENT | changed))
    return path


@pytest.mark.parametrize(
    ("left", "good", "said"),
    [("3", "1", "good"), ("1", "1", "good"), ("0", "1", "bad"), ("3", "0", "bad")],
)
def test_only_a_slot_that_proved_itself_and_can_be_started_is_good(
    tmp_path: Path, left: str, good: str, said: str
) -> None:
    env = _env(tmp_path, b_left=left, b_good=good)
    assert _backend(env, "get-state", "B") == said


def test_a_slot_that_was_just_written_is_first_and_on_trial(tmp_path: Path) -> None:
    env = _env(tmp_path, a_good="1", b_good="1")
    _backend(env, "set-state", "B", "bad")
    assert _backend(env, "get-primary") == "A"
    _backend(env, "set-primary", "B")
    assert _backend(env, "get-primary") == "B"
    assert _backend(env, "get-state", "B") == "bad"
    _backend(env, "set-state", "B", "good")
    assert _backend(env, "get-state", "B") == "good"
