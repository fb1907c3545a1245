"""Work that is done beside the loop elsewhere, done in its place."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_place(work: Callable[[], T]) -> T:
    return work()
