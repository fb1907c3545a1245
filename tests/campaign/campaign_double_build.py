"""Two builds of one commit in different circumstances, compared bit for bit before signing."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from build.lib import same, twice
from build.lib.supply.write import SPDX
from tests.campaign.plan import Campaign

_SHOWN = 5  # differences that are told of a case
_LISTS = "spdx-is-valid"


class DoubleBuild:
    """A case a product, and one that SPDX's own judge reads the list of the real root."""

    def __init__(
        self, first: Mapping[str, str], second: Mapping[str, str], taken: Collection[str]
    ) -> None:
        self._first, self._second, self._taken = first, second, taken

    def cases(self) -> Sequence[str]:
        """The products that both builds made, in the order of the making."""
        return [*self._first, _LISTS]

    def bad(self, case: str) -> str | None:
        """The first differences, or None."""
        if case == _LISTS:
            told = validate_full_spdx_document(
                parse_file(str(Path(self._first["contents"]) / SPDX)), "SPDX-2.3"
            )
            return "; ".join(message.validation_message for message in told[:_SHOWN]) or None
        found = twice.differences(self._first[case], self._second[case], case)
        return "; ".join(found[:_SHOWN]) or None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How much was compared, and a `made_once_` for all that both builds took from one place.

        Those are tools and what is fetched by hash; nothing is said about making them twice.
        """
        del tried
        files = same.listing(Path(self._first["tree"]), content_only=True)
        once = {f"made_once_{name}": 1 for name in sorted(self._taken)}
        return {"tree_files": len(files), **once}


def _taken() -> list[str]:
    """Kinds of products that the second build found in the first cache: build/lib/twice.py."""
    cache = Path(os.environ["LINEMAN_CACHE"]) / "twice" / "cache"
    return [kind.name for kind in cache.iterdir() if kind.is_symlink()]


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Both builds have been made by the verb."""
    del seed, folder
    first, second = (json.loads(os.environ[f"LINEMAN_{name}"]) for name in ("FIRST", "SECOND"))
    yield DoubleBuild(first, second, _taken())
