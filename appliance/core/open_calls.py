"""Joins channel events to calls while they are written, and says when a call is whole."""

from dataclasses import dataclass, field

from appliance.core.calls import Call
from appliance.core.cel import CelRow, SpoolStart, extra
from appliance.core.happenings import LISTENING, listened_to
from appliance.core.story import story

_NAMING = {
    "PICKUP": ("pickup_channel_uniqueid",),
    "ATTENDEDTRANSFER": ("channel2_uniqueid", "transfer_target_channel_uniqueid"),
}


@dataclass(slots=True)
class _Gathering:
    """Events of one call so far; `up` are channels that have not ended, by their unique ids.

    `listening` are those that only listen: the call does not last until they leave.
    """

    rows: list[tuple[int, CelRow]] = field(default_factory=list)
    up: dict[str, str] = field(default_factory=dict)  # with their names
    listening: set[str] = field(default_factory=set)

    @property
    def over(self) -> bool:
        return not self.up.keys() - self.listening


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that is over, or channels that were none; `channels` are their unique ids."""

    call: Call | None
    channels: frozenset[str]


@dataclass(slots=True)
class OpenCalls:
    """What is up now. Its size is bounded by the channels that are up."""

    boot: str = ""
    _count: int = 0
    _last: float = 0.0
    _of: dict[str, _Gathering] = field(default_factory=dict)  # by linked id

    def expects(self, row: CelRow) -> bool:
        """Whether the event begins a call or belongs to one that is up."""
        return row.event == "CHAN_START" or row.linked in self._of or row.unique in self._of

    def feed(self, row: CelRow) -> Finished | None:
        """Take in one event; the call it ended, if it ended one."""
        self._count += 1
        self._last = row.time
        gathering = self._gathering(row)
        if gathering is None:
            return None
        gathering.rows.append((self._count, row))
        if row.event == "CHAN_START":
            gathering.up[row.unique] = row.channel
        elif row.event == "CHAN_END":
            gathering.up.pop(row.unique, None)
        if not gathering.over or row.event != "LINKEDID_END":
            return None
        return self._finish(gathering, cut_at=None)

    def restarted(self, start: SpoolStart) -> list[Finished]:
        """Asterisk started anew: all that was up is over.

        In the same boot it died just before; after a power cut the last event is all we know.
        """
        cut_at = start.time if start.boot == self.boot else self._last
        gatherings = list({id(each): each for each in self._of.values()}.values())
        finished = [self._finish(each, cut_at) for each in gatherings]
        self.boot = start.boot
        return finished

    def _gathering(self, row: CelRow) -> _Gathering | None:
        """The call this event belongs to: by its linked id, or a channel's that was merged."""
        found = self._of.get(row.linked) or self._of.get(row.unique)
        if found is None:
            if row.event != "CHAN_START":
                return None  # the rest of a call that is over already
            found = _Gathering()
        for key in (row.unique, *self._named(row)):
            other = self._of.get(key, found)
            if other is not found:
                self._merge(found, other)
        self._of[row.linked] = self._of[row.unique] = found
        return found

    def _named(self, row: CelRow) -> list[str]:
        """Channels that the event makes a part of the call before their linked id says so."""
        if row.event in _NAMING:
            told = extra(row)
            return [str(told.get(name, "")) for name in _NAMING[row.event]]
        if row.event == "APP_START" and row.app.upper() in LISTENING:
            return self._listened(row)
        return []

    def _listened(self, row: CelRow) -> list[str]:
        """Whose talk is listened to; a call of one's own where nobody talks there yet."""
        prefix = listened_to(row)
        for gathering in list(self._of.values()):
            for unique, channel in gathering.up.items():
                if channel.startswith(prefix):
                    gathering.listening.add(row.unique)
                    return [unique]
        return []

    def _merge(self, into: _Gathering, other: _Gathering) -> None:
        into.rows = sorted([*into.rows, *other.rows], key=lambda pair: pair[0])
        into.up |= other.up
        into.listening |= other.listening
        for key, gathering in list(self._of.items()):
            if gathering is other:
                self._of[key] = into

    def _finish(self, gathering: _Gathering, cut_at: float | None) -> Finished:
        for key in [key for key, each in self._of.items() if each is gathering]:
            del self._of[key]
        rows = [row for _, row in gathering.rows]
        channels = frozenset(row.unique for row in rows)
        return Finished(story(rows, self.boot, cut_at), channels)
