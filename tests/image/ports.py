"""What a box listens to, in the words of build/reference/ports.

The build reads that file out of the root (`build/lib/supply/listening.py`), where nothing runs yet:
here the running box is held to it. A line that ends in `?` may be absent: what the office's network
says, or a call, makes the socket.
"""

from __future__ import annotations

import re

from build.lib.settings import TREE

AGREED = TREE / "build" / "reference" / "ports"
_SHOW = ["ss", "--no-header", "--listening", "--tcp", "--udp", "--numeric", "--processes"]
# From here on the kernel gives ports away by chance, and Asterisk its own for sound.
_CHANCE = 32768
_MAYBE = " ?"


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


def drift(output: str) -> list[str]:
    """What listens without being agreed (`+`), and what is agreed and does not listen (`-`)."""
    agreed = AGREED.read_text().splitlines()
    may = {line.removesuffix(_MAYBE) for line in agreed}
    must = {line for line in agreed if not line.endswith(_MAYBE)}
    found = set(told(output).splitlines())
    return [f"+{line}" for line in sorted(found - may)] + [
        f"-{line}" for line in sorted(must - found)
    ]
