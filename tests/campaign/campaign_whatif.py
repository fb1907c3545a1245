"""Calls made by chance in offices made by chance, simulated and made in the real Asterisk.

Compared are all steps of the dialplan with their arguments, who rings and how long, who answers or
why not, what is sent to which carrier, whether it is recorded, and what telephones keep changed.
"""

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.plan import Campaign
from tests.integration.asterisk.trial.reached import BEYOND
from tests.integration.asterisk.trial.tries import Tries, tries

_OFFICES, _CALLS = 45, 10


class WhatIf:
    """A case is a call."""

    def __init__(self, tried: Tries) -> None:
        self._tried = tried

    def cases(self) -> Sequence[str]:
        """`office-call`."""
        return self._tried.names(_OFFICES)

    def bad(self, case: str) -> str | None:
        """What the real Asterisk did otherwise."""
        return "; ".join(self._tried.disagreements(case)) or None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """What was compared in this run, and how much of the compiler's closed lists it came to."""
        offices = {case.partition("-")[0] for case in tried}
        reached = self._tried.reached
        for name in reached.missed:
            print(f"no call came to {name}")
        for name, why in BEYOND.items():
            print(f"no call can come to {name}: it {why}")
        return {
            "offices": len(offices),
            "steps": self._tried.steps,
            "second calls": self._tried.second,
            "applications": reached.applications,
            "functions": reached.functions,
            "missed": len(reached.missed),
        }


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk for all."""
    del folder
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with (
        tempfile.TemporaryDirectory(prefix="lm-whatif-", dir="/tmp") as place,
        tries(root, Path(place) / "asterisk", seed, _CALLS) as tried,
    ):
        yield WhatIf(tried)
