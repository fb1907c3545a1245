"""The demo's three programs, run inside the workshop: supervisor, web page, nginx.

`python3 -m build.lib.office FOLDER ASSETS HTTPS HTTP` prints one line when the page answers and
ends, with all it started, on SIGINT or SIGTERM, or when one of the three ends.
"""

from __future__ import annotations

import http.client
import shutil
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from build.lib.front import Front
from build.lib.settings import TREE

PATIENCE = 60.0  # seconds until the page answers, on a busy machine
LEAVING = 5.0  # seconds that a program may take to end by itself


class Ended(Exception):
    """One of the programs is gone; the text is the end of its log."""


@dataclass
class Office:
    """What runs, and where it writes."""

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, argv: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                argv, cwd=TREE, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def look(self) -> None:
        """Raise Ended if a program has."""
        for name, program in self.running.items():
            if program.poll() is not None:
                tail = (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]
                raise Ended(f"{name} ended with {program.returncode}:\n{tail}")

    def close(self) -> None:
        """End all, the last one started first."""
        for program in reversed(self.running.values()):
            program.terminate()
            try:
                program.wait(LEAVING)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def _answers(port: int) -> bool:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    asked = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=trusting)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def _certified(front: Front) -> None:
    """The certificate of the front lies where a box has it, for the page about it."""
    keys = front.folder / "box/state/keys"
    keys.mkdir(parents=True)
    shutil.copy(front.certificate, keys)


def _open(office: Office, front: Front) -> None:
    python = [sys.executable, "-m"]
    supervisor = front.folder / "box/run/supervisor.sock"
    office.start("supervisor", [*python, "appliance.simulate", "--run-dir", f"{front.folder}/box"])
    office.start("web", [*python, "webui", "--supervisor", str(supervisor),
                         "--listen", str(front.socket), "--assets", str(front.assets)])  # fmt: skip
    office.start("nginx", front.command())
    _certified(front)
    end = time.monotonic() + PATIENCE
    while not _answers(front.https):
        office.look()
        if time.monotonic() > end:
            raise Ended(f"the web page does not answer after {PATIENCE:.0f} s")
        time.sleep(0.1)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(words: list[str]) -> int:
    """Run until told to stop."""
    folder, assets, https, http_port = words
    signal.signal(signal.SIGTERM, _leave)
    office = Office(Path(folder))
    try:
        _open(office, Front(Path(folder), Path(assets), int(https), int(http_port)))
        code = (Path(folder) / "box/state/identity/setup-code").read_text().strip()
        print(f"ready {code}", flush=True)
        while True:
            office.look()
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    except Ended as ended:
        print(f"ended {ended}", flush=True)
        return 1
    finally:
        office.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
