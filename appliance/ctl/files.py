"""Files that travel with a question, and those that an answer fills."""

import os
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.errors import Fault
from appliance.durable import coming
from appliance.wire.configured import Piece

STANDARD = Path("-")  # input or output of the command itself


@dataclass(frozen=True, slots=True)
class Opened:
    """`size` in bytes, 0 for a pipe."""

    descriptor: int
    size: int


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file to send; what comes through a pipe is sent as a file of its own."""
    if path == STANDARD:
        with tempfile.TemporaryFile() as gathered:
            gathered.write(sys.stdin.buffer.read())
            gathered.flush()
            yield Opened(gathered.fileno(), gathered.tell())
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise _no_file(path, error) from error
    try:
        found = os.fstat(descriptor)
        yield Opened(descriptor, found.st_size if stat.S_ISREG(found.st_mode) else 0)
    finally:
        os.close(descriptor)


async def fill(path: Path, pieces: AsyncIterator[Piece]) -> None:
    """Write the pieces to `path`, readable by its owner alone: whole, or not at all."""
    if path == STANDARD:
        async for piece in pieces:
            sys.stdout.buffer.write(piece.content)
        sys.stdout.buffer.flush()
        return
    fresh = path.with_name(coming(path.name))
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            async for piece in pieces:
                file.write(piece.content)
        fresh.replace(path)
    except OSError as error:
        raise _no_file(path, error) from error
    finally:
        fresh.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """What stands in a small file of text, or in the input."""
    if path == STANDARD:
        return sys.stdin.read()
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise _no_file(path, error) from error


def _no_file(path: Path, error: OSError) -> Fault:
    return Fault(f"{path}: {error.strerror}", "Check the name of the file.")
