"""The edge of every verb: how it starts, how it is interrupted, how it fails."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType
from typing import cast

from build.lib import chroot, host, room, roots
from build.lib.settings import TREE, BuildError
from build.lib.verbs.help import documentation
from build.lib.vm.waiting import TooLate

Verb = Callable[[list[str]], int]
_UNPRIVILEGED = {"help"}
_SLOW = "if this machine is slow or busy, LINEMAN_PATIENCE=3 waits three times as long"


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)


def verb(name: str, words: list[str]) -> None:
    """Be the verb `name`: `main` of the module of that name, with `words`."""
    module = importlib.import_module(f"build.lib.verbs.{name.replace('-', '_')}")
    if words[:1] in (["-h"], ["--help"]):
        print(documentation(TREE / "build" / name))
        # A module with choices of its own tells them.
        if hasattr(module, "arguments"):
            module.arguments(words)
        return
    start(cast("Verb", module.main), words, root=name not in _UNPRIVILEGED)


def start(main: Verb, words: list[str], *, root: bool = True) -> None:
    """Run `main` with `words` and end with its exit code."""
    os.umask(0o022)  # what is made does not depend on a person's own setting
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        if root:
            host.become_root()
        sys.exit(main(words))
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; start again when you like, finished parts are kept")
    except BuildError as error:
        sys.exit(_failed(error, str(error), room.cure()))
    except subprocess.CalledProcessError as error:
        said = f"\n{error.output}" if error.output else ""
        text = f"{error.cmd} ended with {error.returncode}{said}"
        sys.exit(_failed(error, text, room.cure()))
    except TooLate as error:
        sys.exit(_failed(error, str(error), room.cure() or _SLOW))
    except OSError as error:
        if not room.is_full(error):
            raise
        sys.exit(_failed(error, str(error), room.cure(known=True)))


def _failed(error: BaseException, text: str, cure: str) -> str:
    """What a person reads of `error`: `text`, what was noted on its way here, and the cure."""
    noted: list[str] = getattr(error, "__notes__", [])
    return "\n".join([f"\nerror: {text}", *noted, *([cure] if cure else [])])


def workshop_command(argv: list[str]) -> list[str]:
    """The host's argv for `argv` in the workshop, in a process family of its own."""
    return [*chroot.TOGETHER, *chroot.command(roots.workshop(), argv)]
