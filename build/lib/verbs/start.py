"""The edge of every verb: how it starts, how it is interrupted, how it fails."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from build.lib import chroot, host, roots
from build.lib.settings import BuildError

# Whatever ends the verb ends all it started: the programs have process numbers of their own,
# and when the first of them dies the kernel ends the rest.
_TOGETHER = [
    "setpriv", "--pdeathsig", "KILL", "--",
    "unshare", "--pid", "--fork", "--kill-child=KILL", "--",
]  # fmt: skip


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)


def start(main: Callable[[list[str]], int], *, root: bool = True) -> None:
    """Run `main` with the command's arguments and end with its exit code."""
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print((sys.modules["__main__"].__doc__ or "").strip())
        sys.exit(0)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        if root:
            host.become_root()
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; start again when you like, finished parts are kept")
    except BuildError as error:
        sys.exit(f"\nerror: {error}")
    except subprocess.CalledProcessError as error:
        said = f"\n{error.output}" if error.output else ""
        sys.exit(f"\nerror: {error.cmd} ended with {error.returncode}{said}")


def workshop_command(argv: list[str]) -> list[str]:
    """The host's argv for `argv` in the workshop, in a process family of its own."""
    return [*_TOGETHER, *chroot.command(roots.workshop(), argv)]
