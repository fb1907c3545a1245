"""As much of a long list as one answer holds."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

T = TypeVar("T")
ROOM = 1 << 19  # bytes: half of the largest frame, and no single thing is as large as the rest


def fitting(every: Iterable[T]) -> tuple[T, ...]:
    """Those from the beginning that fit."""
    found: list[T] = []
    room = ROOM
    for each in every:
        room -= len(msgspec.json.encode(each))
        if room < 0:
            break
        found.append(each)
    return tuple(found)
