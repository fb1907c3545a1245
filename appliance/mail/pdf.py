"""A received fax, which is a TIFF file, as a PDF: made by libtiff's own program."""

import asyncio
import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

from appliance.core.errors import Fault

TIFF2PDF = Path("/usr/bin/tiff2pdf")
WITHIN = 120.0  # seconds
LARGEST = 64  # MiB of memory for one page: a sender may make them as long as he likes
_PAGES = re.compile(rb"/Count ([0-9]{1,5})\b")


class Unreadable(Fault):
    """There is no document in the file; to try again would change nothing."""


@dataclass(frozen=True, slots=True)
class Pdf:
    content: bytes
    pages: int


async def pdf_of(tiff: Path, program: Path = TIFF2PDF) -> Pdf:
    """Unreadable where nothing can be made of it, another Fault where the program did not run."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            "-m",
            str(LARGEST),
            str(tiff),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise Fault(f"Faxes cannot be read: {error}") from error
    try:
        async with asyncio.timeout(WITHIN):
            content, told = await process.communicate()
    except TimeoutError as error:
        raise Unreadable("It takes too long to be read.") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    found = _PAGES.search(content)
    if process.returncode != 0 or found is None or found[1] == b"0":
        said = told.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(said[-1] if said else f"tiff2pdf ended with {process.returncode}")
    return Pdf(content, int(found[1]))
