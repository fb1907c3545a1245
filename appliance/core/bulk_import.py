"""Many people at once, from a table: what each row would do, and the one command that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.bulk_cells import Wrong
from appliance.core.bulk_columns import Entry, Unread, sheet_of
from appliance.core.bulk_rows import Drafts, Made
from appliance.core.commands import Command, Put, Several
from appliance.core.config import Config
from appliance.core.csv_table import rows_of
from appliance.core.errors import Invalid
from appliance.core.parts import Part, put_all

_MOST_TRIES = 200  # to find the rows that only the configuration as a whole refuses


class Does(StrEnum):
    """What a row comes to."""

    NEW = "new"  # a number that was not there
    CHANGED = "changed"
    SAME = "same"  # all it says is so already
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Remark:
    """Of a column: what is wrong with the cell and what would be right, or what it cannot do."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the dry run, by its line in the file.

    `parts` are the kinds that it makes or changes, such as `Person`; `problems` what is wrong with
    it, by column, and what would be right; `notes` what it says that is not taken over.
    """

    line: int
    number: str
    name: str
    does: Does
    parts: tuple[str, ...] = ()
    problems: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a table would do. `command` puts every row that is not refused; None: it does nothing.

    `unread` are columns that say something that is not taken over.
    """

    lines: tuple[Line, ...]
    unread: tuple[Unread, ...]
    command: Command | None


def bulk_plan(content: bytes, config: Config, random: Callable[[int], bytes]) -> BulkPlan:
    """Judge a table row by row. `random` gives so many bytes, for new people's keys and secrets.

    Invalid only when the file as a whole cannot be read.
    """
    sheet = sheet_of(rows_of(content))
    drafts = Drafts(config, random)
    judged = [_judged(drafts, entry) for entry in sheet.entries]
    refused = _Trying(config).refused([each for each in judged if isinstance(each, Made)])
    lines: list[Line] = []
    parts: dict[Part, None] = {}
    for entry, result in zip(sheet.entries, judged, strict=True):
        if not isinstance(result, Made):
            lines.append(_line(entry, Does.REFUSED, problems=result))
        elif entry.line in refused:
            lines.append(_line(entry, Does.REFUSED, problems=(refused[entry.line],)))
        else:
            fresh_parts = [part for part in _parts(result) if part not in parts]
            parts |= dict.fromkeys(fresh_parts)
            lines.append(_done(result, fresh_parts))
    puts = tuple(Put(part) for part in parts)
    return BulkPlan(tuple(lines), sheet.unread, Several(puts) if puts else None)


def _judged(drafts: Drafts, entry: Entry) -> Made | tuple[Remark, ...]:
    try:
        return drafts.made(entry)
    except Wrong as wrong:
        return tuple(map(_remark, wrong.found))


def _remark(invalid: Invalid) -> Remark:
    return Remark(invalid.field, invalid.reason)


def _parts(made: Made) -> tuple[Part, ...]:
    return made.parts if made.department is None else (made.department, *made.parts)


def _done(made: Made, parts: list[Part]) -> Line:
    does = Does.NEW if made.fresh else Does.CHANGED if made.parts else Does.SAME
    kinds = tuple(type(part).__name__ for part in parts)
    return _line(made.entry, does, parts=kinds, notes=tuple(map(_remark, made.notes)))


def _line(
    entry: Entry,
    does: Does,
    *,
    parts: tuple[str, ...] = (),
    problems: tuple[Remark, ...] = (),
    notes: tuple[Remark, ...] = (),
) -> Line:
    number, name = entry.get("number"), entry.get("name")
    return Line(entry.line, number, name, does, parts, problems, notes)


class _Trying:
    """Finds the rows that do not fit a configuration, by halves."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._tries = 0

    def refused(self, rows: list[Made]) -> dict[int, Remark]:
        """By their line. The rows before stay put, so that two that clash refuse the second."""
        self._tries += 1
        try:
            self._config = put_all(self._config, (part for row in rows for part in _parts(row)))
        except Invalid as invalid:
            if len(rows) == 1 or self._tries > _MOST_TRIES:
                return dict.fromkeys((row.entry.line for row in rows), _remark(invalid))
            middle = len(rows) // 2
            return self.refused(rows[:middle]) | self.refused(rows[middle:])
        return {}
