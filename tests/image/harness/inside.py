"""Acting inside a running box, by its agent: programs, files, sockets."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from build.lib.vm.waiting import PATIENCE, wait_until
from tests.image.harness.link import Link, Message, Program, Result

# Reads and changes what the boot loader goes by.
BOOTENV = "/usr/lib/lineman/libexec/bootenv"


class Inside:
    """A box as a test acts in it, whatever it runs on."""

    def __init__(self, link: Link | None) -> None:
        self.link = link

    @property
    def agent(self) -> Link:
        """The agent's channel; a machine started without one has none."""
        if self.link is None:
            raise RuntimeError("this machine was started without the agent")
        return self.link

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
