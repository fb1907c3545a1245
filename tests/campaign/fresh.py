"""A machine without anything of ours: a small Debian, a clone, and a person at its terminal."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pexpect

from build.lib import cache, inside
from build.lib.chroot import host_configuration

CLONE = "/root/lineman"
# What every verb keeps, by root's home; a person's own place of it leads there.
CACHE = "root/.cache/lineman"
PERSON = "anna"
_HOME = f"/home/{PERSON}"
PERSONS_CLONE = f"{_HOME}/lineman"
_BUNDLE = "root/lineman.bundle"
# No package of the build's is here: git fetches the tree, the certificates prove whose it is.
_PACKAGES = "git,ca-certificates"
_CTRL_C = "\x03"
_LEAVING_S = 60
# Where this machine's own package clients look, and how patient its tests are.
_HANDED_ON = ("PIP_", "SSL_", "LINEMAN_PATIENCE")
# What a person of Debian has, and who owns a machine of that kind allows.
_PERSON = f"""
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq -y --no-install-recommends install sudo > /dev/null
id {PERSON} > /dev/null 2>&1 || useradd --create-home --shell /bin/sh {PERSON}
echo '{PERSON} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/{PERSON}
rm -rf {PERSONS_CLONE}
git -c advice.detachedHead=false clone -q /{_BUNDLE} {PERSONS_CLONE}
mkdir -p {_HOME}/.cache
ln -sfn /{CACHE} {_HOME}/.cache/lineman
chown -hR {PERSON}: {_HOME}
"""
_PERSONS_PATH = "/usr/local/bin:/usr/bin:/bin"
_AS_PERSON = (
    "setpriv", "--reuid", PERSON, "--regid", PERSON, "--init-groups", "--",
    "env", f"HOME={_HOME}", f"USER={PERSON}", f"PATH={_PERSONS_PATH}",
)  # fmt: skip
# Mounts, process numbers and name are the machine's own; it shares the network.
_APART = (
    "unshare", "--mount", "--propagation=unchanged", "--pid", "--uts", "--fork",
    "--kill-child=KILL", "--",
)  # fmt: skip
# The first process of a machine is a shell, so that a command meets signals as on any other; Ctrl-C
# is the command's to answer, and the shell hands on how it ended.
FIRST = ("sh", "-c", 'trap : INT; "$@"; exit $?', "sh")


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Base URLs of Debian's archives, as this machine reaches them."""

    debian: str
    security: str

    def sources(self, suite: str) -> list[str]:
        """Lines of sources.list for `suite`."""
        return [
            f"deb {self.debian} {suite} main",
            f"deb {self.debian} {suite}-updates main",
            f"deb {self.security} {suite}-security main",
        ]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A root at `root`, made anew by `make`; its products stay within it."""

    root: Path

    def make(self, suite: str, mirrors: Mirrors, tree: Path) -> None:
        """A minimal Debian, and in it a clone of the last commit of `tree`."""
        cache.remove(self.root)
        self.root.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["mmdebstrap", "--mode=root", "--variant=minbase", "--format=directory", "--quiet",
             f"--include={_PACKAGES}", suite, str(self.root), *mirrors.sources(suite)], check=True,
        )  # fmt: skip
        subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(tree), "bundle", "create", "--quiet",
             str(self.root / _BUNDLE), "HEAD"], check=True,
        )  # fmt: skip
        clone = ["git", "-c", "advice.detachedHead=false", "clone", "-q", f"/{_BUNDLE}", CLONE]
        subprocess.run(self.command(clone, cwd="/root"), env=self._environment(), check=True)

    def command(self, argv: list[str], cwd: str = CLONE) -> list[str]:
        """The argv that runs `argv` in it; whatever that starts ends with it."""
        spec = {
            "root": str(self.root), "layer": False, "cwd": cwd,
            "binds": [bind.spec() for bind in host_configuration()],
        }  # fmt: skip
        enter = [sys.executable, str(inside.__file__), json.dumps(spec)]
        return [*_APART, *enter, *FIRST, *argv]

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k.startswith(_HANDED_ON)}
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return kept | {"PATH": path, "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}

    def let_person_in(self) -> None:
        """An ordinary person with sudo, a clone of the same commit, and what was made so far."""
        argv = self.command(["sh", "-euc", _PERSON], cwd="/root")
        subprocess.run(argv, env=self._environment(), check=True)

    def terminal(self, argv: list[str], log: Path) -> Terminal:
        """`argv` typed by root in the clone; what comes on the screen is kept in `log`."""
        return Terminal(self.command(argv), self._environment(), log)

    def persons_terminal(self, argv: list[str], log: Path) -> Terminal:
        """`argv` typed by the person in a clone of her own."""
        typed = self.command([*_AS_PERSON, *argv], cwd=PERSONS_CLONE)
        return Terminal(typed, self._environment(), log)

    def inside(self, place: str) -> Path:
        """Where `place` of the machine is on this one."""
        return self.root / place.lstrip("/")

    def mebibytes(self) -> float:
        """Room that everything in it takes."""
        shown = ["du", "--summarize", "--block-size=1M", "--one-file-system", str(self.root)]
        return float(subprocess.run(shown, check=True, capture_output=True).stdout.split()[0])


def _heeds_ctrl_c() -> None:
    """A shell's background job ignores it, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A person at a command; a limit of seconds for everything that is waited for."""

    def __init__(self, argv: list[str], env: dict[str, str], log: Path) -> None:
        self._began = time.monotonic()
        self._log = log
        self._opened = log.open("w", encoding="utf-8")
        self._program = pexpect.spawn(
            argv[0], argv[1:], env=dict(env), encoding="utf-8", codec_errors="replace",
            dimensions=(50, 200), logfile=self._opened, searchwindowsize=4096,
            preexec_fn=_heeds_ctrl_c,
        )  # fmt: skip

    @property
    def seconds(self) -> float:
        """Since the command was typed."""
        return time.monotonic() - self._began

    def shown(self) -> str:
        """Everything that came on the screen."""
        self._opened.flush()
        return self._log.read_text(encoding="utf-8").replace("\r\n", "\n")

    def read(self, pattern: str, seconds: float) -> str:
        """Wait for `pattern`; its first group. AssertionError when it does not come."""
        try:
            self._program.expect(pattern, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF) as failed:
            raise AssertionError(self._instead(f"no {pattern!r}", type(failed).__name__)) from None
        found = self._program.match
        return str(found[1]) if isinstance(found, re.Match) else ""

    def end(self, seconds: float, wanted: int = 0) -> None:
        """Wait until the command has ended by itself, with `wanted`. AssertionError else."""
        try:
            self._program.expect(pexpect.EOF, timeout=seconds)
        except pexpect.TIMEOUT:
            raise AssertionError(self._instead("it does not end", f"{seconds:.0f} s")) from None
        self._program.wait()
        code = self._program.exitstatus
        assert code == wanted, self._instead("it ended badly", str(code))

    def kill(self, words: str) -> None:
        """End the one process typed here whose command line has `words`, as the kernel may."""
        found = [number for number, line in self.running().items() if words in line]
        assert len(found) == 1, self._instead(f"{len(found)} processes are {words!r}", "want one")
        os.kill(found[0], signal.SIGKILL)

    def running(self) -> dict[int, str]:
        """Command lines of everything that was started here and runs, by this machine's numbers."""
        parents, lines = {}, {}
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # ended meanwhile
                # Behind the name, which may hold anything, stand the state and the parent.
                told = (place / "stat").read_text().rpartition(")")[2].split()
                parents[int(place.name)] = int(told[1])
                lines[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ")
        ours = {int(self._program.pid or 0)}
        while more := {number for number, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return {number: lines[number].decode(errors="replace") for number in ours & lines.keys()}

    def leave(self) -> None:
        """Ctrl-C; the command must end by that, and well."""
        self._program.send(_CTRL_C)
        self.end(_LEAVING_S)

    def interrupt(self) -> None:
        """Ctrl-C in the middle of something: the command says that, and has failed."""
        self._program.send(_CTRL_C)
        self.end(_LEAVING_S, wanted=1)

    def close(self) -> None:
        """End the command, however it is, and all it started."""
        self._program.close(force=True)
        self._opened.close()

    def _instead(self, what: str, why: str) -> str:
        last = "\n".join(self.shown().splitlines()[-8:])
        return f"{what} ({why}); the end of {self._log}:\n{last}"
