"""Runs in the guest: seconds until a lifted telephone has dial tone, after `killed` or `bare`.

`killed`: the unit's Asterisk dies of signal 9. `bare FOLDER`: the unit is stopped and Asterisk
started by hand as its user, with nobody's help and the configuration in FOLDER.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

CONTROL = "/run/lineman-virtual/control.sock"
TONE = 425  # Hz, dial tone in Russia
HAND = ["setpriv", "--reuid=asterisk", "--regid=asterisk", "--init-groups", "asterisk", "-f", "-C"]


def ask(**request: object) -> dict[str, float]:
    """One request to the virtual telephones."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(CONTROL)
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as lines:
            return dict(json.loads(lines.readline()))


def tone() -> bool:
    """Lift the first telephone for a moment: whether there was dial tone."""
    ask(do="phone.lift", phone="1")
    heard = ask(do="sound.hear", phone="1", frequency=TONE, seconds=0.2, within=20)
    ask(do="phone.hang_up", phone="1")
    return heard.get("share", 0) > 0.6 and heard.get("dbm0", -99) > -40


def main_pid() -> int:
    """The unit's Asterisk."""
    argv = ["systemctl", "show", "--property=MainPID", "--value", "asterisk.service"]
    return int(subprocess.run(argv, check=True, capture_output=True).stdout)


def until_tone() -> float:
    """Seconds from now until a telephone has dial tone."""
    begun = time.monotonic()
    while not tone():
        pass
    return time.monotonic() - begun


def killed() -> float:
    """After a kill -9 of the unit's Asterisk."""
    os.kill(main_pid(), signal.SIGKILL)
    return until_tone()


def bare() -> float:
    """After a start by hand."""
    subprocess.run(["systemctl", "stop", "asterisk.service"], check=True)
    folder = Path(sys.argv[2])
    subprocess.run(["chown", "-R", "asterisk:asterisk", folder], check=True)
    argv = [*HAND, str(folder / "asterisk.conf")]
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        return until_tone()
    finally:
        program.terminate()
        program.wait()
        subprocess.run(["systemctl", "start", "asterisk.service"], check=True)
        until_tone()


print({"killed": killed, "bare": bare}[sys.argv[1]]())
