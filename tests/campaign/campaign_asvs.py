"""Each item of `asvs/table.md`: its tests pass and its documents say so.

Without its control a test of it fails. What is not kept is bad.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from build.lib.settings import TREE
from tests.campaign.asvs import trying
from tests.campaign.asvs.table import Item, Removal, Verdict, read, unsaid
from tests.campaign.plan import Campaign


class Asvs:
    """A case is an item, or one whose control is taken out."""

    def __init__(
        self, items: Mapping[str, Item], removals: Mapping[str, Removal], place: Path
    ) -> None:
        self._items, self._removals, self._place = items, removals, place
        self._told: dict[str, str | None] = {}
        self._files = trying.by_file(test for each in items.values() for test in each.tests)
        self._copy: Path | None = None

    def cases(self) -> Sequence[str]:
        """Items by their numbers, then those without their control."""
        return [*self._items, *self._removals]

    def bad(self, case: str) -> str | None:
        """Why the item is not kept, which of its tests fails, or which does not without it."""
        if case in self._removals:
            return trying.without(self._in_copy(), self._removals[case], self._place)
        item = self._items[case]
        if item.verdict is Verdict.NOT_KEPT:
            return f"not kept: {item.how}"
        for test in item.tests:
            if (said := self._outcome(test)) is not None:
                return f"{test}: {said}"
        return unsaid(TREE, item)

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many items of each verdict were looked at, and how many controls were taken out."""
        verdicts = Counter(self._items[name].verdict for name in tried if name in self._items)
        figures = {verdict.replace(" ", "_"): float(verdicts[verdict]) for verdict in Verdict}
        taken_out = sum(name in self._removals for name in tried)
        return {**figures, "taken_out": taken_out, "tests": len(self._told)}

    def _outcome(self, test: str) -> str | None:
        """Every test is run once, together with the others of its file."""
        if test not in self._told:
            names = self._files[test.partition("::")[0]]
            self._told |= trying.tried(TREE, names, self._place)
        return self._told[test]

    def _in_copy(self) -> Path:
        if self._copy is None:
            self._copy = trying.copied(TREE, self._place / "tree")
        return self._copy


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """The table is the same for any seed."""
    del seed, folder
    with tempfile.TemporaryDirectory(prefix="lm-asvs-", dir="/tmp") as place:
        yield Asvs(*read(), Path(place))
