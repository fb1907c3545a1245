"""How soon all but the exchange are back is held against the same box with no call up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.campaign.campaign_many_calls import figures_of
from tests.image.harness import Guest
from tests.image.harness.link import Result
from tests.image.many_calls import back_alone
from tests.image.supervisor import Supervisor


class _Box:
    """Each death takes the next of these; `did` are the words of what was run."""

    def __init__(self, away: Sequence[dict[str, float]]) -> None:
        self._away = list(away)
        self.did: list[str] = []

    def run(self, argv: Sequence[str]) -> None:
        self.did.append(" ".join(argv))

    def start(self, argv: Sequence[str], *, seconds: float) -> Any:
        del seconds
        self.did.append("die")
        told = json.dumps(self._away.pop(0)).encode()
        return SimpleNamespace(wait=lambda _: Result(tuple(argv), 0, told, ""))


def test_the_last_to_be_back_counts_and_the_middle_one_of_three_deaths() -> None:
    box = _Box([{"a": 9.0, "page": 30.0}, {"a": 12.0, "page": 11.0}, {"a": 8.0, "page": 10.0}])
    supervisor = SimpleNamespace(wait_for_settings=lambda: box.did.append("settled"))
    assert back_alone(cast("Guest", box), cast("Supervisor", supervisor)) == 12.0
    forgotten = "systemctl reset-failed lineman.service lineman-web.service nginx.service"
    assert box.did == ["settled", "rm -f /run/all-but-the-exchange-dead", forgotten, "die"] * 3


def test_both_figures_and_their_ratio_are_kept() -> None:
    figures = figures_of(10.0, {"lineman-web.service": 25.0, "page": 30.0})
    assert figures.pop("ratio") == pytest.approx(3.0)
    assert figures == {
        "all_back_without_calls_s": 10.0, "all_back_after_s": 30.0,
        "lineman_web_back_after_s": 25.0, "page_back_after_s": 30.0,
    }  # fmt: skip
