"""Runs inside the guest: lifts the first virtual telephone until it hears dial tone, then says so.

It comes in as a credential of the virtual machine, so it may use the standard library only.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Any, TextIO

PHONES = "/run/lineman-virtual/control.sock"
# Seconds that a telephone is lifted at first: it takes one and a half to know a dial tone. One
# lifted before the exchange began hears nothing until it is lifted anew, however long it waits.
SHORTEST = 1.8


def ask(lines: TextIO, request: dict[str, Any]) -> dict[str, Any]:
    """One request to the virtual telephones."""
    lines.write(json.dumps(request) + "\n")
    lines.flush()
    answer = json.loads(lines.readline())
    return dict(answer)


def lifted(phone: str, within: float) -> tuple[float, float] | None:
    """Lift `phone` for `within` seconds; when it had dial tone: seconds after that, seconds ago."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(PHONES)
        with line.makefile("rw") as lines:
            ask(lines, {"do": "phone.lift", "phone": phone})
            up = time.monotonic()
            expected = {"do": "phone.expect_tone", "phone": phone, "tone": "dial"}
            answer = ask(lines, {**expected, "within": within})
            since = time.monotonic() - up
            ask(lines, {"do": "phone.hang_up", "phone": phone})
    return (answer["after"], since - answer["after"]) if answer["ok"] else None


def port() -> Path:
    """The node of the port we report to, found without waiting for udev."""
    while True:
        for name in Path("/sys/class/virtio-ports").glob("*/name"):
            if name.read_text().strip() == "lineman.probe":
                return Path("/dev") / name.parent.name
        time.sleep(0.2)


def main() -> None:
    """Try until there is dial tone, and report it once."""
    within = SHORTEST
    while True:
        try:
            heard = lifted("1", within)
        except (OSError, ValueError):  # nobody plays the telephones yet
            heard = None
        else:
            within += 0.5  # a slow machine needs longer to know it
        if heard is not None:
            break
        time.sleep(0.1)
    after, ago = heard
    began = time.monotonic() - ago
    said = os.open(port(), os.O_WRONLY)
    ago = time.monotonic() - began
    uptime = float(Path("/proc/uptime").read_text().split()[0]) - ago
    told = {"after": after, "ago": ago, "uptime": uptime}
    os.write(said, json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
