"""Questions about calls that ended, answered."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.asterisk.recordings import FRAME, RATE, Recordings, peaks, wav, wav_size
from appliance.core import cdr
from appliance.core.calls import Call, Leg
from appliance.core.directory import Directory
from appliance.core.errors import Fault, Invalid
from appliance.core.people import Language
from appliance.core.why import evidence, why
from appliance.daemon.configuring import Answering
from appliance.daemon.records import Records
from appliance.daemon.sights import Sights
from appliance.daemon.views import past_call
from appliance.store.call_finding import CallFilter
from appliance.store.call_notes import CallDeed, Comment
from appliance.store.removals import Removed
from appliance.wire import history
from appliance.wire.admission import Asker
from appliance.wire.answers import Done, Why
from appliance.wire.calls import CommentCall
from appliance.wire.configured import Piece
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import MOST_ROWS
from appliance.wire.roles import Right

_AT_ONCE = 1000  # rows of a table that are read together
_ONE_HEARING = 60.0  # seconds from one question to the next
_PUNCTUATION = re.compile(r"[ ()+.-]")
LAST = "last"


@dataclass(slots=True)
class PastCalls:
    """`directory` and `zone` are the office's as it is configured now."""

    records: Records
    recordings: Recordings
    directory: Callable[[], Directory]
    zone: Callable[[], ZoneInfo]
    sights: Sights
    clock: Callable[[], float]
    _heard: dict[tuple[str, str, int], float] = field(default_factory=dict)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what, but for streams."""
        return {
            history.GetHistory: self.rows,
            history.GetCall: self.call,
            history.GetPeaks: self.peaks,
            CommentCall: self.comment,
        }

    async def rows(self, request: history.GetHistory, asker: Asker) -> history.History:
        limit = max(1, min(request.limit, MOST_ROWS))
        found = self.records.past.find(self._wanted(request, limit, asker))
        calls = self._open(found.calls, request, asker)
        commented = self.records.past.notes.commented([call.key for call in calls])
        rows = tuple(past_call(call, commented=call.key in commented) for call in calls)
        if found.rest is None:
            return history.History(rows)
        return history.History(rows, True, *found.rest)  # the answer's own order

    def _open(
        self, calls: tuple[Call, ...], request: history.GetHistory, asker: Asker
    ) -> list[Call]:
        """Without those that only rang at whom he may hear, where he asks for what he may hear."""
        sight = self.sights.of(asker)
        return [call for call in calls if not request.heard or sight.hears(call)]

    def _wanted(self, request: history.GetHistory, limit: int, asker: Asker) -> CallFilter:
        sight = self.sights.of(asker)
        return CallFilter(
            number=self.directory().canonical(request.number) if request.number else "",
            person=request.person,
            line=request.line,
            result=request.result.value.replace("-", " ") if request.result else "",
            direction=request.direction.value if request.direction else "",
            recorded=request.recorded or request.heard,
            since=request.since,
            search=self._searched(request.search),
            until=request.before or float("inf"),
            until_key=request.before_key,
            limit=limit,
            seen=sight.heard if request.heard else sight.seen,
        )

    def _searched(self, text: str) -> str:
        """Digits as they are kept, however they were written: `8 (495) 111-22-33`."""
        text = " ".join(text.split())
        digits = _PUNCTUATION.sub("", text)
        return self.directory().canonical(digits) if digits.isdecimal() else text

    async def call(self, request: history.GetCall, asker: Asker) -> history.CallTold:
        call = self._one(request.key, asker)
        comment = self.records.past.notes.comment(call.key)
        deeds = self.records.past.notes.deeds(call.key) if asker.may(Right.AUDIT) else ()
        rows = self.records.events(call.key)
        language = Language.RU if request.language == "ru" else Language.EN
        return history.CallTold(
            call=past_call(call, commented=comment is not None),
            legs=tuple(map(_leg, call.legs)),
            why=why(call, rows).said(language),
            evidence=tuple(
                history.EvidenceView(each.seconds, each.reason.said(language))
                for each in evidence(call, rows)
            ),
            recordings=self._recordings(call),
            may_hear=asker.may_ask(history.GetRecording) and self.sights.of(asker).hears(call),
            comment=history.CommentView(comment.text, comment.author, comment.time)
            if comment is not None
            else None,
            deeds=tuple(
                history.DeedView(each.time, each.who, each.what, each.before, each.after)
                for each in deeds
            ),
        )

    def _one(self, key: str, asker: Asker) -> Call:
        """What the asker may not see is not there for him."""
        sight = self.sights.of(asker)
        if key == LAST:
            found = next(iter(self.records.calls(CallFilter(limit=1, seen=sight.seen))), None)
        else:
            found = self.records.call(key)
        if found is None or not sight.sees(found):
            raise Invalid("call", f"there is no call {key}; “lineman calls --past 50” lists them")
        return found

    def _recordings(self, call: Call) -> tuple[history.RecordingView, ...]:
        removed = self._removed(call)
        return tuple(self._recording(name, removed.get(name)) for name in call.recordings)

    def _removed(self, call: Call) -> Mapping[str, Removed]:
        return self.records.past.removals.of(call.recordings) if call.recordings else {}

    def _recording(self, name: str, removed: Removed | None) -> history.RecordingView:
        if removed is not None:
            return history.RecordingView(
                name, 0.0, there=False, removed=removed.time, removed_by=removed.who
            )
        path = self.recordings.path(name)
        if path is None:
            return history.RecordingView(name, 0.0, there=False)
        return history.RecordingView(
            name, self.recordings.seconds(name) or 0.0, there=True, size=wav_size(path)
        )

    def pieces(
        self, request: history.GetCallTable | history.GetRecording, asker: Asker
    ) -> AsyncIterator[Piece]:
        """The file that a question asks for."""
        if isinstance(request, history.GetCallTable):
            return self.table(request, asker)
        return self.sound(request, asker)

    async def table(self, request: history.GetCallTable, asker: Asker) -> AsyncIterator[Piece]:
        """Every call that is wanted and may be seen, a thousand at a time."""
        wanted, head = self._wanted(request.wanted, _AT_ONCE, asker), True
        while True:
            found = self.records.past.find(wanted)
            calls = self._open(found.calls, request.wanted, asker)
            yield Piece("".join(cdr.table(calls, self.zone(), head=head)).encode())
            if found.rest is None:
                return
            until, until_key = found.rest
            wanted, head = replace(wanted, until=until, until_key=until_key), False
            await asyncio.sleep(0)  # others ask too

    async def sound(self, request: history.GetRecording, asker: Asker) -> AsyncIterator[Piece]:
        """Fault when it was made and is gone."""
        path = await self._heard_by(request.key, request.place, asker)
        size = wav_size(path)
        last = size - 1 if request.last < 0 else request.last
        if not 0 <= request.first <= last < size:
            raise Invalid("range", f"this recording has {size} bytes")
        for piece in wav(path, request.first, last):
            yield Piece(piece)
            await asyncio.sleep(0)

    async def _heard_by(self, key: str, place: int, asker: Asker) -> Path:
        """Where the recording is, for who may hear it; that he does is written down."""
        call = self._one(key, asker)
        if not self.sights.of(asker).hears(call):
            raise NotAllowed(Why.RIGHTS)
        if not 0 <= place < len(call.recordings):
            raise Invalid("recording", "this call has no such recording")
        if (removed := self._removed(call).get(call.recordings[place])) is not None:
            raise Invalid("recording", f"was removed by {removed.who}")
        path = self.recordings.path(call.recordings[place])
        if path is None:
            raise Fault("The recording is not on the disk any more.", "Look at the open issues.")
        await self._note_hearing(call, place, asker)
        return path

    async def _note_hearing(self, call: Call, place: int, asker: Asker) -> None:
        """A player asks for one recording in many parts: that is one hearing."""
        now, which = self.clock(), (asker.user, call.key, place)
        self._heard = {key: at for key, at in self._heard.items() if 0 <= now - at < _ONE_HEARING}
        known, self._heard[which] = which in self._heard, now
        if known:
            return
        notes, deed = self.records.past.notes, CallDeed(now, asker.user, "hear")
        try:
            await self.records.write(lambda: notes.write(call.key, deed))
        except Fault:
            self._heard.pop(which, None)  # nobody hears what is not written down
            raise

    async def peaks(self, request: history.GetPeaks, asker: Asker) -> history.Peaks:
        path = await self._heard_by(request.key, request.place, asker)
        if not 1 <= request.count <= history.MOST_PEAKS:
            raise Invalid("count", f"is between 1 and {history.MOST_PEAKS}")
        left, right = await asyncio.to_thread(peaks, path, request.count)
        return history.Peaks(path.stat().st_size // FRAME / RATE, left, right)

    async def comment(self, request: CommentCall, asker: Asker) -> Done:
        call = self._one(request.key, asker)
        text = " ".join(request.text.split())
        if len(text) > history.MOST_COMMENT:
            raise Invalid("text", f"is longer than {history.MOST_COMMENT} characters")
        if not text.isprintable():
            raise Invalid("text", "has characters that cannot be shown")
        notes, comment = self.records.past.notes, Comment(text, asker.user, self.clock())
        await self.records.write(lambda: notes.put_comment(call.key, comment))
        return Done()


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
