"""Runs in the guest: seconds until a lifted telephone has dial tone, after `killed` or `bare`.

`killed TELEPHONES`: the unit's Asterisk dies of signal 9. `bare TELEPHONES FOLDER LATE`: the unit
is stopped and, LATE seconds after the clock, Asterisk started by hand as its user, with nobody's
help and the configuration in FOLDER.

A telephone that was hung up has to rest, so each of TELEPHONES is lifted in turn, for a moment.
"""

import itertools
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
PIECE = 0.1  # seconds of sound that are judged
PIECES = 4  # of one lifted telephone: tone comes within 0.3 s where it comes at all
REST = 1.6  # seconds on the hook, after which a telephone is lifted without waiting
HAND = ["setpriv", "--reuid=asterisk", "--regid=asterisk", "--init-groups", "asterisk", "-f", "-C"]


def ask(**request: object) -> dict[str, float]:
    """One request to the virtual telephones."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(CONTROL)
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as lines:
            return dict(json.loads(lines.readline()))


def hears_tone(phone: str) -> bool:
    """What a lifted telephone hears now."""
    heard = ask(do="sound.hear", phone=phone, frequency=TONE, seconds=PIECE, within=20)
    return heard.get("share", 0) > 0.6 and heard.get("dbm0", -99) > -40


def tone(phone: str) -> bool:
    """Lift it for a moment: whether dial tone came."""
    ask(do="phone.lift", phone=phone)
    heard = any(hears_tone(phone) for _ in range(PIECES))
    ask(do="phone.hang_up", phone=phone)
    return heard


def exchange() -> int:
    """The unit's Asterisk, which its main process has started."""
    argv = ["systemctl", "show", "--property=MainPID", "--value", "asterisk.service"]
    keeper = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()
    argv = ["pgrep", "--parent", keeper]
    return int(subprocess.run(argv, check=True, capture_output=True).stdout)


def until_tone() -> float:
    """Seconds from now until a telephone has dial tone; the first is lifted at no fixed moment."""
    begun = time.monotonic()
    time.sleep(begun % (PIECES * PIECE))
    next(filter(tone, itertools.cycle(str(each + 1) for each in range(int(sys.argv[2])))))
    return time.monotonic() - begun


def killed() -> float:
    """After a kill -9 of the unit's Asterisk."""
    process = exchange()
    time.sleep(REST)
    os.kill(process, signal.SIGKILL)
    return until_tone()


def bare() -> float:
    """After a start by hand."""
    subprocess.run(["systemctl", "stop", "asterisk.service"], check=True)
    folder, late = Path(sys.argv[3]), sys.argv[4]
    subprocess.run(["chown", "-R", "asterisk:asterisk", folder], check=True)
    argv = ["sh", "-c", 'sleep "$1"; shift; exec "$@"', "sh", late]
    argv += [*HAND, str(folder / "asterisk.conf")]
    time.sleep(REST)
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        return until_tone()
    finally:
        program.terminate()
        program.wait()
        subprocess.run(["systemctl", "start", "asterisk.service"], check=True)
        until_tone()


print({"killed": killed, "bare": bare}[sys.argv[1]]())
