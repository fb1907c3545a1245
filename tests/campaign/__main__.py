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
    """Run a campaign, keep its result; fail if a case was bad or is still to be tried."""
    parser = argparse.ArgumentParser(prog="build/campaign")
    parser.add_argument("name")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(words)
    module = importlib.import_module(f"tests.campaign.campaign_{chosen.name.replace('-', '_')}")
    opened = cast("Opener", module.open_campaign)
    kept = Path(os.environ["LINEMAN_CACHE"]) / "campaigns"
    of = f"{figures.commit()}-{figures.image() or 'none'}-{chosen.seed}"
    folder = kept / f"{chosen.name}-{of}"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / "journal")
    with opened(chosen.seed, folder) as campaign:
        run(campaign, journal, Bounds(chosen.minutes, chosen.cases))
        tried = journal.outcomes.keys()
        planned = len(campaign.cases())
        measured = {**campaign.figures(tried), "planned": planned}
    bad = [case for case, what in journal.outcomes.items() if what]
    result = figures.result(
        chosen.name, seed=chosen.seed, cases=len(tried), bad=len(bad), figures=measured,
        bad_cases=bad,
    )  # fmt: skip
    kept_at = figures.keep("campaign", result)
    print(f"{result.cases} of {planned} cases, {result.bad} bad: {kept_at}")
    return 1 if bad or len(tried) < planned else 0


sys.exit(main(sys.argv[1:]))
