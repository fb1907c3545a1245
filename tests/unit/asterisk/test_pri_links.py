"""Which E1s have no D channel, read from Asterisk's console."""

from __future__ import annotations

import pytest

from appliance.asterisk.pri_links import spans_without_link


@pytest.mark.parametrize(
    ("told", "down"),
    [
        ("PRI span 1/0: Up, Active\n", set()),
        ("PRI span 1/0: Down, Active\n", {1}),
        ("PRI span 1/0: Up, Active\nPRI span 12/0: In Alarm, Down, Active\n", {12}),
        ("PRI span 1/0: In Alarm, Up, Active\n", set()),
        ("No such command 'pri show spans'\n", set()),
        ("", set()),
    ],
)
def test_a_far_end_that_does_not_speak_is_seen(told: str, down: set[int]) -> None:
    assert spans_without_link(told) == down
