"""The image under test and the machine it usually runs in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.lib.vm.machine import OVMF_VARS, Disk, Machine
from build.lib.vm.probe import virtual_cards
from build.lib.vm.waiting import wait_until
from tests.image.harness.door import agent_credentials
from tests.image.harness.far_ends import FAR_ENDS_SOCKET, FarEnds
from tests.image.harness.guest import Guest
from tests.image.harness.link import GuestFault

DISK_BYTES = 8 << 30
_PHONE = "1"


def image_under_test() -> Path:
    """The raw disk image, as `build/test` hands it over."""
    named = os.environ.get("LINEMAN_IMAGE_FOLDER")
    if not named:
        raise RuntimeError("LINEMAN_IMAGE_FOLDER is not set: run these tests by `build/test image`")
    return Path(named) / "lineman.img"


def overlay(image: Path, target: Path, size: int = DISK_BYTES) -> Path:
    """A disk of `size` bytes that starts as `image` and keeps what is written to itself."""
    argv = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", str(image)]
    subprocess.run([*argv, str(target), str(size)], check=True)
    return target


def uefi_variables(folder: Path) -> Path:
    """Fresh firmware variables, in the format that grows with what is written."""
    target = folder / "uefi-variables.qcow2"
    argv = ["qemu-img", "convert", "-f", "raw", "-O", "qcow2", OVMF_VARS, str(target)]
    subprocess.run(argv, check=True)
    return target


def usual_box(
    image: Path, folder: Path, *, uefi: bool = False,
    credentials: Mapping[str, bytes] | None = None, **fields: Any,
) -> Machine:  # fmt: skip
    """The machine of most tests: a fresh disk below `folder`, virtual cards, the agent."""
    inside = agent_credentials() | virtual_cards()
    return Machine(
        disks=(Disk(overlay(image, folder / "disk.qcow2")),),
        uefi_variables=uefi_variables(folder) if uefi else None,
        credentials=inside | dict(credentials or {}),
        **fields,
    )


def wait_for_dial_tone(guest: Guest, *, seconds: float = 300) -> None:
    """Wait until somebody who lifts the first telephone of the virtual cards hears dial tone."""
    guest.wait_for_agent(seconds=seconds)
    guest.wait(["asterisk", "-rx", "dahdi show channels"], "from-internal", seconds=seconds)
    guest.wait(["test", "-S", FAR_ENDS_SOCKET], seconds=seconds)
    wait_until(lambda: _hears_dial_tone(FarEnds(guest)), "dial tone", seconds=seconds)


def _hears_dial_tone(ends: FarEnds) -> bool:
    """Lift, listen, hang up; an exchange that restarts meanwhile needs another lift."""
    try:
        ends.do("phone.lift", phone=_PHONE)
        ends.do("phone.expect_tone", phone=_PHONE, tone="dial", within=20)
    except GuestFault:
        return False
    finally:
        ends.do("phone.hang_up", phone=_PHONE)
    return True
