"""The real Asterisk 22 of the image, run in a root with a compiled configuration, unmodified.

It has a network, a /dev and folders of its own, so that several can run side by side. What it says
to syslog is kept. The root is named by LINEMAN_ASTERISK_ROOT.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_CLONE_NEWNET = 0x40000000
_NODES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}
_FOLDERS = ("etc/asterisk", "run", "srv", "var/lib/lineman", "var/lib/asterisk", "var/log/asterisk")
SECRET = "0123456789abcdef0123456789abcdef"

_START = """
set -e
ip link set lo up
for folder in dev {folders}; do
    mkdir -p "{root}/$folder"
    mount --bind "{own}/$folder" "{root}/$folder"
done
exec chroot "{root}" /usr/sbin/asterisk -f -C /etc/asterisk/asterisk.conf
"""


class RealAsterisk:
    """One running Asterisk; `folder` takes all it writes."""

    def __init__(self, root: Path, folder: Path, files: Mapping[str, str]) -> None:
        self.root = root
        self.folder = folder
        self.said: list[str] = []
        for each in ("dev", *_FOLDERS):
            (folder / each).mkdir(parents=True)
        for each in ("run/asterisk", "run/lineman/slot/astdb", "var/lib/lineman/spool/cel"):
            (folder / each).mkdir(parents=True)
        for each in ("var/lib/lineman/custom", "srv/recordings"):
            (folder / each).mkdir(parents=True)
        (folder / "run/lineman/ami.conf").write_text(f"secret = {SECRET}\n")
        for name, (major, minor) in _NODES.items():
            os.mknod(folder / "dev" / name, 0o020666, os.makedev(major, minor))
        (folder / "dev" / "shm").mkdir()
        self.write(files)
        self._syslog = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with _in_folder(folder / "dev"):  # a socket's path may have 107 letters at most
            self._syslog.bind("log")
        threading.Thread(target=self._listen, daemon=True).start()
        self._process: subprocess.Popen[bytes] | None = None

    def write(self, files: Mapping[str, str]) -> None:
        """Make `files` what /etc/asterisk holds."""
        target = self.folder / "etc/asterisk"
        for old in target.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for path, text in files.items():
            if path.startswith("asterisk/"):
                (target / path.removeprefix("asterisk/")).write_text(text)

    def _listen(self) -> None:
        while True:
            self.said.append(self._syslog.recv(65536).decode(errors="replace"))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill(signal.SIGTERM)

    def start(self) -> float:
        """Start and wait until it is fully booted; seconds that took."""
        begun = time.monotonic()
        script = _START.format(root=self.root, own=self.folder, folders=" ".join(_FOLDERS))
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["unshare", "--net", "--mount", "sh", "-c", script],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )
        wait_for(lambda: "fully booted" in self.console("core waitfullybooted"), 30)
        return time.monotonic() - begun

    def kill(self, how: signal.Signals) -> None:
        """End it in this way and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def console(self, line: str) -> str:
        """What `asterisk -rx` prints; empty while it is not there."""
        if self._process is None:
            return ""
        enter = ["nsenter", "--target", str(self._process.pid), "--mount", "--net"]
        run = subprocess.run(
            [*enter, "chroot", str(self.root), "asterisk", "-rx", line],
            capture_output=True,
            check=False,
            timeout=30,
        )
        return run.stdout.decode(errors="replace")

    def complaints(self) -> list[str]:
        """Warnings and errors it logged."""
        return [line for line in self.said if " WARNING[" in line or " ERROR[" in line]

    @property
    def spool(self) -> Path:
        return self.folder / "var/lib/lineman/spool/cel/current.csv"

    def socket(self) -> socket.socket:
        """A UDP socket in Asterisk's own network."""
        assert self._process is not None
        with _network_of(self._process.pid):
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        return made


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _network_of(pid: int) -> Iterator[None]:
    libc = ctypes.CDLL(None, use_errno=True)
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        assert libc.setns(there, _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
        yield
    finally:
        libc.setns(here, _CLONE_NEWNET)
        os.close(here)
        os.close(there)


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Until `condition` holds; TimeoutError after `seconds`."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(condition)
        time.sleep(0.05)
