"""A running guest: what a test holds in its hand."""

from __future__ import annotations

import base64
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType

from qemu.qmp import QMPError

from build.lib.vm import machine as vm
from build.lib.vm.console import Console
from build.lib.vm.waiting import PATIENCE, wait_until
from tests.image.harness.link import Link, Message, Program, Result
from tests.image.harness.monitor import Monitor


class Guest:
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
            self.link = Link(self.folder / "agent") if agent else None
        except BaseException:
            self._qemu.kill()
            self._errors.seek(0)
            print(f"QEMU said: {self._errors.read()}")
            raise

    @property
    def running(self) -> bool:
        """Whether the machine is on."""
        return self._qemu.poll() is None

    @property
    def agent(self) -> Link:
        """The agent's channel; a machine started without one has none."""
        if self.link is None:
            raise RuntimeError("this machine was started without the agent")
        return self.link

    def wait_for_agent(self, *, boot: int = 1, seconds: float = 240) -> None:
        """Wait until the agent of the `boot`-th boot answers."""
        self.agent.wait_for_boot(boot, seconds)

    def start(
        self, argv: Sequence[str], *, user: str | None = None, stdin: bytes = b"",
        env: Mapping[str, str] | None = None, cwd: str = "/", seconds: float = 600,
    ) -> Program:  # fmt: skip
        """Start a program; after `seconds` the guest kills it."""
        words = tuple(argv)
        number, answer = self.agent.send({
            "argv": words, "user": user, "stdin": base64.b64encode(stdin).decode(),
            "env": dict(env or {}), "cwd": cwd, "seconds": seconds * PATIENCE,
        })  # fmt: skip
        return Program(self.agent, words, number, answer)

    def run(
        self, argv: Sequence[str], *, user: str | None = None, stdin: bytes = b"",
        env: Mapping[str, str] | None = None, cwd: str = "/", seconds: float = 60,
        check: bool = True,
    ) -> Result:  # fmt: skip
        """Run a program to its end; failing is a test failure unless `check` is off."""
        program = self.start(argv, user=user, stdin=stdin, env=env, cwd=cwd, seconds=seconds)
        result = program.wait(seconds + 10)
        return result.require() if check else result

    def line(self, path: str, line: str) -> Future[Message]:
        """Send a line to the unix socket at `path`; the answer has its `line`."""
        _, answer = self.agent.send({"socket": path, "line": line})
        return answer

    def read(self, path: str) -> bytes:
        """The content of a file in the guest."""
        return base64.b64decode(self.agent.ask({"read": path})["content"])

    def write(self, path: str, content: bytes | str, *, mode: int = 0o644) -> None:
        """Write a file in the guest, as root."""
        raw = content.encode() if isinstance(content, str) else content
        self.agent.ask({"write": path, "content": base64.b64encode(raw).decode(), "mode": mode})

    def wait(self, argv: Sequence[str], says: str = "", *, seconds: float = 60) -> Result:
        """Run `argv` again and again until it succeeds and prints `says`."""

        def look() -> Result | None:
            result = self.run(argv, check=False)
            return result if result.code == 0 and says in result.out else None

        return wait_until(look, f"{' '.join(argv)} says {says!r}", seconds=seconds, every=0.5)

    def uptime(self) -> float:
        """Seconds of the guest's own clock since its kernel started."""
        return float(self.read("/proc/uptime").split()[0])

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
