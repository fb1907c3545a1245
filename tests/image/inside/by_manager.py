"""Has Asterisk run a program, asked over its manager interface: `by_manager.py HOW`.

The exit code is 0 when the program ran, 1 when it did not, 99 when Asterisk was never asked.
"""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

UNTRIED = 99
WITHIN = 5  # seconds; where it runs it does so at once
UP_WITHIN = 30  # seconds
CHECK = Path("/var/spool/asterisk/check")  # where Asterisk writes and the supervisor looks
OWN_LINES = Path("/var/lib/lineman/custom/extensions_custom.conf")
SECRET = Path("/run/lineman/ami.conf")
CALL = (("Channel", "Local/loop@lineman-check/n"), ("Async", "true"))
ON_AIR = (*CALL, ("Context", "lineman-check"), ("Exten", "tone"), ("Priority", "1"))

Fields = tuple[tuple[str, str], ...]


class Manager:
    """The supervisor's own way in."""

    def __init__(self) -> None:
        self._line = socket.create_connection(("127.0.0.1", 5038), 30)
        self._lines = self._line.makefile("rb")
        self._lines.readline()
        secret = SECRET.read_text().partition("=")[2].strip()
        login = (("Username", "lineman"), ("Secret", secret), ("Events", "off"))
        if "Success" not in self.ask("Login", *login):
            raise OSError("no log-in")

    def ask(self, action: str, *fields: tuple[str, str]) -> str:
        """What Asterisk answers, headers and all."""
        about = (("Action", action), *fields)
        self._line.sendall("".join(f"{n}: {v}\r\n" for n, v in about).encode() + b"\r\n")
        told = "".join(self._packet())
        print(action, fields, "->", told)
        return told

    def _packet(self) -> Iterator[str]:
        while line := self._lines.readline().decode(errors="replace"):
            if not line.strip():
                return
            yield line

    def channel(self) -> str:
        """One end of a call that is up, made for this."""
        self.ask("Originate", *ON_AIR)
        until = time.monotonic() + UP_WITHIN
        while time.monotonic() < until:
            for word in self.ask("Command", ("Command", "core show channels concise")).split():
                if word.startswith("Local/loop@lineman-check") and ";1!" in word:
                    return word.partition("!")[0]
        raise OSError("no call")


def by_action(manager: Manager, program: str) -> None:
    channel = manager.channel()
    file = f"{CHECK}/hostile.sln"
    manager.ask("MixMonitor", ("Channel", channel), ("File", file), ("Command", program))
    manager.ask("Hangup", ("Channel", channel))


def by_console(manager: Manager, program: str) -> None:
    channel = manager.channel()
    line = f'mixmonitor start {channel} "{CHECK}/hostile.sln,,{program}"'  # one word of it
    manager.ask("Command", ("Command", line))
    manager.ask("Command", ("Command", f"channel request hangup {channel}"))


def by_application(manager: Manager, program: str) -> None:
    what = (("Application", "MixMonitor"), ("Data", f"{CHECK}/hostile.sln,,{program}"))
    manager.ask("Originate", *CALL, *what)


def by_own_lines(manager: Manager, program: str) -> None:
    """The dialplan is the supervisor's to write: no right of the interface is in the way."""
    steps = (f"MixMonitor({CHECK}/hostile.sln,,{program})", "Wait(0.5)", "Hangup()")
    exten = "exten => x,1," + "same => n,".join(f"{step}\n" for step in steps)
    before = OWN_LINES.read_bytes() if OWN_LINES.exists() else None
    try:
        OWN_LINES.write_text(f"[hostile]\n{exten}")
        manager.ask("Command", ("Command", "dialplan reload"))
        told = manager.ask("Command", ("Command", "dialplan show hostile"))
        if "MixMonitor" not in told:
            raise OSError("not read")
        manager.ask(
            "Originate", ("Channel", "Local/x@hostile/n"), ("Application", "Wait"), ("Data", "1")
        )
    finally:
        if before is None:
            OWN_LINES.unlink(missing_ok=True)
        else:
            OWN_LINES.write_bytes(before)
        manager.ask("Command", ("Command", "dialplan reload"))


HOWS = {
    "action": by_action,
    "console": by_console,
    "application": by_application,
    "own lines": by_own_lines,
}


def main() -> int:
    proof = CHECK / "hostile"
    proof.unlink(missing_ok=True)
    try:
        HOWS[sys.argv[1]](Manager(), f"/usr/bin/touch {proof}")
    except OSError as fault:
        print(repr(fault))
        return UNTRIED
    until = time.monotonic() + WITHIN
    while time.monotonic() < until and not proof.exists():
        time.sleep(0.2)
    ran = proof.exists()
    for left in CHECK.glob("hostile*"):
        left.unlink()
    return 0 if ran else 1


sys.exit(main())
