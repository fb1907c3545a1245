"""A page of the call log and a search, among a million calls, against the bare statement."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from appliance.daemon.views import past_call
from appliance.store.call_finding import CallFilter
from appliance.store.history import History
from tests.bench.measured import Measured
from tests.bench.million import CALLS, OUTSIDE, fill, moment, outside, person

_ROUNDS = 300
_PAGE = 50
_AT_MOST, _BESIDES_MS = 3.0, 10.0  # times the bare statement, and for words and Python


def measure(seed: int) -> Measured:
    """p99 in ms of processor time of each way to ask, and of the bare statement."""
    chance = Random(seed)  # noqa: S311  # nothing secret
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        with closing(History(path)) as history:
            fill(path, chance)
            figures = _measured(history, path, chance)
    bad = tuple(
        f"{name} takes {figures[f'{name}_ms']:.1f} ms, the bare statement {figures['raw_ms']:.1f}"
        for name in _QUESTIONS
        if figures[f"{name}_ms"] > _AT_MOST * figures["raw_ms"] + _BESIDES_MS
    )
    return Measured(_ROUNDS * len(_QUESTIONS), bad, figures)


_QUESTIONS: dict[str, Callable[[Random], CallFilter]] = {
    "page": lambda chance: CallFilter(until=moment(chance)),
    "result": lambda chance: CallFilter(until=moment(chance), result="failed"),
    "person": lambda chance: CallFilter(person=person(chance)),
    "number": lambda chance: CallFilter(search=outside(chance.randrange(OUTSIDE))),
    "part": lambda chance: CallFilter(search=outside(chance.randrange(OUTSIDE))[-6:]),
    "name": lambda chance: CallFilter(search=f"клиент {chance.randrange(OUTSIDE)}"),
    "far": lambda chance: CallFilter(until=moment(chance), recorded=True, result="busy"),
    "own": lambda chance: CallFilter(seen=_some(chance, 1)),
    "department": lambda chance: CallFilter(until=moment(chance), seen=_some(chance, 40)),
}


def _some(chance: Random, count: int) -> frozenset[str]:
    return frozenset(person(chance) for _ in range(count))


def _measured(history: History, path: Path, chance: Random) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in ("raw", *_QUESTIONS)}
    with closing(sqlite3.connect(path)) as bare:
        for _ in range(_ROUNDS):  # in turn, so that whatever else goes on slows all of them
            times["raw"].append(_timed(lambda: _bare(bare, moment(chance))))
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
