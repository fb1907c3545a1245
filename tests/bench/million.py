"""A call log of as many calls as wanted, made at once: two years of a million."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random

from appliance.core.canonical import to_json
from appliance.core.cel import CelRow, read_line
from appliance.core.story import TELLING
from tests.fakes.stories import calls, lines

CALLS = 1_000_000
PEOPLE, OUTSIDE = 1_000, 50_000
WITH_EVENTS = 1_000  # of the calls, evenly: the card of no other one can be shown
BEGIN, EVERY = 1_700_000_000.0, 60.0  # seconds from one call to the next
_STORY = "attended"
_RESULTS = ("answered", "answered", "answered", "no answer", "busy", "failed")
_WAYS = ("inbound", "outbound", "internal")
Trait = tuple[str, str, float, str]


def moment(chance: Random, count: int = CALLS) -> float:
    """When one of the later calls began, of `count`."""
    return BEGIN + EVERY * chance.randrange(count // 10, count)


def person(chance: Random) -> str:
    """The key of one of those who called."""
    return f"person-{chance.randrange(PEOPLE)}"


def outside(number: int) -> str:
    """The number of somebody outside, of OUTSIDE."""
    return str(79_160_000_000 + 7919 * number)


def one(chance: Random, count: int = CALLS) -> str:
    """The key of a call that has its events too, of `count`."""
    return _key(chance.randrange(0, count, _apart(count)))


def fill(path: Path, chance: Random, count: int = CALLS) -> None:
    """Into the database of a history, whose tables are there, and which nobody has open."""
    with closing(sqlite3.connect(path)) as database:
        for pragma in ("synchronous = OFF", "cache_size = -200000", "temp_store = FILE"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TEMP TABLE loose (name, value, start, call)")
        rows = _rows(chance, count)
        while some := list(islice(rows, 10_000)):
            database.executemany(
                "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?)", (call for call, _ in some)
            )
            traits = (trait for _, traits in some for trait in traits)
            database.executemany("INSERT INTO loose VALUES (?, ?, ?, ?)", traits)
        told = "INSERT INTO event (channel, call, line) VALUES (?, ?, ?)"
        for place in range(0, count, _apart(count)):
            database.executemany(told, _events(_key(place)))
        # In the order of the table's own key: many times as quick.
        database.execute("INSERT INTO trait SELECT * FROM loose ORDER BY name, value, start, call")
        parties = "SELECT DISTINCT value FROM loose WHERE name = 'party'"
        database.execute(f"INSERT INTO party (value) {parties}")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _apart(count: int) -> int:
    return max(1, count // WITH_EVENTS)


def _key(place: int) -> str:
    return f"boot/{place}"


def _events(key: str) -> Iterator[tuple[str, str, str]]:
    """What Asterisk said of the story, for this call."""
    for line in lines(_STORY):
        row = read_line(line)
        if isinstance(row, CelRow):
            yield row.channel, key, line


def _rows(chance: Random, count: int) -> Iterator[tuple[tuple[object, ...], list[Trait]]]:
    """Each call tells the same story of other people at another time, and is found by these."""
    template = to_json(calls(_STORY)[0])
    plain = json.loads(template)
    for place in range(count):
        start = BEGIN + EVERY * place
        result, way = chance.choice(_RESULTS), chance.choice(_WAYS)
        stranger, somebody = chance.randrange(OUTSIDE), person(chance)
        number = outside(stranger)
        story = template.replace(f'"key":"{plain["key"]}"', f'"key":"{_key(place)}"')
        story = story.replace(f'"result":"{plain["result"]}"', f'"result":"{result}"')
        named = [("number", number), ("person", somebody), ("line", "1")]
        named.append(("party", f"{number} Клиент {stranger}"))
        if result == "answered":
            named.append(("recorded", "yes"))
        traits = [(name, value, start, _key(place)) for name, value in named]
        yield (_key(place), start, story, TELLING, result, way), traits
