"""Who listened to whom: every listening stands in the events of the call that it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.core.cel import CelRow
from appliance.core.relations import Opening


@dataclass(frozen=True, slots=True)
class Listening:
    """`by` and `whom` are internal numbers; `time` in seconds since the epoch."""

    time: float
    by: str
    whom: str
    how: Opening


def listened(rows: Sequence[CelRow]) -> Iterator[Listening]:
    """Each that was begun, whether or not there was a talk to be heard.

    A number with several telephones has each of them tried; that is one listening.
    """
    seen: set[tuple[str, str]] = set()
    for row in rows:
        whom = (row.unique, row.exten)
        if row.event == "APP_START" and row.app == "ChanSpy" and whom not in seen:
            seen.add(whom)
            yield Listening(row.time, row.number, row.exten, _how(row.app_data))


def _how(arguments: str) -> Opening:
    """By the options that ChanSpy was given."""
    options = arguments.rpartition(",")[2]
    if "B" in options:
        return Opening.JOIN
    return Opening.WHISPER if "w" in options else Opening.LISTEN
