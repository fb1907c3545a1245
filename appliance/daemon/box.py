"""What this box is: read once, at start, but for its name."""

import os
import pwd
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.wire.views import Slot

_RELEASE = Path("/usr/lib/os-release")
_BOOT = Path("/proc/sys/kernel/random/boot_id")
CONSOLE_USER = "lineman-console"  # whom lineman-prompt@.service runs as
AGENT_USER = "lineman-snmp"


@dataclass(frozen=True, slots=True)
class Box:
    """`started` is when the box was switched on, in seconds since the epoch; `boot` names it."""

    version: str
    slot: Slot
    boot: str
    started: float

    @property
    def name(self) -> str:
        """In the network; a change of settings gives it another."""
        return socket.gethostname()


def read_box(slot: Path) -> Box:
    """`slot` is the running slot's folder, which bears its letter."""
    return Box(
        version=release_version(_RELEASE.read_text("utf-8")),
        slot=Slot(slot.name) if slot.name in {"A", "B"} else Slot.A,
        boot=_BOOT.read_text("ascii").strip(),
        started=time.time() - time.clock_gettime(time.CLOCK_BOOTTIME),
    )


def release_version(text: str) -> str:
    """The image's version in an os-release(5) file; `development` outside an image."""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name == "IMAGE_VERSION":
            return value.strip("\"'")
    return "development"


def agent(user: str = AGENT_USER) -> int | None:
    """The uid of who tells the numbers over SNMP; None where there is no such user."""
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return None


def owners(console: str = CONSOLE_USER) -> frozenset[int]:
    """Uids that have the console's right: root, and whoever runs the console's prompt.

    On a developer's machine also whoever started us.
    """
    found = {0} | ({os.getuid()} if os.getuid() >= 1000 else set())
    with suppress(KeyError):
        found.add(pwd.getpwnam(console).pw_uid)
    return frozenset(found)
