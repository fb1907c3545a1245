"""What comes of a slot that nobody decided about within ten minutes."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_BEFORE = {"a_left": "1", "b_left": "2"}


@dataclass
class Box:
    """A boot environment, the slot that runs, and a systemctl that takes notes."""

    folder: Path
    environment: bytes = b""  # instead of what is asked for

    def __post_init__(self) -> None:
        tool = self.folder / "bin/systemctl"
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\necho "$@" >>{self.folder}/told\n')
        tool.chmod(0o755)

    def ten_minutes_later(self, slot: str, **environment: str) -> int:
        """The exit code of the program as it is but for where it looks."""
        block = grub.environment(grub.FACTORY_ENVIRONMENT | _BEFORE | environment)
        (self.folder / "esp").write_bytes(self.environment or block)
        (self.folder / "slot").symlink_to(f"/var/lib/lineman/slots/{slot}")
        program = (_LIBEXEC / "trial").read_text()
        program = program.replace("/usr/lib/lineman/libexec", str(_LIBEXEC))
        program = program.replace("/run/lineman", str(self.folder))
        done = subprocess.run(
            ["sh", "-c", program], check=False, capture_output=True, timeout=20,
            env={
                "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                "LINEMAN_BOOTENV": str(_LIBEXEC / "bootenv"),
                "LINEMAN_ESP": str(self.folder / "esp"), "LINEMAN_ENV": "0",
            },
        )  # fmt: skip
        return done.returncode

    @property
    def restarted(self) -> bool:
        return (self.folder / "told").exists()

    def tries(self) -> dict[str, str]:
        lines = (self.folder / "esp").read_text().splitlines()
        return dict(line.split("=") for line in lines if line[:6] in {"a_left", "b_left"})


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize(("slot", "other"), [("A", "b"), ("B", "a")])
def test_a_slot_on_trial_restarts_while_the_other_is_good(box: Box, slot: str, other: str) -> None:
    assert box.ten_minutes_later(slot, **{f"{other}_good": "1"}) == 0
    assert box.restarted
    assert box.tries() == _BEFORE


@pytest.mark.parametrize("slot", ["A", "B"])
@pytest.mark.parametrize(
    "other",
    [{}, {"a_left": "0", "b_left": "0", "a_good": "1", "b_good": "1"}],
    ids=["never good", "good once, without tries"],
)
def test_with_nothing_to_go_back_to_no_call_is_ended(
    box: Box, slot: str, other: dict[str, str]
) -> None:
    own = slot.lower()
    assert box.ten_minutes_later(slot, **other | {f"{own}_good": "0", f"{own}_left": "0"}) == 0
    assert not box.restarted
    assert box.tries()[f"{own}_left"] == "3"


@pytest.mark.parametrize("slot", ["A", "B"])
@pytest.mark.parametrize("left", ["0", "1", "2"])
@pytest.mark.parametrize("other", ["0", "1"])
def test_a_proved_slot_has_its_tries_back_without_a_supervisor(
    box: Box, slot: str, left: str, other: str
) -> None:
    own = slot.lower()
    good = {"a_good": other, "b_good": other} | {f"{own}_good": "1"}
    assert box.ten_minutes_later(slot, **good | {f"{own}_left": left}) == 0
    assert not box.restarted
    assert box.tries() == _BEFORE | {f"{own}_left": "3"}


def test_a_boot_environment_that_cannot_be_read_ends_no_call(box: Box) -> None:
    """The unit fails, which is told."""
    box.environment = bytes(1024)
    assert box.ten_minutes_later("A", b_good="1") != 0
    assert not box.restarted
