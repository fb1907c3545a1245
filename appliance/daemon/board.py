"""The board of live calls: who is on it, and what is done with a call from there."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from appliance.asterisk.calls_now import CallUp
from appliance.asterisk.ports import Switchboard
from appliance.asterisk.queries import Ring
from appliance.core.calls import Direction
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.live_state import Entries, Family
from appliance.core.numbers import ExtensionNumber
from appliance.daemon.configuring import Answering
from appliance.daemon.office import Office
from appliance.daemon.records import Records
from appliance.daemon.sights import Sights
from appliance.daemon.watched import LISTENING, Watched, acting, own_number
from appliance.store.call_notes import CallDeed
from appliance.wire import board, calls
from appliance.wire.admission import Asker
from appliance.wire.answers import Done, Why
from appliance.wire.errors import NotAllowed
from appliance.wire.views import CallView, Deed

log = logging.getLogger(__name__)

CONTEXT = "from-internal"
"""Where a call goes on that is handed over, or that a telephone begins: as if it had dialled."""


@dataclass(slots=True)
class Everybody:
    """The places of all telephones, worked out once for each configuration."""

    _of: Config | None = None
    _tiles: tuple[board.PersonTile, ...] = ()

    def of(self, config: Config) -> tuple[board.PersonTile, ...]:
        if config is not self._of:
            owners = config.owners()
            self._tiles = tuple(
                board.PersonTile(
                    number.digits, str(name), owners[number].key.text if number in owners else ""
                )
                for number, name in config.shown_names().items()
            )
            self._of = config
        return self._tiles


@dataclass(frozen=True, slots=True)
class LiveBoard:
    """What is done with a call is written down first, and not done where that fails."""

    office: Office
    watched: Watched
    sights: Sights
    records: Records
    switchboard: Switchboard
    live_state: Callable[[], Entries]
    clock: Callable[[], float]
    everybody: Everybody = field(default_factory=Everybody)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            board.GetBoard: self._board,
            board.GetResting: self._resting,
            calls.HangUp: self._hang_up,
            calls.TransferCall: self._transfer,
            calls.ParkCall: self._park,
            calls.TakeParked: self._take,
            calls.ListenIn: self._listen,
        }

    async def _board(self, _request: board.GetBoard, asker: Asker) -> board.Board:
        config = self.office.config()
        watched, own = self.sights.of(asker).watched, own_number(config, asker)
        everybody = self.everybody.of(config)
        if watched is None:
            return board.Board(everybody, _lines(config), _queues(config, ""), own)
        people = tuple(each for each in everybody if each.key in watched)
        return board.Board(people, (), _queues(config, own) if own else (), own)

    async def _resting(self, _request: board.GetResting, asker: Asker) -> board.Resting:
        return self.watched.resting(self.resting(), asker)

    def resting(self) -> board.Resting:
        """All of them; `Watched` says which of them an asker may know."""
        family = Family.DO_NOT_DISTURB
        numbers = (key for (of, key), value in self.live_state().items() if of is family and value)
        return board.Resting(tuple(sorted(numbers)))

    def _find(self, key: str, deed: Deed, asker: Asker) -> tuple[CallView, CallUp]:
        """The call, when the asker may do this with it."""
        shown = self.watched.calls(self.office.calls(), asker).calls
        view = next((call for call in shown if call.id == key), None)
        up = next((call for call in self.office.calls_watch.calls if call.id == key), None)
        if view is None or up is None:
            raise Invalid("call", "this call is over")
        if deed not in view.may:
            raise NotAllowed(Why.RIGHTS)
        return view, up

    async def _hang_up(self, request: calls.HangUp, asker: Asker) -> Done:
        _, up = self._find(request.call, Deed.HANG_UP, asker)
        await self._note(request.call, Deed.HANG_UP, "", asker)
        await self.switchboard.hang_up(up.channels[0])
        return Done()

    async def _transfer(self, request: calls.TransferCall, asker: Asker) -> Done:
        view, up = self._find(request.call, Deed.TRANSFER, asker)
        config = self.office.config()
        to = request.to.strip()
        if to not in _reachable(config):
            raise Invalid(
                "to",
                f"{to or 'nothing'} is no telephone, group or queue of the office; "
                "choose one that is there",
            )
        if to in view.numbers:
            raise Invalid("to", f"{to} takes part in this call already")
        channel = self._ours(up, own_number(config, asker))
        await self._note(request.call, Deed.TRANSFER, to, asker)
        await self.switchboard.transfer(channel, to, CONTEXT)
        return Done()

    async def _park(self, request: calls.ParkCall, asker: Asker) -> Done:
        _, up = self._find(request.call, Deed.PARK, asker)
        config = self.office.config()
        for lot in config.parking_lots:
            if request.lot in {"", lot.key.text}:
                break
        else:
            raise Invalid("lot", f"there is no parking lot {request.lot}; choose one that is there")
        channel = self._ours(up, own_number(config, asker))
        await self._note(request.call, Deed.PARK, lot.number.digits, asker)
        await self.switchboard.transfer(channel, lot.number.digits, CONTEXT)
        return Done()

    async def _take(self, request: calls.TakeParked, asker: Asker) -> Done:
        config = self.office.config()
        asker = acting(config, asker, request.number)
        view, _ = self._find(request.call, Deed.TAKE, asker)
        number = own_number(config, asker)
        device = self._device(number)
        if any(number in call.numbers for call in self.office.calls().calls):
            raise Invalid("call", f"{number} is in a call; end it first")
        await self._note(request.call, Deed.TAKE, view.space, asker)
        await self.switchboard.ring(Ring(device, number, view.space, CONTEXT, shown=view.space))
        return Done()

    def _device(self, number: str) -> str:
        """The telephone of a number."""
        telephones = self.office.whose.directory().telephones
        device = next((device for device, of in telephones.items() if of == number), "")
        if not device:
            raise Invalid("call", f"{number} has no telephone that could ring; give it one first")
        return device

    def _ours(self, up: CallUp, own: str) -> str:
        """The channel that leaves the call: the asker's own, else that of one of ours."""
        directory = self.office.whose.directory()
        numbers = {name: directory.number_of(name) for name in up.channels}
        inside = [name for name in up.channels if numbers[name]]
        mine = [name for name in inside if own and numbers[name] == own]
        return (mine or (inside if up.direction is Direction.OUTBOUND else inside[::-1]))[0]

    async def _listen(self, request: calls.ListenIn, asker: Asker) -> Done:
        if request.how not in LISTENING:
            raise Invalid("how", "is listen, whisper or join")
        config = self.office.config()
        asker = acting(config, asker, request.number)
        view, _ = self._find(request.call, request.how, asker)
        open_to = self.watched.open_to(config, asker, request.how, request.whom)
        if request.whom not in view.numbers or not open_to:
            raise NotAllowed(Why.RIGHTS)
        own = own_number(config, asker)
        device = self._device(own)
        code = config.code(LISTENING[request.how][1])
        await self._note(request.call, request.how, request.whom, asker)
        ring = Ring(device, own, f"{code}{request.whom}", CONTEXT, shown=request.whom)
        await self.switchboard.ring(ring)
        return Done()

    async def _note(self, call: str, deed: Deed, whom: str, asker: Asker) -> None:
        history = self.records.past
        key, done = history.key_of(call), CallDeed(self.clock(), asker.user, deed.value, after=whom)
        await self.records.write(lambda: history.notes.write(key, done))
        log.info("call %s: %s %s by %s", call, deed.value, whom, asker.user)


def _lines(config: Config) -> tuple[board.LineTile, ...]:
    return tuple(
        board.LineTile(str(group.number), str(group.name), config.channels(group))
        for group in config.trunk_groups
    )


def _queues(config: Config, member: str) -> tuple[board.QueueTile, ...]:
    """All of them, or those that this number serves."""
    return tuple(
        board.QueueTile(
            queue.key.text, str(queue.name), tuple(number.digits for number in queue.members)
        )
        for queue in config.queues
        if not member or ExtensionNumber(member) in queue.members
    )


def _reachable(config: Config) -> frozenset[str]:
    """Where a call may be handed over to: nothing that leads out of the office."""
    numbers = {extension.number for extension in config.extensions}
    numbers |= {group.number for group in config.hunt_groups if group.number is not None}
    numbers |= {queue.number for queue in config.queues if queue.number is not None}
    return frozenset(number.digits for number in numbers)
