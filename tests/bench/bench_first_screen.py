"""What Lighthouse says of the first screen that somebody sees who has logged in.

Real nginx and web process, and a real supervisor on a simulated machine whose office somebody has
configured. Lighthouse loads the screen in a browser without a cache, each time in another one.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from build.lib.vm.waiting import PATIENCE
from tests.bench.measured import Measured
from tests.web.configured import Configured, aside, configured
from tests.web.stand import free_port

LEAST = {"performance": 95.0, "accessibility": 100.0}  # of 100
ROUNDS = 3
_KINDS: Mapping[str, tuple[str, ...]] = {"desktop": ("--preset=desktop",), "telephone": ()}
_BROWSER = ("--no-sandbox", "--ignore-certificate-errors")
# Milliseconds, and no unit for what moves on the screen.
_METRICS = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "speed_index_ms": "speed-index",
    "tbt_ms": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}
_LONGEST = 300.0  # seconds for one look


@dataclass(frozen=True, slots=True)
class Look:
    """One report: the scores of 100, the metrics, and what is not accessible."""

    scores: Mapping[str, float]
    metrics: Mapping[str, float]
    faults: tuple[str, ...]


def measure(seed: int) -> Measured:
    """Nothing is drawn by lot: Lighthouse slows network and processor by its own rules."""
    del seed
    return measured(ROUNDS)


def measured(rounds: int) -> Measured:
    """Of so many looks on each kind of screen."""
    with (
        tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as folder,
        configured(Path(folder)) as office,
    ):
        looks: dict[str, list[Look]] = {kind: [] for kind in _KINDS}
        for _ in range(rounds):  # in turn: what else goes on slows both
            for kind, words in _KINDS.items():
                looks[kind].append(_looked(office, words, Path(folder)))
    return judged(looks)


def _looked(office: Configured, words: Sequence[str], folder: Path) -> Look:
    """In a browser of its own, whose cookie is a real one: its event stream wants it too."""
    port, report = free_port(), folder / "report.json"
    with (
        tempfile.TemporaryDirectory(prefix="browser-", dir=folder) as profile,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch_persistent_context(
            profile, executable_path="/usr/bin/chromium", ignore_https_errors=True,
            args=[*_BROWSER, f"--remote-debugging-port={port}"],
        )  # fmt: skip
        office.enter(browser.pages[0])
        aside(lambda: _reported(office.stand.url, port, words, report))
        browser.close()
    return read(json.loads(report.read_text()), office.stand.url)


def _reported(url: str, port: int, words: Sequence[str], report: Path) -> None:
    lighthouse = Path(os.environ["LINEMAN_LIGHTHOUSE"]) / "cli/index.js"
    argv = ["node", str(lighthouse), url, f"--port={port}", "--disable-storage-reset", "--quiet",
            "--only-categories=performance,accessibility", "--output=json",
            "--no-enable-error-reporting", f"--output-path={report}", *words]  # fmt: skip
    env = {**os.environ, "HOME": str(report.parent)}
    done = subprocess.run(
        argv, env=env, check=False, capture_output=True, text=True, timeout=_LONGEST * PATIENCE
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not look: {done.stderr[-2000:]}")


def read(told: Mapping[str, Any], url: str) -> Look:
    """Out of Lighthouse's report; RuntimeError where it looked at something else, or at nothing."""
    if told.get("runtimeError") or told["finalDisplayedUrl"].rstrip("/") != url.rstrip("/"):
        raise RuntimeError(f"{told['finalDisplayedUrl']}: {told.get('runtimeError')}")
    categories, audits = told["categories"], told["audits"]
    parts = (each["id"] for each in categories["accessibility"]["auditRefs"] if each["weight"])
    return Look(
        {name: 100.0 * categories[name]["score"] for name in LEAST},
        {name: float(audits[audit]["numericValue"]) for name, audit in _METRICS.items()},
        tuple(f"{each}: {audits[each]['title']}" for each in parts if audits[each]["score"] == 0),
    )


def judged(looks: Mapping[str, Sequence[Look]]) -> Measured:
    """By the medians of each kind of screen."""
    figures: dict[str, float] = {}
    bad: list[str] = []
    for kind, each in looks.items():
        for name, least in LEAST.items():
            score = statistics.median(look.scores[name] for look in each)
            figures[f"{name}_{kind}"] = score
            if score < least:
                bad.append(f"{name} on a {kind} is {score:.0f}, at least {least:g} is wanted")
        for name in _METRICS:
            figures[f"{name}_{kind}"] = statistics.median(look.metrics[name] for look in each)
        bad += sorted({f"{kind}: {fault}" for look in each for fault in look.faults})
    for name in LEAST:
        figures[name] = min(figures[f"{name}_{kind}"] for kind in looks)
    return Measured(sum(map(len, looks.values())), tuple(bad), figures)
