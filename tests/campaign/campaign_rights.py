"""Who may do what: the calls of a table written by hand, made in the real Asterisk.

Nothing else of the box runs. `tests/integration/asterisk/who_may/table.md` is the table.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.plan import Campaign
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.who_may.play import open_office, outcome
from tests.integration.asterisk.who_may.table import cases


class Rights:
    """A case is a call."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._cases = {case.name: case for case in cases()}

    def cases(self) -> Sequence[str]:
        """Section, and row or what is dialled by whom."""
        return list(self._cases)

    def bad(self, case: str) -> str | None:
        """What comes of the call, where it is not what the table says."""
        wanted = self._cases[case].then
        found = outcome(self._stage, self._cases[case])
        return None if found == wanted else f"{found}, not {wanted}"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many of the calls are refused, lead outside, or neither."""
        wanted = Counter(_kind(self._cases[name].then) for name in tried)
        return {f"calls_{kind}": wanted[kind] for kind in ("refused", "outside", "other")}


def _kind(then: str) -> str:
    if then in {"-", "full", "nobody"}:
        return "refused"
    return "outside" if then[0] in "12" else "other"


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk for all; the table is the same for any seed."""
    del seed, folder
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with (
        tempfile.TemporaryDirectory(prefix="lm-rights-", dir="/tmp") as place,
        open_office(root, Path(place) / "asterisk") as stage,
    ):
        yield Rights(stage)
