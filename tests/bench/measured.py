"""What a bench gives."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """`bad` says in words which of the `cases` were past their limit."""

    cases: int
    bad: tuple[str, ...]
    figures: Mapping[str, float]


def above(figures: Mapping[str, float], limits: Mapping[str, float]) -> tuple[str, ...]:
    """The figures that are above their limits, in words."""
    return tuple(
        f"{name} is {figures[name]:.3f}, at most {limit:g} is allowed"
        for name, limit in limits.items()
        if figures[name] > limit
    )


def p95(values: Sequence[float]) -> float:
    """What 19 of 20 are not above; of few values no more than the largest. ValueError of none."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=20, method="inclusive")[18]
