"""Cards emulated outside the guest, for `build/run --cards`."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib import chroot
from build.lib.progress import say
from build.lib.verbs.start import workshop_command
from build.lib.vm.probe import VIRTUAL_CARDS, Probe
from build.lib.vm.waiting import connected, wait_until

# What a person may ask for, and what the emulator calls it.
MODELS = {"tdm400p": "tdm400p:SSOO", "te121": "te121", "te122": "te122"}

LISTENS = 1.0  # seconds for the next word of a lifted telephone, six times
HANGS_UP = 2.0  # seconds between two tries: less than 1.25 is a hook flash to the driver


def telephones(card: str) -> int:
    """How many telephones are in the sockets of `card`."""
    if card == "virtual":
        return VIRTUAL_CARDS.split()[-1].count("S")
    return MODELS[card].partition(":")[2].count("S")


def device(socket_path: Path) -> tuple[str, ...]:
    """QEMU's words for a card served at `socket_path`."""
    at = {"type": "unix", "path": str(socket_path)}
    return ("-device", json.dumps({"driver": "vfio-user-pci", "rombar": 0, "socket": at}))


@contextmanager
def plugged(card: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Emulate `card` as long as the block runs; gives QEMU's words for it."""
    if card == "virtual":
        yield ()
        return
    at = folder / "card"
    argv = ["python3", "-m", "drivers.virtual.cards", MODELS[card], str(at), f"{folder}/far-ends"]
    with (folder / "card.log").open("w") as log:
        emulator = subprocess.Popen(
            workshop_command(argv), env=chroot.at_work({}), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(at.exists, "the emulated card", seconds=30, every=0.1)
        yield device(at)
    finally:
        emulator.kill()
        emulator.wait()


def first_dial_tone(card: str, folder: Path) -> float | None:
    """Wait for dial tone on the first telephone; seconds after lifting where they are known."""
    if card == "virtual":
        return Probe(folder).wait(900).after_lifting
    if not telephones(card):
        say("this card has no telephones: not waiting for dial tone")
        return None
    with connected(folder / "far-ends") as line:
        line.settimeout(LISTENS)
        wait_until(lambda: _tone_heard(line), "dial tone", seconds=900, every=HANGS_UP)
    return None


def _tone_heard(line: socket.socket) -> bool:
    """Lift the telephone of socket 1, listen for some seconds, hang up."""
    heard = b""
    line.sendall(b'{"id": 1, "do": "lift", "port": 1}\n')
    for _ in range(6):
        with contextlib.suppress(TimeoutError):
            heard += line.recv(65536)
        if b'"tone"' in heard and b'"dial"' in heard:
            break
    line.sendall(b'{"id": 2, "do": "hang_up", "port": 1}\n')
    return b'"dial"' in heard
