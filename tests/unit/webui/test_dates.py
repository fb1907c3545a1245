"""Times and lengths as an office reads them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from appliance.wire.clock import keep_zone
from webui import dates


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()  # another test's process may go by another clock still
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "shown", "day"),
    [
        ("Europe/Moscow", "01:30:00", "29.11.2026"),
        ("Asia/Kamchatka", "10:30:00", "29.11.2026"),
        ("UTC", "22:30:00", "28.11.2026"),
    ],
)
def test_every_time_is_the_office_s(zone: str, shown: str, day: str) -> None:
    keep_zone(zone)
    moment = 1795905000.0  # 22:30 UTC on 28 November 2026
    assert dates.clock(moment) == shown
    assert dates.day(moment, "ru") == day


def test_a_zone_that_is_not_known_changes_nothing() -> None:
    keep_zone("Europe/Moscow")
    keep_zone("")
    assert os.environ["TZ"] == "Europe/Moscow"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(3.6, "0:04"), (0.2, "0:00"), (-1, "0:00"), (3723.4, "1:02:03")]
)
def test_a_length_is_rounded_as_in_sentences(seconds: float, shown: str) -> None:
    assert dates.length(seconds) == shown
