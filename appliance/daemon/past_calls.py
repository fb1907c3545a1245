"""Questions about calls that ended, answered."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from appliance.asterisk.recordings import Recordings, wav
from appliance.core import cdr
from appliance.core.calls import Call, Leg
from appliance.core.directory import Directory
from appliance.core.errors import Fault, Invalid
from appliance.core.people import Language
from appliance.core.why import evidence, why
from appliance.daemon.configuring import Answering
from appliance.daemon.records import Records
from appliance.daemon.views import past_call
from appliance.store.call_rows import CallFilter
from appliance.wire import history
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece
from appliance.wire.protocol import MOST_ROWS

_AT_ONCE = 1000  # rows of a table that are read together
LAST = "last"


@dataclass(frozen=True, slots=True)
class PastCalls:
    """`directory` and `zone` are the office's as it is configured now."""

    records: Records
    recordings: Recordings
    directory: Callable[[], Directory]
    zone: Callable[[], ZoneInfo]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what, but for streams."""
        return {history.GetHistory: self.rows, history.GetCall: self.call}

    async def rows(self, request: history.GetHistory, _asker: Asker) -> history.History:
        limit = max(1, min(request.limit, MOST_ROWS))
        calls = self.records.calls(self._wanted(request, limit + 1))
        return history.History(tuple(map(past_call, calls[:limit])), len(calls) > limit)

    def _wanted(self, request: history.GetHistory, limit: int) -> CallFilter:
        return CallFilter(
            number=self.directory().canonical(request.number) if request.number else "",
            person=request.person,
            line=request.line,
            result=request.result.value.replace("-", " ") if request.result else "",
            direction=request.direction.value if request.direction else "",
            recorded=request.recorded,
            since=request.since,
            until=request.before or float("inf"),
            limit=limit,
        )

    async def call(self, request: history.GetCall, _asker: Asker) -> history.CallTold:
        call = self._one(request.key)
        rows = self.records.events(call.key)
        language = Language.RU if request.language == "ru" else Language.EN
        return history.CallTold(
            call=past_call(call),
            legs=tuple(map(_leg, call.legs)),
            why=why(call, rows).said(language),
            evidence=tuple(
                history.EvidenceView(each.seconds, each.reason.said(language))
                for each in evidence(call, rows)
            ),
            recordings=tuple(map(self._recording, call.recordings)),
        )

    def _one(self, key: str) -> Call:
        found = self.records.call("" if key == LAST else key)
        if found is None:
            raise Invalid("call", f"there is no call {key}; “lineman calls --past 50” lists them")
        return found

    def _recording(self, name: str) -> history.RecordingView:
        seconds = self.recordings.seconds(name)
        return history.RecordingView(name, seconds or 0.0, seconds is not None)

    def pieces(self, request: history.GetCallTable | history.GetRecording) -> AsyncIterator[Piece]:
        """The file that a question asks for."""
        if isinstance(request, history.GetCallTable):
            return self.table(request)
        return self.sound(request)

    async def table(self, request: history.GetCallTable) -> AsyncIterator[Piece]:
        """Every call that is wanted, a thousand at a time."""
        wanted, head = self._wanted(request.wanted, _AT_ONCE), True
        while True:
            calls = self.records.calls(wanted)
            yield Piece("".join(cdr.table(calls, self.zone(), head=head)).encode())
            if len(calls) < _AT_ONCE:
                return
            wanted, head = _before(wanted, calls), False
            await asyncio.sleep(0)  # others ask too

    async def sound(self, request: history.GetRecording) -> AsyncIterator[Piece]:
        """Fault when it was made and is gone."""
        call = self._one(request.key)
        if not 0 <= request.place < len(call.recordings):
            raise Invalid("recording", "this call has no such recording")
        path = self.recordings.path(call.recordings[request.place])
        if path is None:
            raise Fault("The recording is not on the disk any more.", "Look at the open issues.")
        for piece in wav(path):
            yield Piece(piece)
            await asyncio.sleep(0)


def _before(wanted: CallFilter, calls: Iterable[Call]) -> CallFilter:
    """The same, older than the last of `calls`."""
    return replace(wanted, until=min(call.start for call in calls))


def _leg(leg: Leg) -> history.LegView:
    return history.LegView(
        number=leg.number,
        name=leg.name,
        person=leg.person,
        line=leg.line,
        channel=leg.channel,
        part=leg.part.value,
        start=leg.start,
        answer=leg.answer,
        end=leg.end,
        cause=leg.cause,
    )
