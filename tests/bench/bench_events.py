"""From what happens to a call until a page shows it, with sixty calls up and fifty pages open.

A real browser's page at real nginx and web process, with a real supervisor whose simulated exchange
says when each thing happened (`busy_box.py`). The page notes when it has drawn the change.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from appliance.wire.protocol import LogIn
from build.lib.vm.waiting import PATIENCE
from tests.bench.busy_box import CALLS, PEOPLE, happened
from tests.bench.large_office import grow
from tests.bench.listeners import Listener, listening
from tests.bench.measured import Measured, above, p95
from tests.web.configured import PASSWORD, Configured, aside, ask, configured

LIMITS = {"p95_ms": 300.0, "missed": 0.0}
STREAMS, EVENTS = 50, 300  # of the streams one is the page that is looked at
_STREAMED = ("/live/board", "/live/overview")
_WARM = 5.0  # seconds before the first event that counts
_SLOWEST = 5.0  # seconds; what is not drawn by then is missed
# What is drawn is on the screen when the next frame begins.
_NOTE = """() => {
    let before = new Map();
    const look = () => {
        const now = new Map(), changed = [];
        for (const row of document.querySelectorAll("#board-calls li[id^='call-']"))
            now.set(row.id.slice(5), row.textContent.includes("Talking") ? "talking" : "ringing");
        for (const [call, what] of now) if (before.get(call) !== what) changed.push([call, what]);
        for (const call of before.keys()) if (!now.has(call)) changed.push([call, "gone"]);
        before = now;
        return changed;
    };
    look();
    window.drawn = [];
    const clocks = (each) => each.target.closest?.("lm-clock");
    new MutationObserver((records) => {
        if (records.every(clocks)) return;
        const changed = look();
        if (changed.length === 0) return;
        requestAnimationFrame(() => requestAnimationFrame(() => {
            const at = (performance.timeOrigin + performance.now()) / 1000;
            for (const [call, what] of changed) window.drawn.push([at, call, what]);
        }));
    }).observe(document.querySelector("main"), {childList: true, subtree: true, attributes: true});
}"""
Moment = tuple[float, str, str]  # epoch seconds, a call, what became of it


def measure(seed: int) -> Measured:
    """p95 in ms; nothing is drawn by lot but the pauses, which are the same each time."""
    del seed
    return measured(STREAMS, EVENTS)


def measured(streams: int, events: int) -> Measured:
    """The same with as many streams and events."""
    with (
        tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as folder,
        configured(Path(folder), supervisor="tests.bench.busy_box") as office,
    ):
        aside(lambda: grow(office.running, PEOPLE))
        listeners = _listeners(office, streams - 1)
        with listening(office.stand.front.https, listeners), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            page = browser.new_page(ignore_https_errors=True, locale="en-GB")
            told, drawn = _watched(office, office.enter(page), events)
            browser.close()
        heard = [each for each in listeners if each.heard > time.monotonic() - 60]
    found = delays(told, drawn)
    figures = found.figures() | {"streams": 1.0 + len(heard), "calls": CALLS}
    bad = above(figures, LIMITS)
    if len(heard) < len(listeners):
        bad = (*bad, f"{len(listeners) - len(heard)} streams have heard nothing")
    return Measured(len(told), bad, figures)


def _listeners(office: Configured, count: int) -> list[Listener]:
    """As many people, each with a page of his own."""
    client = office.running.page
    tokens = (ask(client, LogIn("anna", PASSWORD)).token for _ in range(count))
    return [
        Listener(_STREAMED[place % len(_STREAMED)], token) for place, token in enumerate(tokens)
    ]


def _watched(office: Configured, page: Page, events: int) -> tuple[list[Moment], list[Moment]]:
    """So many things that happened while the page was watched, and what it drew."""
    page.goto(f"{office.stand.url}/board")
    expect(page.locator("#board-calls li").nth(CALLS - 2)).to_be_visible(timeout=30_000 * PATIENCE)
    page.evaluate(_NOTE)
    begun, told = time.time() + _WARM, list[Moment]()
    while len(told) < events:
        page.wait_for_timeout(1000)
        told = [each for each in happened(office.running.path.parent) if each[0] > begun]
    page.wait_for_timeout(1000 * _SLOWEST)
    return told[:events], [tuple(each) for each in page.evaluate("window.drawn")]


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from each thing that was drawn to its drawing; the others were `missed`."""

    seconds: Sequence[float]
    missed: int

    def figures(self) -> dict[str, float]:
        """In ms; those that were drawn make them."""
        ms = [1000 * each for each in self.seconds] or [0.0]
        return {
            "p95_ms": p95(ms), "median_ms": statistics.median(ms), "most_ms": max(ms),
            "missed": self.missed,
        }  # fmt: skip


def delays(told: Iterable[Moment], drawn: Iterable[Moment]) -> Delays:
    """Each thing with its first drawing behind it, in time."""
    seconds, missed = [], 0
    by_what: dict[tuple[str, str], list[float]] = {}
    for at, call, what in drawn:
        by_what.setdefault((call, what), []).append(at)
    for when, call, what in told:
        after = [at - when for at in by_what.get((call, what), ()) if 0 <= at - when <= _SLOWEST]
        if after:
            seconds.append(min(after))
        else:
            missed += 1
    return Delays(seconds, missed)
