"""The box's own systemd and all its units, at this machine's speed: a container, no emulation.

Its kernel is this machine's, so it has no line cards and no disk of its own: telephones are SIP
ones, and all that it writes is in memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from appliance.wire.protocol import GetStatus
from build.lib.image import grub
from build.lib.vm.waiting import wait_until
from tests.image.harness import GuestFault, Inside, agent_credentials
from tests.image.harness.link import Link
from tests.image.supervisor import Supervisor

_AGENT = "/run/lineman-test-agent.sock"
_NAMESPACES = (
    "--mount",
    "--propagation=private",
    "--uts",
    "--ipc",
    "--net",
    "--cgroup",
    "--pid",
    "--fork",
)
# This machine's kernel has no DAHDI: there are no cards to be set up.
_WITHOUT_CARDS = b"[Service]\nExecStart=\nExecStart=/usr/bin/true\n"


class Contained(Inside):
    """A box from power-on to power-off; `folder` is its own and has a short path (sockets).

    `root` is its root, as seen from outside.
    """

    def __init__(self, tree: Path, folder: Path) -> None:
        self._give(folder)
        self._log = (folder / "log").open("w")
        self._whole = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--",
             "unshare", *_NAMESPACES, "--kill-child=KILL",
             sys.executable, str(Path(__file__).with_name("begin.py")), str(tree), str(folder)],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            path = wait_until(self._socket, f"the agent; see {folder}/log", seconds=120)
            super().__init__(Link(path))
            self.root = Path(str(path).removesuffix(_AGENT))
            self.agent.wait_for_boot(1, 60)
        except BaseException:
            self._whole.kill()
            raise

    @staticmethod
    def _give(folder: Path) -> None:
        handed = folder / "credentials"
        handed.mkdir()
        cards = {"systemd.unit-dropin.lineman-cards.service~no-cards": _WITHOUT_CARDS}
        for name, content in (agent_credentials(_AGENT) | cards).items():
            (handed / name).write_bytes(content)
        (folder / "esp").write_bytes(grub.environment(grub.FACTORY_ENVIRONMENT))

    def _socket(self) -> Path | None:
        """Where the agent listens, as seen from outside."""
        if self._whole.poll() is not None:
            raise RuntimeError(f"the box ended at once: {Path(self._log.name).read_text()}")
        tasks = Path(f"/proc/{self._whole.pid}/task/{self._whole.pid}/children")
        for first in tasks.read_text().split():
            path = Path(f"/proc/{first}/root{_AGENT}")
            if path.exists():
                return path
        return None

    def __enter__(self) -> Contained:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._whole.kill()
        self._whole.wait()
        self.agent.close()
        self._log.close()


def committed_revision(box: Contained) -> int:
    """0 while the supervisor or the exchange is not there, or there are no settings."""
    try:
        supervisor = Supervisor(box)
        return supervisor.revision if supervisor.ask(GetStatus()).exchange_up else 0
    except GuestFault:
        return 0


@contextmanager
def settled_box(tree: Path) -> Iterator[Contained]:
    """A box of the root `tree` with its first settings."""
    with (
        tempfile.TemporaryDirectory(prefix="lm-", dir="/tmp") as folder,
        Contained(tree, Path(folder)) as box,
    ):
        wait_until(lambda: committed_revision(box), "the first settings", seconds=60)
        yield box
