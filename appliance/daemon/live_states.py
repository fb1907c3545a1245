"""Questions about live state, answered."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.core.dial_string import unpunctuated
from appliance.core.errors import Fault
from appliance.core.live_file import live_exported, live_imported
from appliance.core.live_rules import next_at
from appliance.core.live_state import YES, Family, speed_dial_key
from appliance.core.numbers import ExtensionNumber
from appliance.core.zones import clock_of
from appliance.daemon.configuring import Answering
from appliance.daemon.exchanging import Answering as AnsweringWithFile
from appliance.daemon.exchanging import cut
from appliance.daemon.live_view import (
    callers,
    change_view,
    entry_name,
    schedules,
    telephone,
    telephones,
)
from appliance.daemon.received import received_text
from appliance.daemon.records import Records
from appliance.daemon.watched import own_number
from appliance.flows.live_state import LiveStates
from appliance.wire import live_state as wire
from appliance.wire.admission import Asker
from appliance.wire.answers import Why
from appliance.wire.configured import Piece, RemarkView
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import MOST_ROWS
from appliance.wire.roles import Right

_FORWARDS = {
    wire.Forwarding.ALWAYS: Family.FORWARD_ALL,
    wire.Forwarding.BUSY: Family.FORWARD_BUSY,
    wire.Forwarding.NO_ANSWER: Family.FORWARD_NO_ANSWER,
}
MOST = 1000  # telephones of one answer; each takes 800 bytes at most


@dataclass(frozen=True, slots=True)
class AskingLive:
    """The rights were judged before a question comes here, but for whose telephone one may set."""

    states: LiveStates
    records: Records

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetLiveState: self._get,
            wire.SetForwarding: self._forward,
            wire.SetFollowMe: self._follow,
            wire.SetDoNotDisturb: self._rest,
            wire.SetIntercom: self._intercom,
            wire.SetQueueLogIn: self._queue_log_in,
            wire.SetQueuePause: self._queue_pause,
            wire.CancelCampOn: self._wait_no_more,
            wire.EndHotDesk: self._log_out,
            wire.ForgetCaller: self._forget_caller,
            wire.SetWakeUp: self._wake,
            wire.SetSpeedDial: self._speed_dial,
            wire.GetLiveChanges: self._changes,
        }

    @property
    def answering_with_file(self) -> Mapping[type, AnsweringWithFile]:
        """Those that come with a file."""
        return {wire.RestoreLiveState: self._restore}

    async def _get(self, request: wire.GetLiveState, _asker: Asker) -> wire.LiveState:
        if request.number:
            return self._of(request.number)
        found = telephones(self.states.now)[max(0, request.after) :]
        return wire.LiveState(
            found[:MOST],
            schedules(self.states.config(), self.states.now, self.states.clock()),
            len(found) > MOST,
            callers(self.states.now)[:MOST],
        )

    def _of(self, number: str) -> wire.LiveState:
        self.states.config().extension(ExtensionNumber(number))
        return wire.LiveState((telephone(number, self.states.now),))

    def _judge(self, number: str, asker: Asker) -> None:
        """Whoever sets the office up sets any telephone, a program by its scope; others their own.

        What may be set of it is judged as ever, by the rights of whose telephone it is.
        """
        if asker.api_key or asker.may(Right.OFFICE):
            return
        own = own_number(self.states.config(), asker)
        if not own or number != own:
            raise NotAllowed(Why.RIGHTS)

    async def _forward(self, request: wire.SetForwarding, asker: Asker) -> wire.LiveState:
        self._judge(request.number, asker)
        entry = _FORWARDS[request.which], request.number
        await self.states.set(entry, unpunctuated(request.to), asker.user)
        return self._of(request.number)

    async def _follow(self, request: wire.SetFollowMe, asker: Asker) -> wire.LiveState:
        self._judge(request.number, asker)
        entry = Family.FOLLOW_ME, request.number
        await self.states.set(entry, unpunctuated(request.to), asker.user)
        return self._of(request.number)

    async def _rest(self, request: wire.SetDoNotDisturb, asker: Asker) -> wire.LiveState:
        self._judge(request.number, asker)
        entry = Family.DO_NOT_DISTURB, request.number
        await self.states.set(entry, YES if request.on else "", asker.user)
        return self._of(request.number)

    async def _intercom(self, request: wire.SetIntercom, asker: Asker) -> wire.LiveState:
        entry = Family.NO_INTERCOM, request.number
        await self.states.set(entry, "" if request.on else YES, asker.user)
        return self._of(request.number)

    async def _queue_log_in(self, request: wire.SetQueueLogIn, asker: Asker) -> wire.LiveState:
        entry = Family.QUEUE_OUT, request.number
        await self.states.set(entry, "" if request.on else YES, asker.user)
        return self._of(request.number)

    async def _queue_pause(self, request: wire.SetQueuePause, asker: Asker) -> wire.LiveState:
        entry = Family.QUEUE_PAUSE, request.number
        await self.states.set(entry, YES if request.on else "", asker.user)
        return self._of(request.number)

    async def _wait_no_more(self, request: wire.CancelCampOn, asker: Asker) -> wire.LiveState:
        await self.states.set((Family.CAMP_ON, request.number), "", asker.user)
        return self._of(request.number)

    async def _log_out(self, request: wire.EndHotDesk, asker: Asker) -> wire.LiveState:
        await self.states.set((Family.DESK, request.number), "", asker.user)
        return self._of(request.number)

    async def _forget_caller(self, request: wire.ForgetCaller, asker: Asker) -> wire.LiveState:
        await self.states.set((Family.BLOCK_LIST, request.number), "", asker.user)
        return wire.LiveState((), callers=callers(self.states.now)[:MOST])

    async def _wake(self, request: wire.SetWakeUp, asker: Asker) -> wire.LiveState:
        now = datetime.fromtimestamp(self.states.clock(), clock_of(self.states.config().zone))
        value = str(int(next_at(request.at, now).timestamp())) if request.at else ""
        await self.states.set((Family.WAKE_UP, request.number), value, asker.user)
        return self._of(request.number)

    async def _speed_dial(self, request: wire.SetSpeedDial, asker: Asker) -> wire.LiveState:
        entry = Family.SPEED_DIAL, speed_dial_key(request.number, request.key)
        await self.states.set(entry, request.to, asker.user)
        return self._of(request.number)

    async def _changes(self, request: wire.GetLiveChanges, _asker: Asker) -> wire.LiveChanges:
        kept = self.records.live
        if kept is None:
            raise Fault("The call history cannot be opened.", "Look at the open issues.")
        most = max(1, min(request.limit, MOST_ROWS))
        found = list(kept.changes(request.before, most + 1))
        views = tuple(change_view(change, number) for number, change in found[:most])
        return wire.LiveChanges(views, more=len(found) > most)

    async def _restore(
        self, _request: wire.RestoreLiveState, asker: Asker, descriptor: int | None
    ) -> wire.LiveRestored:
        wanted = live_imported(await received_text(descriptor))
        refused = await self.states.restore(wanted, asker.user)
        return wire.LiveRestored(
            tuple(RemarkView(entry_name(entry), error.reason) for entry, error in refused.items())
        )

    async def pieces(self, _request: wire.ExportLiveState) -> AsyncIterator[Piece]:
        """The file for a backup, as it is now."""
        await self.states.look()
        for piece in cut(live_exported(self.states.now).encode()):
            yield piece
