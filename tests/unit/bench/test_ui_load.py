"""What calls waited with load and without is judged."""

from __future__ import annotations

from tests.bench.bench_ui_load import Size, judged, p99

SIZE = Size(clients=2, rounds=3)


def test_one_of_a_hundred_may_be_slow() -> None:
    assert p99([10.0] * 99 + [500.0]) < 20
    assert p99([10.0] * 90 + [500.0] * 10) == 500


def test_waits_are_compared_and_every_page_has_to_come() -> None:
    done = judged([10.0] * 50, [11.0] * 50, {"200": 600}, SIZE)
    assert (done.figures["ratio"], done.bad) == (1.1, ())
    slow = judged([10.0] * 50, [13.0] * 50, {"200": 600, "503 /logs": 2}, SIZE)
    assert slow.bad == (
        "ratio is 1.300, at most 1.2 is allowed",
        "refused is 2.000, at most 0 is allowed",
        "2 answers 503 /logs",
    )


def test_a_load_that_never_came_is_none() -> None:
    assert judged([10.0] * 50, [10.0] * 50, {"200": 5}, SIZE).bad == ("only 5 pages came",)
