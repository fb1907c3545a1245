"""Calls of a made-up office: who rings whom, for how long, and the events each leaves."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from appliance.asterisk.queries import ChannelSeen
from appliance.compiler.dialplan.recording import RECORDINGS
from appliance.core.cel import COLUMNS

RING = (2.0, 6.0)  # seconds
TALK = (8.0, 40.0)
UNANSWERED = 0.25  # of all calls


@dataclass(frozen=True, slots=True)
class Party:
    """One side: its channel in Asterisk's words, where its calls begin, its number and name.

    `timeslot` is the DAHDI channel that an ISDN call is on.
    """

    channel: str
    context: str
    number: str
    name: str
    timeslot: int = 0


PHONES = (
    Party("DAHDI/1-1", "from-internal", "201", "Anna Petrova"),
    Party("DAHDI/2-1", "from-internal", "202", "Ivan Smirnov"),
    Party("DAHDI/3-1", "from-internal", "203", "Olga"),
    Party("DAHDI/4-1", "from-internal", "204", "Stockroom"),
)
OUTSIDE = (
    Party("DAHDI/i2/4951230001-1", "from-pstn", "4951230001", "Romashka Ltd", 9),
    Party("DAHDI/i2/8123450002-2", "from-pstn", "8123450002", "", 10),
    Party("DAHDI/5-1", "from-pstn-line", "4957770003", ""),
)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call; `begin`, `ring` and `talk` in seconds, `talk` 0 for one nobody answers."""

    id: str
    caller: Party
    called: Party
    begin: float
    ring: float
    talk: float

    @property
    def answer(self) -> float:
        return self.begin + self.ring

    @property
    def end(self) -> float:
        return self.answer + self.talk

    @property
    def ids(self) -> tuple[str, str]:
        """Unique ids of both channels."""
        return self.id, f"{self.id}1"

    @property
    def recording(self) -> str:
        """The file that the talk is recorded to; empty for a talk within the office."""
        if not self.talk or {self.caller, self.called} <= set(PHONES):
            return ""
        return f"{time.strftime('%Y/%m/%d', time.localtime(self.begin))}/{self.id}.raw"

    def channels(self, now: float) -> tuple[ChannelSeen, ...]:
        """Both channels as Asterisk lists them at `now`."""
        talking = now >= self.answer
        seconds = int(now - self.begin)
        sides = ((self.caller, self.called, self.ids[0]), (self.called, self.caller, self.ids[1]))
        return tuple(
            ChannelSeen(
                name=side.channel,
                unique=unique,
                linked=self.id,
                state="Up" if talking else "Ring" if side is self.caller else "Ringing",
                number=side.number,
                caller_name=side.name,
                connected=far.number,
                connected_name=far.name,
                exten=self.called.number,
                context=side.context,
                bridge=f"bridge-{self.id}" if talking else "",
                seconds=seconds,
                timeslot=side.timeslot,
            )
            for side, far, unique in sides
        )


def plan_call(
    chance: Random, number: int, begin: float, free: frozenset[str]
) -> PlannedCall | None:
    """The next call between channels that are free; None when too few are."""
    phones = [party for party in PHONES if party.channel in free]
    lines = [party for party in OUTSIDE if party.channel in free]
    if not phones or len(phones) + len(lines) < 2:
        return None
    called = chance.choice(phones)
    others = [party for party in (*phones, *lines) if party is not called]
    caller = chance.choice(others)
    if caller in lines and chance.random() < 0.5:
        caller, called = called, caller  # somebody here rings out
    talk = 0.0 if chance.random() < UNANSWERED else chance.uniform(*TALK)
    return PlannedCall(f"{begin:.0f}.{number}", caller, called, begin, chance.uniform(*RING), talk)


def events(call: PlannedCall) -> Iterator[tuple[float, str]]:
    """When each event happens and its line of the spool, in order."""
    one, two = call.ids
    inside = call.called in PHONES
    dial = call.called.channel if inside else f"DAHDI/G1/{call.called.number},90"
    bridge = {"bridge_id": f"bridge-{call.id}", "bridge_technology": "simple_bridge"}
    ended = {
        "hangupcause": 16 if call.talk else 19,
        "hangupsource": call.caller.channel,
        "dialstatus": "ANSWER" if call.talk else "NOANSWER",
    }
    yield _event("CHAN_START", call.begin, call, one)
    yield _event("APP_START", call.begin, call, one, {"AppName": "Dial", "AppData": dial})
    yield _event("CHAN_START", call.begin, call, two)
    if call.recording:
        file = {"AppName": "MixMonitor", "AppData": f"{RECORDINGS}/{call.recording},Db"}
        yield _event("APP_START", call.answer, call, one, file)
    if call.talk:
        for unique in (two, one):
            yield _event("ANSWER", call.answer, call, unique)
        for unique in (one, two):
            yield _event("BRIDGE_ENTER", call.answer, call, unique, _extra(bridge))
        for unique in (one, two):
            yield _event("BRIDGE_EXIT", call.end, call, unique, _extra(bridge))
    for unique in (two, one):
        yield _event("HANGUP", call.end, call, unique, _extra(ended))
        yield _event("CHAN_END", call.end, call, unique)
    yield _event("LINKEDID_END", call.end, call, one)


_NOTHING: Mapping[str, str] = {}


def _extra(values: Mapping[str, object]) -> Mapping[str, str]:
    return {"EventExtra": json.dumps(values)}


def _event(
    kind: str, moment: float, call: PlannedCall, unique: str, more: Mapping[str, str] = _NOTHING
) -> tuple[float, str]:
    side = call.caller if unique == call.ids[0] else call.called
    known = {
        "EventType": kind,
        "EventTime": f"{moment:.6f}",
        "UniqueID": unique,
        "LinkedID": call.id,
        "ChanName": side.channel,
        "Name": side.name,
        "Num": side.number,
        "Exten": call.called.number if side is call.caller else "",
        "Context": side.context,
        **more,
    }
    quoted = (known.get(column, "").replace('"', '""') for column in COLUMNS)
    return moment, ",".join(f'"{field}"' for field in quoted)
