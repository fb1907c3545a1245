"""Calls as rows of history.db, written with all they are found by; `call_finding` finds them."""

import json
from collections.abc import Hashable, Iterator
from typing import Any, cast, get_args

import msgspec
from peewee import SqliteDatabase

from appliance.core.calls import Call
from appliance.core.canonical import fields_of, from_plain, is_dataclass, to_json
from appliance.core.directory import Directory
from appliance.core.story import TELLING
from appliance.store.database import execute

NUMBER, PERSON, LINE, RECORDED = "number", "person", "line", "recorded"
PARTY = "party"
"""A number with the name it had then, as `party_text` writes them."""


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
    yield from ((PARTY, value) for value in parties_of(call, directory))


def parties_of(call: Call, directory: Directory | None) -> list[str]:
    """Who took part, and what was dialled at first and later, as one searches for them."""
    named = {(leg.number, leg.name) for leg in call.legs} | {(call.caller, call.caller_name)}
    dialled = {call.dialled, *(each.whom for each in call.happened if each.whom.isdecimal())}
    named |= {(number, "") for number in dialled - {number for number, _ in named}}
    texts = {party_text(number, name, directory) for number, name in named}
    return sorted(texts - {""})


def party_text(number: str, name: str, directory: Directory | None) -> str:
    """The number as it came, as the world writes it, and the name."""
    canonical = directory.canonical(number) if directory is not None else number
    known = (number, canonical if canonical != number else "", name if name != number else "")
    return " ".join(text for text in known if text)


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
        _learn(database, call, directory)
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
    _learn(database, call, directory)
    for table in ("leg", "trait", "recording"):
        execute(database, f"DELETE FROM {table} WHERE call = ?", call.key)  # noqa: S608
    _insert_parts(database, call, directory)


def _learn(database: SqliteDatabase, call: Call, directory: Directory | None) -> None:
    """Parties that no call had before can be searched from now on."""
    for value in parties_of(call, directory):
        execute(
            database,
            "INSERT INTO party (value) SELECT ?1 WHERE NOT EXISTS"
            " (SELECT 1 FROM trait WHERE name = ?2 AND value = ?1)",
            value,
            PARTY,
        )


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


_calls = msgspec.json.Decoder(Call)


def read(story: str) -> Call:
    """A stored row. What a later release wrote besides is passed over."""
    try:
        return _calls.decode(story)
    except msgspec.MsgspecError:
        call: Call = from_plain(Call, _known(Call, json.loads(story)))  # it says what is wrong
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
