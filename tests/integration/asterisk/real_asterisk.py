"""The real Asterisk 22 of the image, run in a root with a compiled configuration, unmodified.

It has a network, a /dev and folders of its own, so that several can run side by side and the root
is not written to. What it says to syslog is kept.
"""

import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from appliance.apply.files import lay
from appliance.apply.generation import Generations
from appliance.compiler.asterisk.pjsip_conf import KEY
from build.lib.vm.waiting import PATIENCE
from tests.integration.asterisk.papers import paper

_CLONE_NEWNET = 0x40000000
_NODES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}
_BOUND = ("dev", "run", "srv", "var")
_FOLDERS = (
    "dev/shm",
    "run/asterisk",
    "run/lineman/slot/astdb",
    "run/lineman/slot/generations",
    "srv/recordings",
    "var/lib/asterisk",
    "var/lib/lineman/custom",
    "var/lib/lineman/spool/cel",
    "var/log/asterisk",
    "var/spool/asterisk/check",
    "var/spool/asterisk/fax",
    "var/spool/asterisk/outgoing",
)
_KNOWN = (
    "res_timing_dahdi declined to load",  # there are no line cards here
    "Some non-required modules failed to load",
    "Session already DISCONNECTED",  # chan_pjsip of a call that its caller has just given up
    # app_dial: the caller speaks on, and the line that is called has just gone.
    "Unable to forward frametype 2 on",
    # Asterisk ends one subscription of its own from two threads now and then, and says so itself.
    "Internal error: subscription has invalid topic",
    # res_pjsip_sdp_rtp looks for silence each minute, once more where the call has just been left.
    "in ast_channel_get_by_name: name must be provided",
)
SECRET = "0123456789abcdef0123456789abcdef"

# /tmp too, so that a link to a generation leads to the same folder inside and outside.
_START = """
set -e
ip link set lo up
echo localhost > /proc/sys/kernel/hostname  # a name that /etc/hosts knows
for folder in {bound}; do
    mount --bind "{own}/$folder" "{root}/$folder"
done
mount --rbind /tmp "{root}/tmp"
exec chroot "{root}" /usr/sbin/asterisk -f -C /etc/asterisk/asterisk.conf
"""


class RealAsterisk:
    """One running Asterisk; `folder` takes all it writes."""

    def __init__(self, root: Path, folder: Path, files: Mapping[str, str]) -> None:
        self.root = root
        self.folder = folder
        self.said: list[str] = []
        self._written = 0
        for each in _FOLDERS:
            (folder / each).mkdir(parents=True)
        (folder / "run/lineman/ami.conf").write_text(f"secret = {SECRET}\n")
        for name, (major, minor) in _NODES.items():
            os.mknod(folder / "dev" / name, 0o020666, os.makedev(major, minor))
        key = folder / KEY.removeprefix("/")
        key.parent.mkdir()
        key.write_text(paper("lineman.local").whole)
        self.write(files)
        self._syslog = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with _in_folder(folder / "dev"):  # a socket's path may have 107 letters at most
            self._syslog.bind("log")
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def generations(self) -> Generations:
        """Its slot and the link it reads through, for an Applier."""
        return Generations(self.folder / "run/lineman/slot", self.folder / "run/lineman/active")

    def write(self, files: Mapping[str, str]) -> None:
        """Make `files` the generation it reads."""
        self._written += 1
        tree = self.folder / f"run/lineman/written-{self._written}"
        lay(tree, files)
        self.generations.begin(tree)

    def custom(self, name: str, text: str) -> None:
        """Lines of an expert's own."""
        (self.folder / "var/lib/lineman/custom" / name).write_text(text)

    def _listen(self) -> None:
        while said := self._syslog.recv(65536):
            self.said.append(said.decode(errors="replace"))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill(signal.SIGTERM)
        self._syslog.shutdown(socket.SHUT_RD)
        self._listener.join()
        self._syslog.close()

    def start(self) -> float:
        """Start and wait until it is fully booted; seconds that took."""
        begun = time.monotonic()
        script = _START.format(root=self.root, own=self.folder, bound=" ".join(_BOUND))
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["unshare", "--net", "--mount", "--uts", "sh", "-c", script],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )
        try:
            wait_for(lambda: "fully booted" in self.console("core waitfullybooted"), 30)
        except TimeoutError:
            self.kill(signal.SIGKILL)
            raise
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
        enter = ["nsenter", "--target", str(self._process.pid), "--mount", "--net", "--root"]
        run = subprocess.run(
            [*enter, "--wd=/", "asterisk", "-rx", line],
            capture_output=True,
            check=False,
            timeout=30 * PATIENCE,
        )
        return run.stdout.decode(errors="replace")

    def value(self, function: str) -> str:
        """What a function of the dialplan gives; empty while Asterisk is not there."""
        return "".join(self._asked(f"Getvar\r\nVariable: {function}", "Value: ")[:1])

    def command(self, line: str) -> str:
        """As `console`, asked as the supervisor asks, which takes a tenth of the time."""
        try:
            return "\n".join(self._asked(f"Command\r\nCommand: {line}", "Output: "))
        except TimeoutError:
            raise AssertionError(f"no answer to {line!r}") from None
        except OSError:  # it has just died
            return ""

    def _asked(self, action: str, name: str) -> list[str]:
        """The header `name` of the manager's answer to an action, each time that it comes."""
        questions = (
            f"Action: Login\r\nUsername: lineman\r\nSecret: {SECRET}\r\nEvents: off\r\n\r\n"
            f"Action: {action}\r\n\r\nAction: Logoff\r\n\r\n"
        )
        if self._process is None:
            return []
        with self.network(), socket.create_connection(("127.0.0.1", 5038), 30) as asked:
            asked.sendall(questions.encode())
            with asked.makefile(newline="\r\n", encoding="utf-8", errors="replace") as lines:
                found = [line for line in lines if line.startswith(name)]
        return [line.removeprefix(name).removesuffix("\r\n") for line in found]

    def cpu_seconds(self) -> float:
        """Processor time it has taken so far, in user and system."""
        assert self._process is not None
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def complaints(self, *known: str) -> list[str]:
        """Warnings and errors it logged, but for `known` ones and those that nobody minds here."""
        found = [line for line in self.said if " WARNING[" in line or " ERROR[" in line]
        return [line for line in found if not any(each in line for each in (*_KNOWN, *known))]

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def spool(self) -> Path:
        return self.folder / "var/lib/lineman/spool/cel/current.csv"

    @contextmanager
    def network(self) -> Iterator[None]:
        """What this thread opens meanwhile is in Asterisk's own network."""
        assert self._process is not None
        with in_network_of(self._process.pid):
            yield

    def address(self, text: str) -> None:
        """Give its network one more address."""
        assert self._process is not None
        enter = ["nsenter", "--target", str(self._process.pid), "--net"]
        subprocess.run([*enter, "ip", "address", "add", text, "dev", "lo"], check=True)

    def socket(self, address: str = "127.0.0.1", port: int = 0) -> socket.socket:
        """A UDP socket in Asterisk's own network."""
        with self.network():
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((address, port))
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
def in_network_of(pid: int) -> Iterator[None]:
    """What this thread opens meanwhile is in the network of that process."""
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
    until = time.monotonic() + seconds * PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(condition)
        time.sleep(0.05)
