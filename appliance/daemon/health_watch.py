"""Looks at the box once a second and lets the checks judge it."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from appliance.asterisk.ports import Exchange
from appliance.asterisk.pri_links import QUESTION, spans_without_link
from appliance.core.bans import Ban
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.live_state import Family, met_today
from appliance.core.zones import clock_of
from appliance.daemon.carriers_watch import CarriersWatch
from appliance.hardware.span_watch import SpanWatch
from appliance.health.board import Board
from appliance.health.world import World

EVERY = 1.0  # seconds
WEB_EVERY = 20.0  # seconds; each probe costs the web process a question
FILES_EVERY = 10.0  # seconds; a look at each file's size and time, not into it
LIMITS_EVERY = 5.0  # seconds; no event tells of an entry that a call made
LINKS_EVERY = 5.0  # seconds; no event tells of a D channel, so it is asked for
START = 60.0  # seconds in which cards and exchange may still be coming up
WebProbe = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class HealthWatch:
    """`disks` are the partitions by the name their owner knows; `web` is None without a page.

    `rooms` are folders of theirs that may have a ceiling of their own.
    `edited` names files of the running configuration that somebody changed by hand, `replaced`
    such files where newer ones are in use now. `drivers` has what card drivers were loaded with.
    `certificate_days` are left until the owner's certificate ends, None without one;
    `certificate_refused` says whether there is one that the page does not show.
    """

    board: Board
    exchange: Exchange
    watch: SpanWatch
    config: Callable[[], Config]
    edited: Callable[[], tuple[str, ...]]
    replaced: Callable[[], tuple[str, ...]]
    timing: Callable[[], tuple[float, ...]]
    disks: Mapping[str, Path]
    rooms: Mapping[str, Path]
    mounted: Callable[[Path], bool]
    web: WebProbe | None
    bans: Callable[[], tuple[Ban, ...]]
    drivers: Callable[[], Mapping[str, frozenset[str]]]
    certificate_days: Callable[[], int | None]
    certificate_refused: Callable[[], Awaitable[bool]]
    carriers: CarriersWatch
    _alarm_since: dict[int, float] = field(default_factory=dict)
    _link_down: dict[int, float] = field(default_factory=dict)
    _exchange_down: float | None = None
    _web_down: float | None = None
    _limits_met: Mapping[str, str] = field(default_factory=dict)
    _lines_met: Mapping[str, str] = field(default_factory=dict)
    _edited: tuple[str, ...] = ()
    _drivers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _certificate_days: int | None = None
    _certificate_refused: bool = False
    _started: bool = False
    _begun: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """For good."""
        while True:
            self._judge(time.monotonic())
            await asyncio.sleep(EVERY)

    def _judge(self, now: float) -> None:
        alarmed = {span.number for span in self.watch.now.spans if span.alarms}
        self._alarm_since = {n: self._alarm_since.get(n, now) for n in alarmed}
        self._started = self._started or self.exchange.up or now - self._begun > START
        self._exchange_down = None if self.exchange.up else self._exchange_down or now
        missing = frozenset(name for name, path in self.disks.items() if not self.mounted(path))
        free = {name: _free(path) for name, path in self.disks.items() if name not in missing}
        there = {path for name, path in self.disks.items() if name not in missing}
        rooms = {name: path for name, path in self.rooms.items() if path.parent in there}
        free |= {name: _below(path) for name, path in rooms.items()}
        world = World(
            now=now,
            config=self.config() if self._started else Config(),
            look=self.watch.now,
            alarm_since=self._alarm_since,
            link_down_since=self._link_down,
            exchange_down_since=self._exchange_down if self._started else None,
            web_down_since=self._web_down,
            timing=self.timing(),
            edited=self._edited,
            replaced=self.replaced(),
            free={name: share for name, share in free.items() if share},
            missing=missing,
            drivers=self._drivers,
            bans=self.bans(),
            limits_met=self._limits_met,
            lines_met=self._lines_met,
            distrusted=self.carriers.distrusted,
            certificate_days=self._certificate_days,
            certificate_refused=self._certificate_refused,
        )
        self.board.judge(world, time.time())

    async def probe_web(self) -> None:
        """For good, where there is a web page."""
        while self.web is not None:
            up = await self.web()
            self._web_down = None if up else self._web_down or time.monotonic()
            await asyncio.sleep(WEB_EVERY)

    async def probe_files(self) -> None:
        """For good. Between two generations there is nothing to be looked at."""
        while True:
            with contextlib.suppress(Fault, OSError):
                self._edited = self.edited()
            self._drivers = self.drivers()
            self._certificate_days = await asyncio.to_thread(self.certificate_days)
            self._certificate_refused = await self.certificate_refused()
            await asyncio.sleep(FILES_EVERY)

    async def probe_links(self) -> None:
        """For good. While Asterisk is down nothing is known of its links."""
        while True:
            down = await self._links_down()
            now = time.monotonic()
            self._link_down = {span: self._link_down.get(span, now) for span in down}
            await asyncio.sleep(LINKS_EVERY)

    async def probe_limits(self) -> None:
        """For good. While Asterisk is down what was met before stays told."""
        while True:
            if self.exchange.up:
                with contextlib.suppress(Fault):
                    people = await self.exchange.entries(Family.LIMIT_MET)
                    lines = await self.exchange.entries(Family.LINES_MET)
                    today = datetime.now(clock_of(self.config().zone)).date()
                    self._limits_met = met_today(people, today)
                    self._lines_met = met_today(lines, today)
            await asyncio.sleep(LIMITS_EVERY)

    async def _links_down(self) -> frozenset[int]:
        if not self.exchange.up:
            return frozenset()
        try:
            return spans_without_link(await self.exchange.console(QUESTION))
        except Fault:
            return frozenset()


def _below(path: Path) -> float | None:
    """As `_free`, of a folder with a ceiling: the file system tells of that, and not of itself."""
    try:
        ceiling, whole = os.statvfs(path).f_blocks, os.statvfs(path.parent).f_blocks
    except OSError:
        return None
    return _free(path) if ceiling < whole else None


def _free(path: Path) -> float | None:
    """The free share of the partition; None when it cannot be asked."""
    try:
        found = os.statvfs(path)
    except OSError:
        return None
    return max(found.f_bavail / found.f_blocks, 1e-9) if found.f_blocks else None
