"""Requests made of the API's own description: none brings it down or is answered otherwise.

Real nginx, web process and supervisor on a simulated machine, and a key that opens everything.
"""

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from appliance.wire.api_keys import MakeApiKey
from appliance.wire.roles import Scope
from tests.campaign.plan import Campaign
from tests.web.api_requests import Requests
from tests.web.configured import Configured, ask, configured
from webui.api import openapi

CASES = 100_000


@dataclass
class ApiFuzz:
    """A case is one request; what earlier ones changed stays changed."""

    office: Configured
    key: str
    seed: int
    described: Mapping[str, Any]
    statuses: Counter[int] = field(default_factory=Counter)

    def cases(self) -> Sequence[str]:
        """By number: seed and number make the request."""
        return [str(number) for number in range(CASES)]

    def bad(self, case: str) -> str | None:
        requests = Requests(self.described, Random(f"{self.seed} {case}"))  # noqa: S311  # the same each time
        asked = requests.one()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        answer = self.office.stand.ask(
            asked.path, method=asked.method, body=asked.body, headers=headers
        )
        self.statuses[answer.status] += 1
        wrong = requests.wrong(asked, answer)
        return f"{asked}: {wrong}" if wrong else None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many were answered how."""
        return {"requests": len(tried), **{f"status_{s}": n for s, n in self.statuses.items()}}


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One office for all of them."""
    del folder
    with (
        tempfile.TemporaryDirectory(prefix="lm-api-", dir="/tmp") as place,
        configured(Path(place)) as office,
        office.certified(),
    ):
        key = ask(office.running.page, MakeApiKey("fuzz", tuple(Scope)), office.session).text
        yield ApiFuzz(office, key, seed, openapi.description())
