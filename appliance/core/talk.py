"""When people of a call were connected with each other, by the bridges they entered and left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from appliance.core.cel import CelRow, extra

_WAITING = "holding_bridge"  # parked, with music: nobody talks there


@dataclass(frozen=True, slots=True)
class Talk:
    """`first` (0: never) and `last` in seconds since the epoch, `seconds` without what lay between.

    `began` are the unique ids of who talked first, `ended` of who talked last.
    """

    first: float = 0.0
    last: float = 0.0
    seconds: float = 0.0
    began: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Watch:
    """Bridges with who is in them, while events pass."""

    people: Collection[str]
    bridges: dict[str, set[str]] = field(default_factory=dict)
    since: float = 0.0
    talk: Talk = field(default_factory=Talk)

    def see(self, row: CelRow) -> None:
        self._move(row)
        now = self._talking()
        if len(now) > 1:
            self._begin(row.time, now)
        elif self.since:
            self.stop(row.time)

    def _move(self, row: CelRow) -> None:
        told = extra(row)
        inside = self.bridges.setdefault(str(told.get("bridge_id")), set())
        if row.event == "BRIDGE_ENTER" and told.get("bridge_technology") != _WAITING:
            inside.add(row.unique)
        elif row.event == "BRIDGE_EXIT":
            inside.discard(row.unique)
        elif row.event == "CHAN_END":
            for each in self.bridges.values():
                each.discard(row.unique)

    def _talking(self) -> frozenset[str]:
        """A channel within Asterisk stands between two people who are in a bridge each."""
        together = (inside for inside in self.bridges.values() if len(inside) > 1)
        return frozenset(each for inside in together for each in inside if each in self.people)

    def _begin(self, time: float, who: frozenset[str]) -> None:
        self.since = self.since or time
        before = self.talk
        first = before.first or time
        self.talk = Talk(first, before.last, before.seconds, before.began or who, who)

    def stop(self, time: float) -> None:
        before, spent = self.talk, max(0.0, time - self.since)
        seconds = before.seconds + spent
        self.talk = Talk(before.first, time, seconds, before.began, before.ended)
        self.since = 0.0


def talk_of(rows: Sequence[CelRow], people: Collection[str], end: float) -> Talk:
    """How `people`, by their channels' unique ids, talked; whoever still did so stops at `end`."""
    watch = _Watch(people)
    for row in rows:
        if row.event in {"BRIDGE_ENTER", "BRIDGE_EXIT", "CHAN_END"}:
            watch.see(row)
    if watch.since:
        watch.stop(end)
    return watch.talk
