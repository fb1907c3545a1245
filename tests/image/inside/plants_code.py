"""Leaves code in its user's home for a unit that the same user runs with more rights than it has.

`plants_code.py UNIT FILE HOME`: at each start the unit writes FILE anew, in a folder of its user's.
The exit code is 0 when it ran the code, 1 when it did not, 99 when it was never tried.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

UNTRIED = 99
WITHIN = 90  # seconds until a unit whose process was killed runs again
OWN = f"lib/python3.{sys.version_info.minor}/site-packages/usercustomize.py"


def main_process(unit: str) -> int:
    """0 when it does not run."""
    argv = ["systemctl", "show", "--property=MainPID", "--value", unit]
    return int(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


def written(file: Path) -> tuple[int, int]:
    """Changes with every writing."""
    now = file.stat()
    return now.st_ino, now.st_mtime_ns


def started_anew(unit: str, file: Path) -> bool:
    """Kill its process, as its user may, and wait until another has written `file`."""
    process, before = main_process(unit), written(file)
    os.kill(process, signal.SIGKILL)
    until = time.monotonic() + WITHIN
    while written(file) == before:
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def main() -> int:
    unit, file, kept = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) / ".local"
    code, ran = kept / OWN, file.with_name("hostile-ran")
    if kept.exists() or not main_process(unit):
        print(f"{kept} is there, or {unit} does not run")
        return UNTRIED
    try:
        code.parent.mkdir(parents=True)
        code.write_text(f"import pathlib; pathlib.Path({str(ran)!r}).touch()\n")
        if not started_anew(unit, file):
            print(f"{unit} did not start anew")
            return UNTRIED
        return 0 if ran.exists() else 1
    except OSError as fault:
        print(repr(fault))
        return UNTRIED
    finally:
        shutil.rmtree(kept, ignore_errors=True)
        ran.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
