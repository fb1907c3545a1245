"""What a box listens to, in the words of build/reference/ports."""

from __future__ import annotations

import re

from build.lib.settings import TREE

AGREED = TREE / "build" / "reference" / "ports"
_SHOW = ["ss", "--no-header", "--listening", "--tcp", "--udp", "--numeric", "--processes"]
# From here on the kernel gives ports away by chance, and Asterisk its own for sound.
_CHANCE = 32768


def asked() -> list[str]:
    """The command whose output `told` reads."""
    return list(_SHOW)


def told(output: str) -> str:
    """A line a socket: protocol, address, port and the program that listens; sorted."""
    lines = set()
    for line in output.splitlines():
        protocol, _state, _received, _sent, local, *rest = line.split()
        address, _, number = local.rpartition(":")
        bare, _, interface = address.partition("%")
        # What the office's network calls the box is not the same everywhere.
        address = "lan" if interface not in {"", "lo"} else bare
        port = "any" if number.isdigit() and int(number) >= _CHANCE else number
        program = re.search(r'users:\(\("([^"]+)"', " ".join(rest))
        lines.add(f"{protocol} {address} {port} {program[1] if program else '-'}\n")
    return "".join(sorted(lines))


def surplus(output: str) -> list[str]:
    """What listens without being agreed; one that is agreed may be absent for a moment."""
    return sorted(set(told(output).splitlines()) - set(AGREED.read_text().splitlines()))
