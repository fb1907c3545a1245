"""What a campaign is, and the run of one: resumable, bounded, counted."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Campaign(Protocol):
    """Many cases of one kind."""

    def cases(self) -> Sequence[str]:
        """Names of all cases in order; the same seed gives the same names."""

    def bad(self, case: str) -> str | None:
        """Try `case`; what was not as it must be, or None."""

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """What was measured besides; `tried` are the cases that have an outcome."""


class Opener(Protocol):
    """`open_campaign` of a campaign's module."""

    def __call__(self, seed: int, folder: Path) -> AbstractContextManager[Campaign]:
        """Get everything ready; `folder` stays for the next run of the same seed."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where to stop before the end."""

    minutes: float
    cases: int


class Journal:
    """What was tried before, a JSON line a case; a torn last line is a case not tried."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.outcomes: dict[str, str | None] = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            self.outcomes[entry["case"]] = entry["bad"]

    def note(self, case: str, bad: str | None) -> None:
        """Keep an outcome at once."""
        self.outcomes[case] = bad
        with self._path.open("a") as opened:
            opened.write(json.dumps({"case": case, "bad": bad}) + "\n")


def run(campaign: Campaign, journal: Journal, bounds: Bounds) -> None:
    """Try what is left, until it is done or a bound is reached."""
    cases = campaign.cases()
    left = [case for case in cases if case not in journal.outcomes]
    print(f"{len(cases)} cases, {len(cases) - len(left)} tried before", flush=True)
    end = time.monotonic() + bounds.minutes * 60
    for number, case in enumerate(left[: bounds.cases], 1):
        if time.monotonic() > end:
            print("out of time; start again to go on", flush=True)
            return
        begun = time.monotonic()
        bad = campaign.bad(case)
        journal.note(case, bad)
        took = time.monotonic() - begun
        print(f"{number}/{len(left)} {case}: {bad or 'good'} ({took:.1f} s)", flush=True)
