"""The host's end of the agent's channel."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.lib.vm.waiting import PATIENCE, connected, wait_until

Message = dict[str, Any]


class GuestFault(AssertionError):
    """The guest could not do what was asked, or a program in it failed."""


class Restarted(GuestFault):
    """The guest or its agent began anew while something ran."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a program in the guest ended."""

    argv: tuple[str, ...]
    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.raw.decode(errors="replace")

    def require(self) -> Result:
        """This result, or a failure that shows what was said if the program failed."""
        if self.code != 0:
            raise GuestFault(f"{' '.join(self.argv)} ended with {self.code}:\n{self.out}{self.err}")
        return self


class Program:
    """A program that runs in the guest while the test goes on."""

    def __init__(
        self, link: Link, argv: tuple[str, ...], number: int, answer: Future[Message]
    ) -> None:
        self._link, self._argv, self._number, self._answer = link, argv, number, answer

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._answer.done()

    def kill(self, signal: int = 15) -> None:
        """Send `signal` to it and its children."""
        self._link.ask({"signal": self._number, "number": signal})

    def wait(self, seconds: float = 60) -> Result:
        """Wait for its end; its output comes only then."""
        answer = self._answer.result(seconds * PATIENCE)
        _refuse(answer)
        out, err = base64.b64decode(answer["out"]), base64.b64decode(answer["err"])
        if answer["late"]:
            raise GuestFault(f"{' '.join(self._argv)} did not end in time:\n{out!r} {err!r}")
        return Result(self._argv, answer["code"], out, err.decode(errors="replace"))


def _refuse(answer: Message) -> None:
    if "error" in answer:
        raise GuestFault(answer["error"])


class Link:
    """Numbers requests, keeps answers apart, notices restarts."""

    def __init__(self, path: Path) -> None:
        self._line = connected(path)
        self._numbers = itertools.count(1)
        self._asked: dict[int, Future[Message]] = {}
        self._lock = threading.Lock()
        self.boots: list[str] = []
        threading.Thread(target=self._listen, name="agent", daemon=True).start()

    def _listen(self) -> None:
        try:
            with self._line.makefile("rb") as lines:
                for line in lines:
                    self._take(line)
        except OSError:  # closed by us
            pass
        self._forget("the machine is off")

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # half a line: the guest was reset while it spoke
            return
        if "hello" in message:
            self._forget("the guest started anew")
            self.boots.append(message["hello"])
        elif asked := self._asked.pop(message["id"], None):
            asked.set_result(message)

    def _forget(self, why: str) -> None:
        lost, self._asked = self._asked, {}
        for asked in lost.values():
            asked.set_exception(Restarted(why))

    def send(self, message: Message) -> tuple[int, Future[Message]]:
        """Send a request; the answer comes in the future."""
        number = next(self._numbers)
        answer: Future[Message] = Future()
        self._asked[number] = answer
        with self._lock:
            self._line.sendall(json.dumps({"id": number, **message}).encode() + b"\n")
        return number, answer

    def ask(self, message: Message, seconds: float = 60) -> Message:
        """Send a request and wait for its answer."""
        _, future = self.send(message)
        answer = future.result(seconds * PATIENCE)
        _refuse(answer)
        return answer

    def wait_for_boot(self, count: int, seconds: float) -> None:
        """Wait until the agent has said hello `count` times."""
        wait_until(lambda: len(self.boots) >= count, f"boot {count} of the guest", seconds=seconds)

    def close(self) -> None:
        """Hang up."""
        self._line.close()
