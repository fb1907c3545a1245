"""SIP messages with something broken in each: Asterisk goes on, and grows no more.

A case is a thousand of them. Memory, threads and descriptors are held against those after the first
tenth of the cases, by when every pool of the library has its size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.beside import Edge, edge
from tests.campaign.plan import Campaign
from tests.integration.asterisk.mutants import Mutants
from tests.integration.asterisk.real_asterisk import wait_for

_CASES, _EACH = 100, 1000
_SETTLED = 10  # cases
_GROWTH = 16.0  # MiB that memory may differ by: glibc's arenas come and go
_MORE = 8  # threads and descriptors of a pool that is resized


class SipMutants:
    """A case is named by its seed."""

    def __init__(self, at: Edge, seed: int) -> None:
        self._at, self._seed = at, seed
        self._pid = at.office.asterisk.pid
        self._sent = self._unanswered = self._done = 0
        self._settled: tuple[float, int, int] | None = None
        self._last = self._held()

    def _held(self) -> tuple[float, int, int]:
        held = self._at.held()
        return held.memory / 1024, held.threads, held.descriptors

    def cases(self) -> Sequence[str]:
        """By number."""
        return [f"{number:03}" for number in range(_CASES)]

    def bad(self, case: str) -> str | None:
        """What is wrong with Asterisk after these."""
        mutants = Mutants(self._at.beside, seed=self._seed * _CASES + int(case))
        mutants.send(_EACH)
        mutants.close()
        self._sent += _EACH
        self._unanswered += mutants.unanswered
        if mutants.unanswered:
            return f"{mutants.unanswered} questions in between were not answered"
        asterisk = self._at.office.asterisk
        wait_for(lambda: "0 active channels" in asterisk.console("core show channels"), 60)
        del asterisk.said[:]
        self._last = self._held()
        self._done += 1
        if self._done == _SETTLED:
            self._settled = self._last
        return self._grown()

    def _grown(self) -> str | None:
        if self._settled is None:
            return None
        memory, threads, descriptors = (
            now - then for now, then in zip(self._last, self._settled, strict=True)
        )
        if memory > _GROWTH or threads > _MORE or descriptors > _MORE:
            return f"grew by {memory:.1f} MiB, {threads} threads, {descriptors} descriptors"
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Messages of all cases, and of the last run what Asterisk held at its begin and end."""
        then = self._settled or self._last
        names = ("memory_mib", "threads", "descriptors")
        settled = {f"{n}_settled": round(v, 1) for n, v in zip(names, then, strict=True)}
        last = {f"{n}_last": round(v, 1) for n, v in zip(names, self._last, strict=True)}
        crashes = int(self._at.office.asterisk.pid != self._pid)
        return {"messages": len(tried) * _EACH, "crashes": crashes, **settled, **last}


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk for all cases."""
    del folder
    with edge() as at:
        yield SipMutants(at, seed)
