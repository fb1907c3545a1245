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

from appliance.wire import protocol
from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from tests.unit import tree

T = TypeVar("T")


@dataclass
class Running:
    folder: Path
    process: subprocess.Popen[bytes]

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


def start(folder: Path) -> Running:
    """Comes back once the cards have been taken on."""
    argv = [sys.executable, "-m", "appliance.simulate", "--run-dir", str(folder)]
    with (folder / "output").open("ab") as output:
        running = Running(folder, subprocess.Popen(argv, cwd=tree.TREE, stderr=output))
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
    ask: Callable[[], Awaitable[T]], enough: Callable[[T], bool], seconds: float = 60
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


def asked(work: Awaitable[T]) -> T:
    async def wait() -> T:
        return await work

    return asyncio.run(wait())
