"""Inside the workshop: `python3 -m tests.campaign NAME [--minutes N] [--cases N] [--seed N]`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import cast

from tests import figures
from tests.campaign.plan import Bounds, Journal, Opener, run


def main(words: list[str]) -> int:
    """Run a campaign, keep its result, fail if a case was bad."""
    parser = argparse.ArgumentParser(prog="build/campaign")
    parser.add_argument("name")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(words)
    module = importlib.import_module(f"tests.campaign.campaign_{chosen.name.replace('-', '_')}")
    opened = cast("Opener", module.open_campaign)
    kept = Path(os.environ["LINEMAN_CACHE"]) / "campaigns"
    folder = kept / f"{chosen.name}-{figures.commit()[:16]}-{chosen.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / "journal")
    with opened(chosen.seed, folder) as campaign:
        run(campaign, journal, Bounds(chosen.minutes, chosen.cases))
        measured = dict(campaign.figures())
        measured["planned"] = len(campaign.cases())
    bad = [case for case, what in journal.outcomes.items() if what]
    result = figures.result(
        chosen.name, seed=chosen.seed, cases=len(journal.outcomes), bad=len(bad), figures=measured
    )
    print(f"{result.cases} cases, {result.bad} bad: {figures.keep('campaign', result)}")
    return 1 if bad else 0


sys.exit(main(sys.argv[1:]))
