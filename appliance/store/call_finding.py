"""Calls found by what a person asks for, a page at a time, the newest first.

Each way walks an index in the order of time from an exact place, so that a page of a million rows
is as quick as the first. What else is asked for is looked up row by row, in at most `LOOKED_AT`
rows: a page that found little says where to go on, instead of walking through the whole history.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from peewee import SqliteDatabase

from appliance.core.calls import Call
from appliance.store.call_rows import LINE, NUMBER, PARTY, PERSON, RECORDED, read
from appliance.store.database import execute

LOOKED_AT = 400  # rows of one page's walks together; takes 10 ms where nothing is in memory
MOST_PARTIES = 50  # that one search goes through, the last to call first
SHORTEST_SEARCH = 3  # letters; what is shorter is a number
_LEAST = 20  # rows of one walk

Place = tuple[float, str]
"""A call's start and its key."""
Trait = tuple[str, str]
Statement = tuple[str, list[object]]


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; what is empty does not filter. Older than the place `until`.

    `number` is a leg's or what was dialled, E.164 digits where it is the world's; `person` a key;
    `line` the number of a trunk group; `recorded` those with a recording alone. `search` is a part
    of a number or name. `seen` are the people whose calls may be shown, None for everybody's.
    """

    number: str = ""
    person: str = ""
    line: str = ""
    result: str = ""
    direction: str = ""
    recorded: bool = False
    search: str = ""
    since: float = 0.0
    until: float = float("inf")
    until_key: str = ""
    limit: int = 100
    seen: frozenset[str] | None = None

    def traits(self) -> list[Trait]:
        """What is looked for in the table of traits, the rarest first."""
        wanted = [(PERSON, self.person), (NUMBER, self.number), (LINE, self.line)]
        recorded = [(RECORDED, "yes")] if self.recorded else []
        return [trait for trait in wanted if trait[1]] + recorded


@dataclass(frozen=True, slots=True)
class Found:
    """`rest` is where to go on when there may be more."""

    calls: tuple[Call, ...]
    rest: Place | None = None


@dataclass(frozen=True, slots=True)
class _Walk:
    """One way through the calls: along a trait, or along an index of the calls themselves."""

    wanted: CallFilter
    trait: Trait | None
    most: int

    @property
    def _start(self) -> tuple[str, str]:
        """Columns of the place."""
        if self.trait is not None:
            return "trait.start", "trait.call"
        return "call.start", 'call."key"'

    def _bounds(self, older: Place, end: Place | None = None) -> Statement:
        """One bound on each side: of two on one side SQLite takes any, and walks to the other."""
        start, key = self._start
        sql = f"{start} >= ? AND ({start}, {key}) < (?, ?)"
        values: list[object] = [self.wanted.since, *older]
        if end is not None:
            sql = f"({start}, {key}) >= (?, ?) AND ({start}, {key}) < (?, ?)"
            values = [*end, *older]
        if self.trait is not None:
            return f"trait.name = ? AND trait.value = ? AND {sql}", [*self.trait, *values]
        for column in self._walked_columns():
            sql = f"call.{column} = ? AND {sql}"
            values = [getattr(self.wanted, column), *values]
        return sql, values

    def _walked_columns(self) -> list[str]:
        """The column whose index is walked; results are rarer than directions."""
        if self.trait is not None:
            return []
        return [each for each in ("result", "direction") if getattr(self.wanted, each)][:1]

    def _order(self) -> str:
        start, key = self._start
        return f"ORDER BY {start} DESC, {key} DESC"

    def end(self) -> Statement:
        """Where the walk has looked at enough rows."""
        table = "trait" if self.trait is not None else "call"
        bounds, values = self._bounds(self._until)
        start, key = self._start
        sql = f"SELECT {start}, {key} FROM {table} WHERE {bounds} {self._order()}"  # noqa: S608
        return f"{sql} LIMIT 1 OFFSET ?", [*values, self.most - 1]

    def rows(self, end: Place | None) -> Statement:
        """Places of calls that fit, no older than `end`."""
        start, key = self._start
        bounds, values = self._bounds(self._until, end)
        source = "trait" if self.trait is not None else "call"
        for sql, given in self._also():
            bounds += f" AND {sql}"
            values += given
        if self.trait is not None and "call." in bounds.replace("trait.call", ""):
            source = 'trait CROSS JOIN call ON call."key" = trait.call'
        sql = f"SELECT {start}, {key} FROM {source} WHERE {bounds} {self._order()}"  # noqa: S608
        return f"{sql} LIMIT ?", [*values, self.wanted.limit + 1]

    @property
    def _until(self) -> Place:
        return self.wanted.until, self.wanted.until_key

    @property
    def choosy(self) -> bool:
        """Whether rows that are walked over may not fit."""
        return any(self._also())

    def _also(self) -> Iterator[Statement]:
        """What each row is asked besides."""
        start, key = self._start
        for name, value in self.wanted.traits():
            if (name, value) != self.trait:
                sql = (
                    "EXISTS (SELECT 1 FROM trait AS also WHERE also.name = ? AND also.value = ?"  # noqa: S608
                    f" AND also.start = {start} AND also.call = {key})"
                )
                yield sql, [name, value]
        for column in ("result", "direction"):
            value = getattr(self.wanted, column)
            if value and column not in self._walked_columns():
                yield f"call.{column} = ?", [value]
        seen = self.wanted.seen
        if seen is not None and not (
            self.trait and self.trait[0] == PERSON and self.trait[1] in seen
        ):
            marks = ", ".join("?" * len(seen))
            sql = (
                f"EXISTS (SELECT 1 FROM trait AS mine WHERE mine.call = {key}"  # noqa: S608
                f" AND mine.name = ? AND mine.value IN ({marks}))"
            )
            yield sql, [PERSON, *sorted(seen)]


def _walks(database: SqliteDatabase, wanted: CallFilter) -> list[_Walk]:
    """Along what is rarest; what may be any of several is walked along each and put together."""
    traits: list[Trait | None]
    if len(wanted.search) >= SHORTEST_SEARCH:
        traits = [(PARTY, value) for value in _parties(database, wanted.search)]
    elif wanted.search:
        traits = [(NUMBER, wanted.search)]
    elif wanted.person or wanted.number or wanted.line:
        traits = [wanted.traits()[0]]
    elif wanted.seen is not None:
        traits = [(PERSON, key) for key in sorted(wanted.seen)]
    else:
        traits = [next(iter(wanted.traits()), None)]
    most = max(_LEAST, LOOKED_AT // max(1, len(traits)))
    return [_Walk(wanted, trait, most) for trait in traits]


def _parties(database: SqliteDatabase, text: str) -> list[str]:
    sql, values = party_question(text)
    return list(dict.fromkeys(str(value) for (value,) in execute(database, sql, *values)))


def party_question(text: str) -> Statement:
    """The statement that finds parties by a part of them."""
    quoted = text.replace('"', '""')
    sql = "SELECT value FROM party WHERE value MATCH ? ORDER BY rowid DESC LIMIT ?"
    return sql, [f'"{quoted}"', MOST_PARTIES]


def questions(database: SqliteDatabase, wanted: CallFilter) -> Iterator[Statement]:
    """Every statement that finding `wanted` may run."""
    for walk in _walks(database, wanted):
        yield walk.end()
        yield walk.rows((0.0, ""))


def find(database: SqliteDatabase, wanted: CallFilter) -> Found:
    """A page of what is wanted."""
    places: set[Place] = set()
    ends: list[Place] = []
    for walk in _walks(database, wanted):
        end = _end(database, walk) if walk.choosy else None
        enough = _enough(places, wanted.limit)
        sql, values = walk.rows(max(filter(None, (end, enough)), default=None))
        rows = execute(database, sql, *values)
        places |= {(float(str(start)), str(key)) for start, key in rows}
        if end is not None and (enough is None or enough <= end) and len(rows) <= wanted.limit:
            ends.append(end)
    return _page(database, places, max(ends, default=None), wanted.limit)


def _enough(places: set[Place], limit: int) -> Place | None:
    """The oldest that still counts: what is older than a whole page is on another one."""
    return sorted(places, reverse=True)[limit] if len(places) > limit else None


def _end(database: SqliteDatabase, walk: _Walk) -> Place | None:
    sql, values = walk.end()
    found = execute(database, sql, *values)
    return (float(str(found[0][0])), str(found[0][1])) if found else None


def _page(database: SqliteDatabase, places: set[Place], end: Place | None, limit: int) -> Found:
    """What lies before `end`, where the first of the walks stopped looking."""
    found = sorted((place for place in places if end is None or place >= end), reverse=True)
    shown = found[:limit]
    calls = tuple(_call(database, key) for _, key in shown)
    return Found(calls, shown[-1] if len(found) > limit else end)


def _call(database: SqliteDatabase, key: str) -> Call:
    found = execute(database, 'SELECT story FROM call WHERE "key" = ?', key)
    return read(str(found[0][0]))
