"""A running guest: what a test holds in its hand."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from qemu.qmp import QMPError

from build.lib.vm import machine as vm
from build.lib.vm.console import Console
from build.lib.vm.waiting import wait_until
from tests.image.harness.inside import Inside
from tests.image.harness.link import Link
from tests.image.harness.monitor import Monitor


class Guest(Inside):
    """One machine from power-on to power-off.

    `console` is its serial line, `monitor` QEMU's, and the methods act inside by the agent.
    """

    def __init__(self, machine: vm.Machine, *, agent: bool = True) -> None:
        self.machine = machine
        self.folder = Path(tempfile.mkdtemp(prefix="lm-", dir="/tmp"))
        argv = vm.command(machine, self.folder, agent=agent)
        self._errors = (self.folder / "qemu.log").open("w+")
        # However this process ends, the machine ends with it.
        self._qemu = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *argv],
            stdin=subprocess.DEVNULL, stdout=self._errors, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            self.console = Console(self.folder / "console")
            self.monitor = Monitor(self.folder / "qmp")
            super().__init__(Link(self.folder / "agent") if agent else None)
        except BaseException:
            self._qemu.kill()
            self._errors.seek(0)
            print(f"QEMU said: {self._errors.read()}")
            raise

    @property
    def running(self) -> bool:
        """Whether the machine is on."""
        return self._qemu.poll() is None

    def wait_for_agent(self, *, boot: int = 1, seconds: float = 240) -> None:
        """Wait until the agent of the `boot`-th boot answers."""
        self.agent.wait_for_boot(boot, seconds)

    def reboot(self, *, seconds: float = 300) -> None:
        """Restart in good order and wait for the agent of the next boot."""
        boots = len(self.agent.boots)
        self.start(["systemctl", "--no-block", "reboot"])
        self.agent.wait_for_boot(boots + 1, seconds)

    def shut_down(self, *, seconds: float = 300) -> None:
        """Press the power button, again while nobody heeds it, until the machine is off."""

        def off() -> bool:
            with contextlib.suppress(QMPError, EOFError):  # it went off meanwhile
                self.monitor.ask("system_powerdown")
            return self._qemu.poll() is not None

        wait_until(off, "the machine switches itself off", seconds=seconds, every=3)

    def off(self) -> None:
        """Pull the plug and clear away what belonged to this run."""
        self.monitor.close()
        self._qemu.kill()
        self._qemu.wait()
        self.console.close()
        if self.link is not None:
            self.link.close()
        self._errors.close()
        shutil.rmtree(self.folder)

    def __enter__(self) -> Guest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.off()
