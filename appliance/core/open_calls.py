"""Joins channel events to calls while they are written, and says when a call is whole."""

from dataclasses import dataclass, field

from appliance.core.calls import PAGE_LISTEN, Call
from appliance.core.cel import CelRow, SpoolStart, extra
from appliance.core.happenings import LISTENING, listened_to, page_of
from appliance.core.story import story

_NAMING = {
    "PICKUP": ("pickup_channel_uniqueid",),
    "ATTENDEDTRANSFER": ("channel2_uniqueid", "transfer_target_channel_uniqueid"),
}


def _named(row: CelRow) -> list[str]:
    """Channels that the event makes a part of the call before their linked id says so."""
    if row.event == "APP_START" and row.context == PAGE_LISTEN:
        return [page_of(row)]
    told = extra(row) if row.event in _NAMING else {}
    return [str(told.get(name, "")) for name in _NAMING.get(row.event, ())]


@dataclass(slots=True)
class _Gathering:
    """Events of one call so far; `up` are channels that have not ended, by their unique ids.

    `talking` are those of them that are connected, `listening` those that only listen: the call
    does not last until they leave. `left` listen to another talk by now.
    """

    rows: list[tuple[int, CelRow]] = field(default_factory=list)
    up: dict[str, str] = field(default_factory=dict)  # with their names
    talking: set[str] = field(default_factory=set)
    listening: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

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
        up = row.linked in self._of or row.unique in self._of
        return up or row.event == "CHAN_START" or self._heard(row) is not None

    def feed(self, row: CelRow) -> Finished | None:
        """Take in one event; the call it ended, if it ended one."""
        self._count += 1
        self._last = row.time
        gathering = self._gathering(row)
        if gathering is None:
            return None
        gathering.rows.append((self._count, row))
        match row.event:
            case "CHAN_START":
                gathering.up[row.unique] = row.channel
            case "CHAN_END":
                gathering.up.pop(row.unique, None)
                gathering.talking.discard(row.unique)
            case "BRIDGE_ENTER":
                gathering.talking.add(row.unique)
            case "BRIDGE_EXIT":
                gathering.talking.discard(row.unique)
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
        heard = self._heard(row)
        if heard is not None:
            return self._listens(row, found, heard)
        if found is None:
            if row.event != "CHAN_START":
                return None  # the rest of a call that is over already
            found = _Gathering()
        for key in (row.unique, *_named(row)):
            other = self._of.get(key, found)
            if other is not found:
                self._merge(found, other)
        self._of[row.linked] = self._of[row.unique] = found
        return found

    def _heard(self, row: CelRow) -> _Gathering | None:
        """The talk that somebody begins to listen to with this event; None: nobody talks there."""
        if row.event != "APP_START" or row.app.upper() not in LISTENING:
            return None
        prefix = listened_to(row)
        for gathering in self._of.values():
            for unique in gathering.talking:
                if gathering.up.get(unique, "").startswith(prefix):
                    return gathering
        return None

    def _listens(self, row: CelRow, found: _Gathering | None, heard: _Gathering) -> _Gathering:
        """Who only listens is told of in the row of the talk; in two rows if he goes on to another.

        The first one has him with all he did before, the next what he does from now on.
        """
        if found is not None and found is not heard:
            if row.unique in found.listening:
                found.up.pop(row.unique, None)
                found.listening.discard(row.unique)
                found.left.add(row.unique)
            else:
                self._merge(heard, found)
        heard.up[row.unique] = row.channel
        heard.listening.add(row.unique)
        heard.left.discard(row.unique)
        self._of[row.linked] = self._of[row.unique] = heard
        return heard

    def _merge(self, into: _Gathering, other: _Gathering) -> None:
        into.rows = sorted([*into.rows, *other.rows], key=lambda pair: pair[0])
        into.up |= other.up
        into.talking |= other.talking
        into.listening |= other.listening
        into.left |= other.left
        for key, gathering in list(self._of.items()):
            if gathering is other:
                self._of[key] = into

    def _finish(self, gathering: _Gathering, cut_at: float | None) -> Finished:
        for key in [key for key, each in self._of.items() if each is gathering]:
            del self._of[key]
        rows = [row for _, row in gathering.rows]
        channels = frozenset(row.unique for row in rows) - gathering.left
        return Finished(story(rows, self.boot, cut_at), channels)
