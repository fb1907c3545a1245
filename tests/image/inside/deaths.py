"""Runs in the guest: kills the units named, all at once, and prints how long each was away.

`deaths.py READY UNIT...` makes the file READY once they are dead. It prints a JSON object of
seconds: a unit is back when it is active with a new process, `page` when it answers to nginx's
asking.
"""

import json
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

LIMIT = 300  # seconds
ANYBODY = ssl._create_unverified_context()  # noqa: S323 - the box made its certificate itself


def state(unit: str) -> tuple[str, str]:
    """Its main process, and whether it is active."""
    argv = ["systemctl", "show", "--property=MainPID,ActiveState", "--value", unit]
    pid, active = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()
    return pid, active


def page() -> bool:
    """Whether nginx, web page and supervisor answer together."""
    try:
        with urlopen("https://127.0.0.1/healthz", context=ANYBODY, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


ready, *units = sys.argv[1:]
before = {unit: state(unit)[0] for unit in units}
begun = time.monotonic()
subprocess.run(["systemctl", "kill", "--signal=KILL", *units], check=True)
Path(ready).touch()


def back(name: str) -> bool:
    """The page answers, or the unit runs with another process than before."""
    if name == "page":
        return page()
    pid, active = state(name)
    return active == "active" and pid not in {"0", before[name]}


waiting = {*units, "page"}
took: dict[str, float] = {}
while waiting:
    if time.monotonic() > begun + LIMIT:
        sys.exit(f"not back after {LIMIT} s: {waiting}; back: {took}")
    for name in [name for name in waiting if back(name)]:
        took[name] = round(time.monotonic() - begun, 1)
        waiting.remove(name)
    time.sleep(0.1)
print(json.dumps(took))
