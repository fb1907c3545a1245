"""Reaches into another process: `other_process.py HOW UNIT`, the main process of a unit.

The exit code is 0 when it was let in, 1 when it was not, 99 when it was never tried.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

UNTRIED = 99
SEIZE, PIDFD_GETFD = 0x4206, 438  # ptrace(2), pidfd_getfd(2)
LIBC = ctypes.CDLL(None, use_errno=True)


def main_process(unit: str) -> int:
    """0 when it does not run."""
    argv = ["systemctl", "show", "--property=MainPID", "--value", unit]
    return int(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


def asked(call: str, *words: int) -> int:
    """What a call of the C library gave; OSError if it was refused."""
    result = int(getattr(LIBC, call)(*map(ctypes.c_long, words)))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def trace(pid: int) -> None:
    """It is let go as this program ends."""
    asked("ptrace", SEIZE, pid, 0, 0)


def memory(pid: int) -> None:
    """The file is asked for first: where to read in it is another file's secret."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as opened:
        opened.seek(int(Path(f"/proc/{pid}/maps").read_text().partition("-")[0], 16))
        if not opened.read(1):
            raise OSError("nothing to read")


def environment(pid: int) -> None:
    """Of all that is in the way of the others, its capabilities alone are in the way of this."""
    Path(f"/proc/{pid}/environ").read_bytes()


def open_file(pid: int) -> None:
    """Such as the line by which it speaks to the kernel; its first will do."""
    process = os.pidfd_open(pid)
    os.close(asked("syscall", PIDFD_GETFD, process, 0, 0))


HOWS = {"trace": trace, "memory": memory, "environment": environment, "open file": open_file}


def main() -> int:
    how, unit = sys.argv[1:]
    if not (pid := main_process(unit)):
        print(f"{unit} does not run")
        return UNTRIED
    try:
        HOWS[how](pid)
    except OSError as fault:
        print(repr(fault))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
