"""Each night every call since the last time is held against its events and its recordings.

A row that does not agree with its events is told anew from them, and said so. What is wrong with
recordings cannot be mended; it becomes an issue that stays until a night finds nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from appliance.asterisk.recordings import Lying
from appliance.beside import Beside
from appliance.core.call_audit import Sound, Wrong, faults, told_anew
from appliance.core.calls import Call
from appliance.core.cel import CelRow
from appliance.core.config import Config
from appliance.core.issues import Issue, Severity

AT_ONCE = 200  # calls
SUBJECT = "calls"


class Past(Protocol):
    """The history, as far as it is looked through."""

    def after(self, row: int, limit: int) -> Sequence[tuple[int, Call]]:
        """Calls that were written behind this row, each with its own, in that order."""

    def outdated(self, limit: int) -> Sequence[Call]:
        """Calls whose row an earlier release told."""

    def events(self, key: str) -> Sequence[CelRow]:
        """What a call was told from."""

    def correct(self, call: Call) -> None:
        """Put the call in the place of what its row said; Fault when there is no room."""

    def unknown(self, names: Sequence[str]) -> Sequence[str]:
        """Those of the recordings that no call is known of."""

    def removed(self, names: Sequence[str]) -> AbstractSet[str]:
        """Those of the recordings that somebody had removed."""

    def audited(self) -> int:
        """The row of the last call that was looked at; 0 for none."""

    def audited_until(self, row: int) -> None:
        """Go on behind this one the next time; Fault when there is no room."""


class Sounds(Protocol):
    """The recordings on the disk."""

    def sound(self, name: str) -> Sound | None:
        """How long and loud it is; None when it is not there. Takes a while."""

    def settled(self) -> Sequence[Lying]:
        """Every recording that nothing was written to for an hour."""


@dataclass(slots=True)
class Found:
    """What one night found: keys of calls, or names of recordings without one."""

    wrong: Mapping[Wrong, Sequence[str]]
    orphans: Sequence[str]
    looked_at: int


@dataclass(frozen=True, slots=True)
class NightlyAudit:
    """`config_at` gives the configuration that held at a moment, None where it is not known.

    What is written is written `beside`.
    """

    past: Past
    sounds: Sounds
    config_at: Callable[[float], Config | None]
    beside: Beside

    async def run(self) -> Found:
        """Look at every call since the last time, giving way to everybody else."""
        await self._renew()
        wrong: dict[Wrong, list[str]] = defaultdict(list)
        looked_at, since = 0, self.past.audited()
        while calls := self.past.after(since, AT_ONCE):
            for _, call in calls:
                for each in await self._judged(call):
                    wrong[each].append(call.key)
            looked_at += len(calls)
            since = calls[-1][0]
            await self.beside(partial(self.past.audited_until, since))
        return Found(wrong, await self._orphans(), looked_at)

    async def _orphans(self) -> list[str]:
        """A few at a time, so that who writes there too waits for none of it."""
        lying, found = await asyncio.to_thread(self.sounds.settled), list[str]()
        for place in range(0, len(lying), AT_ONCE):
            some = [each.name for each in lying[place : place + AT_ONCE]]
            found += await self.beside(partial(self.past.unknown, some))
        return found

    async def _renew(self) -> None:
        """What an earlier release told is told as this one does; nothing is wrong with that."""
        while calls := self.past.outdated(AT_ONCE):
            for call in calls:
                anew = told_anew(call, self.past.events(call.key)) or call
                await self.beside(partial(self.past.correct, anew))

    async def _judged(self, call: Call) -> list[Wrong]:
        rows = self.past.events(call.key)
        removed = self.past.removed(call.recordings)
        sounds = {
            name: await asyncio.to_thread(self.sounds.sound, name)
            for name in call.recordings
            if name not in removed
        }
        found = list(faults(call, rows, sounds, self.config_at(call.start)))
        if Wrong.DIFFERS in found and (anew := told_anew(call, rows)) is not None:
            await self.beside(partial(self.past.correct, anew))
        await asyncio.sleep(0)
        return found


def issues(found: Found) -> Iterator[Issue]:
    """What a night found, in words."""
    for wrong, keys in found.wrong.items():
        first = keys[0].rpartition("/")[2]
        yield Issue(wrong.value, SUBJECT, *_words(wrong, len(keys), first), Severity.WARNING)
    if found.orphans:
        text = (
            f"Recordings without a call in the history: {len(found.orphans)}; "
            f"the first is {found.orphans[0]}."
        )
        yield Issue("recording-unknown", SUBJECT, text, _LISTEN, Severity.NOTICE)


KINDS = (*(wrong.value for wrong in Wrong), "recording-unknown")
_LISTEN = "They play as raw stereo, 16 bits at 8 kHz; the power may have gone while they were made."
_DISK = "Look at the open issues about disks. Later calls are recorded as usual once there is room."
_RULE = (
    "Change any setting, so that the dial plan is written anew; if it happens again, a support"
    " bundle shows why."
)
_LINE = "Listen to the line with a test call; a muted telephone is silent too."
_ANEW = "The rows were told anew from the events; nothing has to be done."


def _words(wrong: Wrong, count: int, first: str) -> tuple[str, str]:
    """Text and remedy."""
    text, remedy = _SAID[wrong]
    return text % {"count": count, "first": first}, remedy


_SAID: Mapping[Wrong, tuple[str, str]] = {
    Wrong.DIFFERS: (
        "Calls whose row did not agree with its events: %(count)s, first %(first)s.",
        _ANEW,
    ),
    Wrong.NOT_RECORDED: (
        "Calls that should have been recorded and were not: %(count)s, first %(first)s.",
        _RULE,
    ),
    Wrong.MISSING: (
        "Calls whose recording is not on the disk: %(count)s, first %(first)s.",
        _DISK,
    ),
    Wrong.SHORT: (
        "Calls whose recording is shorter than the talk: %(count)s, first %(first)s.",
        _DISK,
    ),
    Wrong.SILENT: (
        "Calls whose recording is silent: %(count)s, first %(first)s.",
        _LINE,
    ),
}
