"""Faults that can happen at any touch of the world: a call to the system, Asterisk or the store."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from appliance.core.errors import Fault
from tests.integration.asterisk.real_world import Touches

_CALLS = ("fsync", "link", "mkdir", "open", "rename", "replace", "rmdir", "symlink", "unlink")


@contextmanager
def counting(touches: Touches) -> Iterator[None]:
    """All that Python does to files is a touch too."""
    with ExitStack() as stack:
        for name in _CALLS:
            stack.enter_context(mock.patch.object(os, name, _counted(name, touches)))
        yield


def _counted(name: str, touches: Touches) -> Callable[..., object]:
    real = getattr(os, name)

    def call(path: object, *args: object, **kwargs: object) -> object:
        if not str(path).startswith("/proc/"):  # how a test reaches an Asterisk's network
            touches.touch(f"os.{name}")
        found: object = real(path, *args, **kwargs)
        return found

    return call


@dataclass
class Twice(Touches):
    """Whoever is touched first of two says no; the other is `at`, on the way back."""

    first: int = -1

    def touch(self, name: str) -> None:
        super().touch(name)
        if len(self.done) - 1 == self.first:
            refuse(name)


def refuse(name: str) -> None:
    """Whoever is asked says no: the disk that it is full, all others that they cannot."""
    if name.startswith("os."):
        raise OSError(errno.ENOSPC, "No space left on device")
    raise Fault(f"{name} fails.")


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[None]:
    """A disk of its own at the folder."""
    options = f"size={mebibytes}m,mode=0755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "lineman", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no room on the disk."""
    with (folder / "fill").open("wb", buffering=0) as opened:
        for size in (1 << 16, 1 << 12):
            try:
                while True:
                    opened.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017  # the next size is tried
