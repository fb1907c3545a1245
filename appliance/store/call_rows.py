"""Calls as rows of history.db: written with all they are found by, and found by it.

Each way of finding walks an index in the order of time, so that a page of a million rows is as
quick as the first; what else is asked for is looked up row by row.
"""

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, cast, get_args

from peewee import SqliteDatabase

from appliance.core.calls import Call
from appliance.core.canonical import fields_of, from_plain, is_dataclass, to_json
from appliance.core.directory import Directory
from appliance.core.story import TELLING
from appliance.store.database import execute

NUMBER, PERSON, LINE, RECORDED = "number", "person", "line", "recorded"


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; what is empty does not filter. `until` is not within.

    `number` is a leg's or what was dialled, E.164 digits where it is the world's; `person` a key;
    `line` the number of a trunk group; `recorded` those with a recording alone.
    """

    number: str = ""
    person: str = ""
    line: str = ""
    result: str = ""
    direction: str = ""
    recorded: bool = False
    since: float = 0.0
    until: float = float("inf")
    limit: int = 100

    def traits(self) -> list[tuple[str, str]]:
        """What is looked for in the table of traits, the rarest first."""
        wanted = [(PERSON, self.person), (NUMBER, self.number), (LINE, self.line)]
        recorded = [(RECORDED, "yes")] if self.recorded else []
        return [trait for trait in wanted if trait[1]] + recorded


def traits_of(call: Call, directory: Directory | None) -> Iterator[tuple[str, str]]:
    """All that the call is found by, but for what is a column of its own."""
    numbers = {call.caller, call.dialled, *(leg.number for leg in call.legs)}
    numbers |= {each.whom for each in call.happened if each.whom.isdecimal()}
    if directory is not None:
        numbers |= {directory.canonical(number) for number in numbers}
    yield from ((NUMBER, number) for number in sorted(numbers - {""}))
    for name, values in (
        (PERSON, {leg.person for leg in call.legs}),
        (LINE, {leg.line for leg in call.legs}),
    ):
        yield from ((name, value) for value in sorted(values - {""}))
    if call.recordings:
        yield RECORDED, "yes"


def insert(database: SqliteDatabase, call: Call, directory: Directory | None) -> bool:
    """Store the call; False when it is there already."""
    added = execute(
        database,
        'INSERT INTO call ("key", start, story, told, result, direction) VALUES (?, ?, ?, ?, ?, ?)'
        ' ON CONFLICT DO NOTHING RETURNING "key"',
        call.key,
        call.start,
        to_json(call),
        TELLING,
        call.result.value,
        call.direction.value,
    )
    if added:
        _insert_parts(database, call, directory)
    return bool(added)


def update(database: SqliteDatabase, call: Call, directory: Directory | None) -> None:
    """Put the call in the place of what its row said."""
    execute(
        database,
        'UPDATE call SET story = ?, told = ?, result = ?, direction = ? WHERE "key" = ?',
        to_json(call),
        TELLING,
        call.result.value,
        call.direction.value,
        call.key,
    )
    for table in ("leg", "trait", "recording"):
        execute(database, f"DELETE FROM {table} WHERE call = ?", call.key)  # noqa: S608
    _insert_parts(database, call, directory)


def _insert_parts(database: SqliteDatabase, call: Call, directory: Directory | None) -> None:
    for position, leg in enumerate(call.legs):
        execute(
            database,
            "INSERT INTO leg (call, position, channel, number) VALUES (?, ?, ?, ?)",
            call.key,
            position,
            leg.channel,
            leg.number,
        )
    for path in call.recordings:
        execute(
            database, "INSERT OR IGNORE INTO recording (path, call) VALUES (?, ?)", path, call.key
        )
    for name, value in traits_of(call, directory):
        execute(
            database,
            "INSERT INTO trait (name, value, start, call) VALUES (?, ?, ?, ?)",
            name,
            value,
            call.start,
            call.key,
        )


def question(wanted: CallFilter) -> tuple[str, list[object]]:
    """The statement that finds `wanted`, newest first, and its values."""
    traits = wanted.traits()
    source, start, values = "call", "call.start", list[object]()
    if traits:
        source = 'trait CROSS JOIN call ON call."key" = trait.call'
        start = "trait.start"
    sql = f"SELECT call.story FROM {source} WHERE {start} >= ? AND {start} < ?"  # noqa: S608
    values += [wanted.since, wanted.until]
    if traits:
        sql += " AND trait.name = ? AND trait.value = ?"
        values += traits[0]
    for name, value in traits[1:]:
        sql += (
            " AND EXISTS (SELECT 1 FROM trait AS also WHERE also.name = ? AND also.value = ?"
            ' AND also.start = call.start AND also.call = call."key")'
        )
        values += [name, value]
    for column in ("result", "direction"):
        if value := getattr(wanted, column):
            sql += f" AND call.{column} = ?"
            values.append(value)
    return f"{sql} ORDER BY {start} DESC LIMIT ?", [*values, wanted.limit]


def find(database: SqliteDatabase, wanted: CallFilter) -> list[Call]:
    """The newest first."""
    sql, values = question(wanted)
    return [read(str(story)) for (story,) in execute(database, sql, *values)]


def read(story: str) -> Call:
    """A stored row. What a later release wrote besides is passed over."""
    call: Call = from_plain(Call, _known(Call, json.loads(story)))
    return call


def _known(kind: type[Any], plain: dict[str, object]) -> dict[str, object]:
    hints = fields_of(cast("Hashable", kind))
    return {name: _within(hints[name], value) for name, value in plain.items() if name in hints}


def _within(hint: object, value: object) -> object:
    """Of a list of objects each without what this release does not know."""
    kind = next(iter(get_args(hint)), None)
    if isinstance(value, list) and isinstance(kind, type) and is_dataclass(kind):
        return [_known(kind, each) for each in value]
    return value
