"""A bundle comes in, from a descriptor or an address, and is on disk as a whole."""

import asyncio
import contextlib
import errno
import os
import select
import stat
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.flows.ports import Progress
from appliance.wire.protocol import LARGEST_UPDATE

SILENCE = 60.0  # seconds without a byte that end it
_CHUNK = 1 << 18
_NO_ROOM = Fault("There is no room for the update on the box.", MAKE_ROOM)

Read = Callable[[int], bytes]


async def from_descriptor(descriptor: int, target: Path, size: int, progress: Progress) -> None:
    """Read a file from its beginning, or a pipe, to its end."""
    await _in_thread(lambda tell: _copy(_reader(descriptor), target, size, tell), progress)


def check_address(url: str) -> None:
    """Invalid when it is no http or https address."""
    if not url.startswith(("http://", "https://")):
        raise Invalid(
            "url", "is no http or https address; write it like https://example.com/new.raucb"
        )


async def from_url(url: str, target: Path, progress: Progress) -> None:
    """Fetch `url`; Invalid when it is no http or https address."""
    check_address(url)

    def fetch(tell: Progress) -> None:
        with _opened(url) as (read, size):
            _copy(read, target, size, tell)

    await _in_thread(fetch, progress)


async def _in_thread(work: Callable[[Progress], None], progress: Progress) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(work, lambda p: _discard(loop.call_soon_threadsafe(progress, p)))


def _discard(_handle: object) -> None:
    return None


def _reader(descriptor: int) -> Read:
    """A pipe whose writer falls silent must not hold a thread for ever."""
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.lseek(descriptor, 0, os.SEEK_SET)
        return lambda most: os.read(descriptor, most)

    def read(most: int) -> bytes:
        if not select.select([descriptor], [], [], SILENCE)[0]:
            raise Fault("The update stopped arriving.", "Send it again.")
        return os.read(descriptor, most)

    return read


@contextmanager
def _opened(url: str) -> Iterator[tuple[Read, int]]:
    try:
        with urllib.request.urlopen(url, timeout=SILENCE) as answer:  # noqa: S310  # checked above
            yield answer.read, int(answer.headers.get("Content-Length") or 0)
    except (OSError, ValueError, HTTPException) as error:
        raise Fault(f"The address does not answer: {error}", "Check the address.") from error


def _copy(read: Read, target: Path, size: int, tell: Progress) -> None:
    """Old or whole: a failure leaves no file behind."""
    if size > LARGEST_UPDATE:
        raise Fault("The file is larger than any update.", "Check that it is the right one.")
    if size > _room(target.parent):
        raise _NO_ROOM
    try:
        received = _written(read, target, size, tell)
        if size and received != size:
            raise Fault("The update did not arrive whole.", "Send it again.")  # noqa: TRY301
    except OSError as error:
        _drop(target)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _NO_ROOM from error
        why = error.strerror or str(error)  # a wait in vain has no number
        raise Fault(f"The update did not arrive: {why}", "Send it again.") from error
    except BaseException:
        _drop(target)
        raise


def _drop(target: Path) -> None:
    """What a disk that went read-only keeps says nothing more of why it did not arrive."""
    with contextlib.suppress(OSError):
        target.unlink(missing_ok=True)


def _written(read: Read, target: Path, size: int, tell: Progress) -> int:
    received, told = 0, -1
    with target.open("wb") as file:
        while chunk := read(_CHUNK):
            received += len(chunk)
            if received > LARGEST_UPDATE:
                raise Fault("The file is larger than any update.", "Check the file.")
            file.write(chunk)
            percent = min(99, received * 100 // size) if size else 0
            if percent != told:
                told = percent
                tell(percent)
        file.flush()
        os.fsync(file.fileno())
    return received


def _room(folder: Path) -> int:
    with contextlib.suppress(OSError):
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize
    return 0
