"""What a bench gives."""

from __future__ import annotations

from collections.abc import Mapping
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
