"""The box's log, read back for its owner."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from systemd import journal  # type: ignore[import-untyped]  # it has no types

from appliance.core.box_log import PRIORITIES, UNITS, IssueNote, Line, Sought, Source
from appliance.core.errors import Fault, Invalid

LONGEST_LINE = 1 << 16  # characters; whoever shows it cuts it once secrets are out
_PLACE = re.compile(r"[0-9a-z=;]{1,300}", re.ASCII)
_OWN = "lineman.service"


@dataclass(frozen=True, slots=True)
class BoxJournal:
    """systemd's journal: the box's own, or the one of a `folder`."""

    folder: Path | None = None

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        """The newest first."""
        return await asyncio.to_thread(self._read, sought)

    async def issues(self, most: int) -> tuple[IssueNote, ...]:
        """Those of the supervisor's own unit: anybody may write a line with any field."""
        return await asyncio.to_thread(self._issues, most)

    def _read(self, sought: Sought) -> tuple[Line, ...]:
        with self._reader() as reader:
            _narrow(reader, sought)
            found: list[Line] = []
            for entry in _backwards(reader, sought):
                line = _line(entry)
                if line.time < sought.since or len(found) == sought.count:
                    break
                if sought.after and line.place == sought.after:
                    break
                found.append(line)
        return tuple(found)

    def _issues(self, most: int) -> tuple[IssueNote, ...]:
        with self._reader() as reader:
            reader.add_match(_SYSTEMD_UNIT=_OWN)
            reader.add_match(LINEMAN_STATE="raised")
            reader.add_match(LINEMAN_STATE="cleared")
            found: list[IssueNote] = []
            for entry in _backwards(reader, Sought(most)):
                if len(found) == most:
                    break
                with suppress(KeyError, ValueError):
                    found.append(_note(entry))
        return tuple(found)

    @contextmanager
    def _reader(self) -> Iterator[Any]:
        """A file that a power cut has damaged is told of while it is read, too."""
        try:
            with journal.Reader(path=str(self.folder) if self.folder else None) as reader:
                yield reader
        except OSError as error:
            raise Fault(
                f"The box's log cannot be read: {error.strerror}.", "Look at the open issues."
            ) from error


def _narrow(reader: Any, sought: Sought) -> None:  # noqa: ANN401  # its module has no types
    if sought.source is Source.KERNEL:
        reader.add_match(_TRANSPORT="kernel")
    elif sought.source is not None:
        for unit in UNITS[sought.source]:
            reader.add_match(_SYSTEMD_UNIT=unit)
    if sought.level is not None:
        reader.log_level(PRIORITIES[sought.level])


def _backwards(reader: Any, sought: Sought) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Every entry before the place that is sought, the newest first."""
    for name, place in (("before", sought.before), ("after", sought.after)):
        if place and not _PLACE.fullmatch(place):
            raise Invalid(name, "is no place of the log; begin at its newest")
    if sought.before:
        reader.seek_cursor(sought.before)
    elif sought.until:
        reader.seek_realtime(sought.until)
    else:
        reader.seek_tail()
    while entry := reader.get_previous():
        if sought.before != entry["__CURSOR"]:
            yield entry


def _line(entry: dict[str, Any]) -> Line:
    source = entry.get("_SYSTEMD_UNIT") or entry.get("SYSLOG_IDENTIFIER") or ""
    return Line(
        _moment(entry),
        int(entry.get("PRIORITY", 6)),
        str(source),
        str(entry.get("MESSAGE", ""))[:LONGEST_LINE],
        str(entry.get("__CURSOR", "")),
    )


def _note(entry: dict[str, Any]) -> IssueNote:
    return IssueNote(
        _moment(entry),
        str(entry["LINEMAN_ISSUE"]),
        str(entry["LINEMAN_SUBJECT"]),
        entry["LINEMAN_STATE"] == "raised",
        str(entry["LINEMAN_TEXT"]),
        str(entry["LINEMAN_REMEDY"]),
        int(entry["LINEMAN_SEVERITY"]),
    )


def _moment(entry: dict[str, Any]) -> float:
    moment = entry.get("__REALTIME_TIMESTAMP")
    return moment.timestamp() if isinstance(moment, datetime) else 0.0
