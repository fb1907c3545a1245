"""What is read of Lighthouse's report, and judged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.bench_first_screen import Look, judged, read

_URL = "https://127.0.0.1:8443"
_METRICS = ("first-contentful-paint", "largest-contentful-paint", "speed-index",
            "total-blocking-time", "cumulative-layout-shift")  # fmt: skip


def _report(**changed: object) -> dict[str, Any]:
    audits: dict[str, Any] = {name: {"numericValue": 10 * n} for n, name in enumerate(_METRICS, 1)}
    audits["label"] = {"score": 0, "title": "A field has no label"}
    audits["image-alt"] = {"score": 1, "title": "Pictures have texts"}
    audits["manual"] = {"score": None, "title": "By hand"}
    refs = [{"id": "label", "weight": 7}, {"id": "image-alt", "weight": 10},
            {"id": "manual", "weight": 0}]  # fmt: skip
    categories = {
        "performance": {"score": 0.97, "auditRefs": []},
        "accessibility": {"score": 0.95, "auditRefs": refs},
    }
    return {
        "finalDisplayedUrl": f"{_URL}/", "categories": categories, "audits": audits, **changed,
    }  # fmt: skip


def test_scores_metrics_and_faults_are_read() -> None:
    look = read(_report(), _URL)
    assert look.scores == {"performance": 97.0, "accessibility": 95.0}
    assert (look.metrics["fcp_ms"], look.metrics["cls"]) == (10.0, 50.0)
    assert look.faults == ("label: A field has no label",)


@pytest.mark.parametrize(
    "changed", [{"finalDisplayedUrl": f"{_URL}/login"}, {"runtimeError": {"code": "NO_FCP"}}]
)
def test_a_look_at_something_else_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match=r"127\.0\.0\.1"):
        read(_report(**changed), _URL)


def test_the_worse_screen_counts_by_its_median() -> None:
    metrics = dict.fromkeys(("fcp_ms", "lcp_ms", "speed_index_ms", "tbt_ms", "cls"), 1.0)

    def look(performance: float) -> Look:
        return Look({"performance": performance, "accessibility": 100.0}, metrics, ())

    done = judged({"desktop": [look(99), look(98), look(50)], "telephone": [look(80)]})
    assert done.figures["performance"] == 80.0
    assert done.figures["performance_desktop"] == 98.0
    assert done.bad == ("performance on a telephone is 80, at least 95 is wanted",)
    assert done.cases == 4
