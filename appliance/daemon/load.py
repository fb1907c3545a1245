"""How busy the box was, told: calls and outside lines at once, over a day or a week."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from appliance.core.busy import CALLS, LINES, PART, Span, gathered, most_at_once, part_of
from appliance.core.config import Config
from appliance.daemon.configuring import Answering
from appliance.daemon.office import Office
from appliance.daemon.records import Records
from appliance.wire import history as wire
from appliance.wire.admission import Asker

_TIMES: Mapping[wire.LoadTime, tuple[int, int]] = {
    wire.LoadTime.DAY: (PART, 288),
    wire.LoadTime.WEEK: (6 * PART, 336),
}
"""How long each part is, and how many of them there are."""
_LATELY = 3600
"""Seconds before now that are reckoned anew, with the calls that are up. One that is up for longer
adds one to each part before, and may be one too many in that in which it began.
"""
Most = Mapping[str, dict[int, int]]


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """The history knows the calls that ended, the office those that are up."""

    office: Office
    records: Records
    clock: Callable[[], float]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetLoad: self._load}

    async def _load(self, request: wire.GetLoad, _asker: Asker) -> wire.Load:
        now, (step, count) = self.clock(), _TIMES[request.time]
        since = part_of(now, step) - (count - 1) * step
        most = self._most(since, now)
        parts = range(since, since + count * step, step)
        calls, lines = (_series(most.get(what, {}), parts) for what in (CALLS, LINES))
        groups = tuple(_groups(self.office.config(), most))
        capacity = sum(each.capacity for each in groups)
        return wire.Load(since, step, calls, lines, capacity, groups)

    def _most(self, since: int, now: float) -> Most:
        """By what there was how many of, and when its part of five minutes began."""
        lately = part_of(now - _LATELY)
        most, ended = self.records.past.at_once.most(since), self.records.past.at_once.spans(lately)
        up = self._up(now)
        found: dict[str, dict[int, int]] = {}
        for what in {*most, *ended, *up}:
            before = {part: n for part, n in most.get(what, {}).items() if part < lately}
            for begin, _ in up.get(what, ()):
                for part in range(max(since, part_of(begin)), lately, PART):
                    before[part] = before.get(part, 0) + 1
            spans = (*ended.get(what, ()), *up.get(what, ()))
            found[what] = before | most_at_once(spans, lately, now)
        return found

    def _up(self, now: float) -> Mapping[str, list[Span]]:
        """A call that was handed on outside, or rings there, has several lines."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        watched, directory = self.office.calls_watch, self.office.whose.directory()
        for call in watched.calls:
            span = (watched.times[call.id].since, now)
            found[CALLS].append(span)
            for group in filter(None, map(directory.group_of, call.channels)):
                found[LINES].append(span)
                found[group].append(span)
        return found


def _series(most: dict[int, int], parts: range) -> tuple[int, ...]:
    found = gathered(most, parts.step)
    return tuple(found.get(part, 0) for part in parts)


def _groups(config: Config, most: Most) -> Iterator[wire.LineLoad]:
    for group in config.trunk_groups:
        number, capacity = str(group.number), config.channels(group)
        counts = most.get(number, {}).values()
        full = sum(capacity > 0 and count >= capacity for count in counts)
        yield wire.LineLoad(number, str(group.name), max(counts, default=0), capacity, full)
