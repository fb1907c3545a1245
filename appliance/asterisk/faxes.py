"""Faxes as files: what Asterisk received, and the documents that were made of it.

What is known of a fax stands in its file's name: the fax number's key, the call's unique id, which
begins with its time, and whoever called; of a document also how many pages it has.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.core.calls import NO_FAX, WHOLE
from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.durable import sync_folder, write_whole

_NAMED = re.compile(
    r"(?P<fax>[a-z][a-z0-9-]{0,30})_(?P<unique>(?P<time>[0-9]{1,12})\.[0-9]{1,12})"
    r"_(?P<caller>\+?[0-9]{0,20})(?:_(?P<pages>[0-9]{1,5}))?"
)
_MODE = 0o640
LEAST = 0.05  # of the room, as health tells of it


@dataclass(frozen=True, slots=True)
class Fax:
    """`number` is the key of the fax number, `pages` are 0 of one that is no document yet.

    `whole`: all of it came.
    """

    number: str
    unique: str
    caller: str
    time: float
    file: Path
    pages: int = 0
    whole: bool = True

    @property
    def id(self) -> str:
        return self.file.stem


@dataclass(frozen=True, slots=True)
class Faxes:
    """All of them lie in `folder`."""

    folder: Path

    def received(self) -> list[Fax]:
        """What no document was made of yet, the oldest first."""
        return sorted(self._all(".tif"), key=lambda fax: (fax.time, fax.id))

    def is_whole(self, fax: Fax) -> bool:
        """Whether all of it came; known once its call is over."""
        return _mark(fax).exists()

    def documents(self) -> list[Fax]:
        """The newest first."""
        return sorted(self._all(".pdf"), key=lambda fax: (fax.time, fax.id), reverse=True)

    def document(self, fax: Fax) -> Fax | None:
        """What was made of what was received; None: nothing yet."""
        named = f"{fax.id}_"
        return next((each for each in self._all(".pdf") if each.id.startswith(named)), None)

    def keep(self, fax: Fax, pdf: bytes, pages: int) -> Fax:
        """The document beside what was received, on the disk when this returns."""
        file = fax.file.with_name(f"{fax.id}_{pages}.pdf")
        try:
            write_whole(file, pdf, _MODE)
        except OSError as error:
            raise Fault(f"A fax cannot be kept: {error}", MAKE_ROOM) from error
        return replace(fax, file=file, pages=pages)

    def remove(self, fax: Fax) -> None:
        """For good; what says that it is whole goes first, so that it never stays alone."""
        try:
            _mark(fax).unlink(missing_ok=True)
            fax.file.unlink(missing_ok=True)
            sync_folder(self.folder)
        except OSError as error:
            raise Fault(f"A fax cannot be removed: {error}") from error

    def judge_room(self) -> None:
        """While there is little room none is taken: of one that finds the end of it, pages are lost
        that its sender was told to have come. Without the folder nothing can be received anyway.
        """
        with contextlib.suppress(OSError):
            room, full = os.statvfs(self.folder), self.folder / NO_FAX
            if room.f_bavail < LEAST * room.f_blocks:
                full.touch()
            else:
                full.unlink(missing_ok=True)

    def _all(self, ending: str) -> Iterator[Fax]:
        """One that goes meanwhile is left out; without the folder there are none."""
        with contextlib.suppress(OSError):
            for file in self.folder.glob(f"*{ending}"):
                if found := _NAMED.fullmatch(file.stem):
                    yield Fax(
                        number=found["fax"],
                        unique=found["unique"],
                        caller=found["caller"],
                        time=float(found["time"]),
                        file=file,
                        pages=int(found["pages"] or 0),
                    )


def _mark(fax: Fax) -> Path:
    """What is there of one that is whole."""
    return fax.file.with_name(f"{fax.id}{WHOLE}")
