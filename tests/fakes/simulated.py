"""The whole supervisor as a process, on a machine that is not there, asked over its own socket."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from appliance.core.errors import Fault, Invalid
from appliance.wire import protocol
from appliance.wire.calls import HangUp
from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from build.lib.vm.waiting import PATIENCE
from tests.unit import tree

T = TypeVar("T")


@dataclass
class Running:
    folder: Path
    process: subprocess.Popen[bytes]
    module: str

    @property
    def console(self) -> Client:
        """Asks with the right of whoever is at the box."""
        return Client(self.path, console=True)

    @property
    def page(self) -> Client:
        return Client(self.path)

    @property
    def path(self) -> Path:
        return self.folder / "run" / "supervisor.sock"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def again(self) -> None:
        """Begin once more after a kill, whatever it finds."""
        self.process = _begun(self.folder, self.module)


def _begun(folder: Path, module: str) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-m", module, "--run-dir", str(folder)]
    with (folder / "output").open("ab") as output:
        return subprocess.Popen(argv, cwd=tree.TREE, stderr=output)


def start(folder: Path, module: str = "appliance.simulate") -> Running:
    """Comes back once the cards have been taken on; `module` is the program."""
    running = Running(folder, _begun(folder, module), module)
    eventually(lambda: running.console.ask(protocol.GetExtensions()), lambda e: e.revision > 0)
    return running


@contextlib.contextmanager
def supervisor(folder: Path) -> Iterator[Running]:
    """One for as long as the block lasts."""
    running = start(folder)
    try:
        yield running
    finally:
        running.kill()


def eventually(
    ask: Callable[[], Awaitable[T]], enough: Callable[[T], bool], seconds: float = 60 * PATIENCE
) -> T:
    """The first answer that is enough."""

    async def wait() -> T:
        until = time.monotonic() + seconds
        while True:
            with contextlib.suppress(Unreachable):
                answer = await ask()
                if enough(answer):
                    return answer
            assert time.monotonic() < until, "not in time"
            await asyncio.sleep(0.1)

    return asyncio.run(wait())


def free(box: Running, *numbers: str) -> None:
    """Calls of these telephones are ended; none begins in the next seconds."""

    async def ended() -> bool:
        calls = (await box.console.ask(protocol.GetCalls())).calls
        busy = [call for call in calls if set(call.numbers) & set(numbers)]
        for call in busy:
            with contextlib.suppress(Invalid, Fault):  # it has ended meanwhile
                await box.console.ask(HangUp(call.id))
        return not busy

    eventually(ended, bool)


def asked(work: Awaitable[T]) -> T:
    async def wait() -> T:
        return await work

    return asyncio.run(wait())
