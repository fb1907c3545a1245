"""What a first start took is judged and kept."""

from __future__ import annotations

from tests.campaign.campaign_wizard import LIMIT, figures_of, too_much


def test_clicks_and_fields_count_together() -> None:
    assert too_much(LIMIT - 11, 11) is None
    assert too_much(LIMIT - 11, 12) == "29 clicks and 12 fields, at most 40 are allowed together"


def test_the_case_that_took_most_is_told() -> None:
    kept = {"a": {"clicks": 11, "fields": 12}, "b": {"clicks": 14, "fields": 11}}
    assert figures_of(kept) == {"clicks": 25, "of_them_fields": 12, "telephones": 4}
    assert figures_of({}) == {}
