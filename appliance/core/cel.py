"""Channel events as Asterisk appends them to the spool, one CSV line each."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass

SPOOL = "/var/lib/lineman/spool/cel/current.csv"

# Field names of cel_custom's advanced mapping, in the spool's order.
COLUMNS = (
    "EventType",
    "EventTime",
    "UniqueID",
    "LinkedID",
    "ChanName",
    "Name",
    "Num",
    "Exten",
    "Context",
    "AppName",
    "AppData",
    "Peer",
    "UserDefType",
    "EventExtra",
)
_START = "SPOOL_START"


@dataclass(frozen=True, slots=True)
class CelRow:
    """One event of one channel; `time` in seconds since the epoch by the box's clock then."""

    event: str
    time: float
    unique: str
    linked: str
    channel: str
    name: str
    number: str
    exten: str
    context: str
    app: str
    app_data: str
    peer: str
    user_event: str
    extra: str


@dataclass(frozen=True, slots=True)
class SpoolStart:
    """Asterisk starts here: every channel seen before and not ended was cut off."""

    time: float
    boot: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that is no event, torn by a power cut or a full disk."""

    line: str


SpoolLine = CelRow | SpoolStart | Damaged


def read_line(line: str) -> SpoolLine | None:
    """What one spool line says; None for an empty one."""
    if not line.strip():
        return None
    try:
        fields = next(csv.reader([line], strict=False), [])
        if fields[0] == _START:
            _, time, boot = fields
            return SpoolStart(float(time), boot)
        event, time, *rest = fields
        if len(fields) != len(COLUMNS) or not rest[0]:
            return Damaged(line)
        return CelRow(event, float(time), *rest)
    except (ValueError, csv.Error):  # the latter for a line end within it
        return Damaged(line)


def extra(row: CelRow) -> Mapping[str, object]:
    """What the event says besides, by its names; nothing where it is no object."""
    if not row.extra:
        return {}
    try:
        told = json.loads(row.extra)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
