"""Lines of the log that strangers bring about."""

from __future__ import annotations

from webui.seldom import Seldom


def test_each_is_said_once_a_minute_and_a_hundred_of_them() -> None:
    now = 0.0
    seldom = Seldom(lambda: now)
    assert [seldom.now("a"), seldom.now("a"), seldom.now("b")] == [True, False, True]
    assert sum(seldom.now(f"c{number}") for number in range(1000)) == 98
    now = 59.9
    assert not seldom.now("a")
    now = 60.0
    assert seldom.now("a")
