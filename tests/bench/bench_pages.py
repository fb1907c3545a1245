"""How long the server needs for each page of a large office with a long call log.

From a request at nginx to the last byte of the answer, over a connection that is open. Real web
process and supervisor on a simulated machine.
"""

from __future__ import annotations

import http.client
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import quote

from appliance.wire.protocol import GetExtensions, RenameExtension
from tests.bench import million
from tests.bench.large_office import grow
from tests.bench.measured import Measured, p95
from tests.fakes.simulated import Running, asked, eventually
from tests.web.configured import Configured, aside, configured
from tests.web.every_page import NOWHERE, PATHS, furnish
from webui.security import SESSION_COOKIE

LIMIT_MS = 30.0
_RETURN = "/changes/return?revision=1"  # takes a thousand people out again
_TOLD = 10  # of the slowest pages
_START = 600.0  # seconds: a supervisor that was killed looks through the whole log
Address = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Size:
    """Of the office, of its log, and of what is measured."""

    people: int = 1_000
    calls: int = million.CALLS
    rounds: int = 100
    warm: int = 3


def measure(seed: int) -> Measured:
    """p95 of each page in ms, `p95_ms` that of the slowest."""
    return measured(seed, Size())


def measured(seed: int, size: Size) -> Measured:
    """The same of another size."""
    chance = Random(seed)  # noqa: S311  # nothing secret
    with large(size.people, size.calls, chance) as (office, addresses):
        visitor = Visitor(office.stand.front.https, office.session)
        times: dict[str, list[float]] = {name: [] for name in addresses}
        used: dict[str, list[float]] = {name: [] for name in addresses}
        for turn in range(size.warm + size.rounds):  # in turn: what else goes on slows all of them
            visitor.come()
            for name, address in addresses.items():
                before = _used(office)
                took = visitor.fetch(address(chance), 404 if name == NOWHERE else 200)
                if turn >= size.warm:
                    times[name].append(took)
                    used[name].append(_used(office) - before)
        # It plans a change of everything, which no limit is meant for, and the next plan waits too.
        whole = [visitor.fetch(_RETURN, 200) for _ in range(size.warm)]
    about = {
        "people": size.people, "calls": size.calls, "first_revision_ms": statistics.median(whole),
        "processor_ms": max(map(p95, used.values())),
    }  # fmt: skip
    return judged(times, about)


def _used(office: Configured) -> float:
    """Milliseconds of processor time of web process and supervisor so far."""
    web = office.stand.web
    pids = [office.running.process.pid, *([web.pid] if web is not None else ())]
    found = (each for pid in pids for each in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(each.read_text().split()[0]) for each in found) / 1e6


def judged(times: Mapping[str, list[float]], about: Mapping[str, float]) -> Measured:
    """Each page by its own p95."""
    pages = {name: p95(took) for name, took in times.items()}
    slowest = sorted(pages, key=lambda name: -pages[name])
    figures = {
        "p95_ms": pages[slowest[0]],
        "median_ms": statistics.median(took for each in times.values() for took in each),
        "pages": len(pages),
        **about,
        **{f"p95_ms of {name}": pages[name] for name in slowest[:_TOLD]},
    }
    bad = tuple(
        f"{name} takes {pages[name]:.1f} ms, at most {LIMIT_MS:g} is allowed"
        for name in slowest
        if pages[name] > LIMIT_MS
    )
    return Measured(len(pages), bad, figures)


@dataclass
class Visitor:
    """Somebody logged in, who asks one thing after the other."""

    port: int
    session: str

    def come(self) -> None:
        """On a new connection: nginx closes one after a thousand requests."""
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self._line = http.client.HTTPSConnection("127.0.0.1", self.port, context=trusting)
        self._line.connect()

    def fetch(self, path: str, status: int) -> float:
        """Milliseconds to the last byte; RuntimeError for any other answer."""
        headers = {"Cookie": f"{SESSION_COOKIE}={self.session}", "Accept-Language": "ru"}
        begun = time.perf_counter()
        self._line.request("GET", path, headers=headers)
        with self._line.getresponse() as answer:
            answer.read()
        took = time.perf_counter() - begun
        if answer.status != status:
            raise RuntimeError(f"{path} is answered with {answer.status}")
        return 1000 * took


@contextmanager
def large(
    people: int, calls: int, chance: Random
) -> Iterator[tuple[Configured, Mapping[str, Address]]]:
    """An office of this size, and its pages by name."""
    with (
        tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as folder,
        configured(Path(folder)) as office,
    ):
        aside(lambda: grow(office.running, people))
        revision = aside(lambda: _renamed(office.running))
        known = {**furnish(office), _RETURN: f"/changes/return?revision={revision - 1}"}
        office.running.kill()
        million.fill(office.running.folder / "data/history/history.db", chance, calls)
        office.running.again()
        asking = office.running.console
        aside(lambda: eventually(lambda: asking.ask(GetExtensions()), bool, _START))
        fixed = {path: path for path in PATHS} | known
        pages = {name: partial(_always, path) for name, path in fixed.items()}
        with office.certified():
            yield office, {**pages, **_found(people, calls)}


def _renamed(running: Running) -> int:
    """A small change, such as is taken back; the revision that it makes."""
    base = asked(running.console.ask(GetExtensions())).revision
    changed = RenameExtension(base=base, number="203", name="Ольга Кузнецова")
    return asked(running.console.ask(changed)).revision


def _always(path: str, _chance: Random) -> str:
    return path


def _found(people: int, calls: int) -> Mapping[str, Address]:
    """Searches, none of them asked twice, and the cards of single calls."""

    def number(chance: Random) -> str:
        return million.outside(chance.randrange(million.OUTSIDE))

    def somebody(chance: Random) -> str:
        return f"person-{chance.randrange(people)}"

    def older(chance: Random) -> str:
        return f"before={million.moment(chance, calls)!r}"

    def one(chance: Random) -> str:
        return quote(million.one(chance, calls))

    return {
        "older calls": lambda chance: f"/calls?{older(chance)}",
        "calls by result": lambda chance: f"/calls?result=failed&{older(chance)}",
        "calls by person": lambda chance: f"/calls?person={somebody(chance)}",
        "calls by number": lambda chance: f"/calls?q={number(chance)}",
        "calls by a part": lambda chance: f"/calls?q={number(chance)[-6:]}",
        "calls by name": lambda chance: f"/calls?q={quote(_name(chance))}",
        "calls far away": lambda chance: f"/calls?recorded=yes&result=busy&{older(chance)}",
        "older recordings": lambda chance: f"/recordings?{older(chance)}",
        "recordings by number": lambda chance: f"/recordings?q={number(chance)}",
        "one call": lambda chance: f"/calls/one?key={one(chance)}",
        "search by number": lambda chance: f"/search?text={number(chance)}",
        "search by name": lambda chance: f"/search?text={quote(_name(chance))}",
        "a person": lambda chance: f"/people/edit?name={somebody(chance)}",
        "people by name": lambda chance: f"/people?q={chance.randrange(people)}",
    }


def _name(chance: Random) -> str:
    return f"клиент {chance.randrange(million.OUTSIDE)}"
