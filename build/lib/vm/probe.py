"""From outside: virtual cards and telephones, and the moment of the first dial tone."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from build.lib.vm.waiting import connected, wait_until

# Box sides of the looped spans: one E1, and 16 telephone sockets with 8 office lines.
VIRTUAL_CARDS = "DYN/loc/1:0 E1\nDYN/loc/2:0 SSSSSSSSSSSSSSSSOOOOOOOO\n"
# What plays their far ends: the telephones and the exchange.
FAR_ENDS = (
    '[[span]]\nkey = 1\nletters = "E1"\n[[span]]\nkey = 2\nletters = "SSSSSSSSSSSSSSSSOOOOOOOO"\n'
)

# It starts early: an interpreter's own start takes seconds on an emulated processor.
_UNIT = """\
[Unit]
Description=Waits for dial tone, handed in by the virtual machine
DefaultDependencies=no
After=lineman-state.service
[Service]
Type=exec
ExecStart=/usr/bin/python3 -IB /run/credentials/@system/lineman.dial-tone
"""


def virtual_cards() -> dict[str, bytes]:
    """Line cards, telephones and an exchange that exist only in the guest's memory."""
    return {
        "lineman.virtual": VIRTUAL_CARDS.encode(),
        "lineman.virtual-machine": FAR_ENDS.encode(),
    }


def dial_tone_probe() -> dict[str, bytes]:
    """Credentials that make the guest say when a lifted telephone first hears dial tone."""
    return {
        "lineman.dial-tone": Path(__file__).with_name("dial_tone.py").read_bytes(),
        "systemd.extra-unit.lineman-dial-tone.service": _UNIT.encode(),
        "systemd.unit-dropin.lineman-virtual-phones.service~dial-tone": (
            b"[Unit]\nWants=lineman-dial-tone.service\n"
        ),
    }


def port(folder: Path) -> tuple[str, ...]:
    """QEMU's words for the port that the probe reports to."""
    return (
        "-device", "virtio-serial-pci,id=probes",
        "-chardev", f"socket,id=probe,path={folder}/probe,server=on,wait=off",
        "-device", "virtserialport,bus=probes.0,chardev=probe,name=lineman.probe",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DialTone:
    """`at`: when it began, by this machine's monotonic clock; the others are the guest's."""

    at: float
    after_lifting: float
    uptime: float


class Probe:
    """Listens for the guest's report."""

    def __init__(self, folder: Path) -> None:
        self._line = connected(folder / "probe")
        self._heard: DialTone | None = None
        threading.Thread(target=self._listen, name="probe", daemon=True).start()

    def _listen(self) -> None:
        with self._line.makefile("rb") as lines:
            told = json.loads(lines.readline() or b"null")
        if told is not None:
            # It takes a second and a half of sound to know it: that is no part of the waiting.
            began = time.monotonic() - told["ago"]
            self._heard = DialTone(began, told["after"], told["uptime"])

    def wait(self, seconds: float) -> DialTone:
        """Wait for the first dial tone."""
        return wait_until(lambda: self._heard, "dial tone", seconds=seconds, every=0.05)
