"""A page of the call log and a search, among a million calls, against the bare statement."""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from appliance.core.canonical import to_json
from appliance.core.story import TELLING
from appliance.daemon.views import past_call
from appliance.store.call_finding import CallFilter
from appliance.store.history import History
from tests.bench.measured import Measured
from tests.fakes.stories import calls

CALLS = 1_000_000
_PEOPLE, _OUTSIDE = 1_000, 50_000
_BEGIN, _EVERY = 1_700_000_000.0, 60.0  # seconds from one call to the next: two years of them
_ROUNDS = 300
_PAGE = 50
_AT_MOST, _BESIDES_MS = 3.0, 10.0  # times the bare statement, and for words and Python
_RESULTS = ("answered", "answered", "answered", "no answer", "busy", "failed")
_WAYS = ("inbound", "outbound", "internal")
Trait = tuple[str, str, float, str]


def measure(seed: int) -> Measured:
    """p99 in ms of processor time of each way to ask, and of the bare statement."""
    chance = Random(seed)  # noqa: S311  # nothing secret
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        with closing(History(path)) as history:
            _fill(path, chance)
            figures = _measured(history, path, chance)
    bad = tuple(
        f"{name} takes {figures[f'{name}_ms']:.1f} ms, the bare statement {figures['raw_ms']:.1f}"
        for name in _QUESTIONS
        if figures[f"{name}_ms"] > _AT_MOST * figures["raw_ms"] + _BESIDES_MS
    )
    return Measured(_ROUNDS * len(_QUESTIONS), bad, figures)


_QUESTIONS: dict[str, Callable[[Random], CallFilter]] = {
    "page": lambda chance: CallFilter(until=_moment(chance)),
    "result": lambda chance: CallFilter(until=_moment(chance), result="failed"),
    "person": lambda chance: CallFilter(person=f"person-{chance.randrange(_PEOPLE)}"),
    "number": lambda chance: CallFilter(search=_outside(chance.randrange(_OUTSIDE))),
    "part": lambda chance: CallFilter(search=_outside(chance.randrange(_OUTSIDE))[-6:]),
    "name": lambda chance: CallFilter(search=f"клиент {chance.randrange(_OUTSIDE)}"),
    "far": lambda chance: CallFilter(until=_moment(chance), recorded=True, result="busy"),
    "own": lambda chance: CallFilter(seen=_some(chance, 1)),
    "department": lambda chance: CallFilter(until=_moment(chance), seen=_some(chance, 40)),
}


def _moment(chance: Random) -> float:
    return _BEGIN + _EVERY * chance.randrange(CALLS // 10, CALLS)


def _some(chance: Random, count: int) -> frozenset[str]:
    return frozenset(f"person-{chance.randrange(_PEOPLE)}" for _ in range(count))


def _outside(number: int) -> str:
    return str(79_160_000_000 + 7919 * number)


def _measured(history: History, path: Path, chance: Random) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in ("raw", *_QUESTIONS)}
    with closing(sqlite3.connect(path)) as bare:
        for _ in range(_ROUNDS):  # in turn, so that whatever else goes on slows all of them
            times["raw"].append(_timed(lambda: _bare(bare, _moment(chance))))
            for name, question in _QUESTIONS.items():
                wanted = replace(question(chance), limit=_PAGE)
                times[name].append(_timed(partial(_asked, history, wanted)))
    figures = {f"{name}_ms": statistics.quantiles(t, n=100)[98] for name, t in times.items()}
    worst = max(figures[f"{name}_ms"] for name in _QUESTIONS)
    return {**figures, "ratio": worst / figures["raw_ms"], "calls": CALLS}


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time: what else runs on the machine is not the log's fault."""
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def _bare(database: sqlite3.Connection, until: float) -> object:
    sql = "SELECT story FROM call WHERE start < ? ORDER BY start DESC LIMIT ?"
    return database.execute(sql, (until, _PAGE + 1)).fetchall()


def _asked(history: History, wanted: CallFilter) -> object:
    """As the supervisor answers it, up to what goes over the wire."""
    return [past_call(call) for call in history.find(wanted).calls]


def _fill(path: Path, chance: Random) -> None:
    with closing(sqlite3.connect(path)) as database:
        for pragma in ("synchronous = OFF", "cache_size = -200000", "temp_store = FILE"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TEMP TABLE loose (name, value, start, call)")
        rows = _rows(chance)
        while some := list(islice(rows, 10_000)):
            database.executemany(
                "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?)", (call for call, _ in some)
            )
            traits = (trait for _, traits in some for trait in traits)
            database.executemany("INSERT INTO loose VALUES (?, ?, ?, ?)", traits)
        # In the order of the table's own key: many times as quick.
        database.execute("INSERT INTO trait SELECT * FROM loose ORDER BY name, value, start, call")
        parties = "SELECT DISTINCT value FROM trait WHERE name = 'party'"
        database.execute(f"INSERT INTO party (value) {parties}")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(chance: Random) -> Iterator[tuple[tuple[object, ...], list[Trait]]]:
    """Each call tells the same story of other people at another time, and is found by these."""
    template = to_json(calls("attended")[0])
    plain = json.loads(template)
    for place in range(CALLS):
        key, start = f"boot/{place}", _BEGIN + _EVERY * place
        result, way = chance.choice(_RESULTS), chance.choice(_WAYS)
        outside, person = chance.randrange(_OUTSIDE), chance.randrange(_PEOPLE)
        number = _outside(outside)
        story = template.replace(f'"key":"{plain["key"]}"', f'"key":"{key}"')
        story = story.replace(f'"result":"{plain["result"]}"', f'"result":"{result}"')
        named = [("number", number), ("person", f"person-{person}"), ("line", "1")]
        named.append(("party", f"{number} Клиент {outside}"))
        if result == "answered":
            named.append(("recorded", "yes"))
        traits = [(name, value, start, key) for name, value in named]
        yield (key, start, story, TELLING, result, way), traits
