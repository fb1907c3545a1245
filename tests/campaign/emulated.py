"""A card emulated outside the guest, plugged into a machine, and the far ends on it."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.wire.views import CardView
from build.lib.vm.waiting import PATIENCE, TooLate, connected, wait_until
from tests.image.harness import Guest, GuestFault

TREE = Path(__file__).resolve().parents[2]
Message = dict[str, Any]


class EmulatedCard:
    """The card's far ends by port, counted from 1 as on the bracket."""

    def __init__(self, at: Path, control: Path) -> None:
        self.at = at
        self._line = connected(control)
        self._line.settimeout(20 * PATIENCE)
        self._lines = self._line.makefile("rb")
        self._numbers = itertools.count(1)
        self.events: list[Message] = []

    def do(self, word: str, port: int = 1, **words: object) -> Message:
        """One request; events that come meanwhile are kept."""
        number = next(self._numbers)
        request = {"id": number, "do": word, "port": port, **words}
        self._line.sendall(json.dumps(request).encode() + b"\n")
        while (message := json.loads(self._lines.readline())).get("id") != number:
            self.events.append(message)
        assert message["ok"], message
        return dict(message)

    def happened(self, event: str, *, seconds: float = 300, **facts: object) -> Message:
        """Wait until `event` with these facts has come since it was last taken."""

        def look() -> Message | None:
            with contextlib.suppress(TimeoutError, AssertionError):
                self.do("state")
            for message in self.events:
                if message.get("event") == event and facts.items() <= message.items():
                    self.events.remove(message)
                    return message
            return None

        return wait_until(look, f"{event} {facts}, came: {self.events}", seconds=seconds)

    def forget(self) -> None:
        """What came until now is no answer to what is done from now on."""
        self.do("state")
        self.events.clear()

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()


@contextmanager
def emulated(card: str, folder: Path) -> Iterator[EmulatedCard]:
    """Serve `card` (`tdm400p:SSOO`, `te122`) as long as the block runs."""
    at, control = folder / "card", folder / "far-ends"
    argv = [sys.executable, "-m", "drivers.virtual.cards", card, str(at), str(control)]
    with (folder / "card.log").open("w") as log:
        emulator = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *argv], cwd=TREE,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until(lambda: at.exists() and control.exists(), "the emulated card", seconds=30)
        served = EmulatedCard(at, control)
        yield served
        served.close()
    finally:
        emulator.kill()
        emulator.wait()


def plug(guest: Guest, card: EmulatedCard) -> None:
    """Put it into the box that runs."""
    at = {"type": "unix", "path": str(card.at)}
    guest.monitor.plug("vfio-user-pci", "card", rombar=0, socket=at)


@contextmanager
def telling(guest: Guest) -> Iterator[None]:
    """What the box knows of its channels and said last, where something is not as it must be."""
    try:
        yield
    except (AssertionError, GuestFault, TooLate):
        for line in (
            "lsdahdi; asterisk -rx 'dahdi show channels'; asterisk -rx 'core show channels'",
            "asterisk -rx 'dahdi show channel 1'",
            "journalctl --boot --no-pager --output=short-monotonic --lines=200",
        ):
            print(guest.run(["/bin/sh", "-c", line], check=False).out, flush=True)
        raise


def is_served(guest: Guest, card: CardView) -> None:
    """Asterisk has each channel: who lifts before that is not heard until he lifts again."""
    for each in card.sockets:
        argv = ["asterisk", "-rx", f"dahdi show channel {each.channel}"]
        guest.wait(argv, "Signalling Type:", seconds=120)
