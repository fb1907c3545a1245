"""What a process holds, and whether that grows."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Vitals:
    """Resident memory in KiB, open files and sockets, and threads."""

    memory: int
    descriptors: int
    threads: int


def of_process(pid: int) -> Vitals:
    """As it is now."""
    process = Path(f"/proc/{pid}")
    lines = (process / "status").read_text().splitlines()
    (memory,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    descriptors, threads = (len(list((process / name).iterdir())) for name in ("fd", "task"))
    return Vitals(int(memory), descriptors, threads)


# What a series may rise over its length: a page cache that fills up, an arena that is cut into
# smaller pieces, a pool's last thread. In 90,000 calls 16 MiB are 186 bytes a call.
_MAY_RISE = Vitals(memory=16_384, descriptors=2, threads=2)
LEAST = 8  # looks that tell of a slope


def growth(looks: Sequence[tuple[float, Vitals]]) -> dict[str, float]:
    """How much each rises from the first look to the last, by the median of all slopes.

    A look is when it was, in any unit, and what was seen; one that is far out moves no median
    (Theil and Sen).
    """
    span = looks[-1][0] - looks[0][0]
    return {
        each.name: span
        * statistics.median(
            (getattr(late, each.name) - getattr(early, each.name)) / (then - now)
            for at, (now, early) in enumerate(looks)
            for then, late in looks[at + 1 :]
        )
        for each in fields(Vitals)
    }


def rising(looks: Sequence[tuple[float, Vitals]]) -> Iterator[str]:
    """What is not flat."""
    first = looks[0][1]
    for name, rise in growth(looks).items():
        if rise > getattr(_MAY_RISE, name):
            held = getattr(first, name)
            yield f"{name} rises by {rise:.0f} from {held} within {len(looks)} looks"
