"""An Asterisk of a made-up office: it reads the active generation, and calls go on in it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from appliance.apply.files import look
from appliance.asterisk.queries import ChannelSeen, ParkedSeen, Ring
from appliance.bus import Bus
from appliance.compiler.conf import Option, parse
from appliance.core.errors import Fault
from appliance.facts import ChannelsMoved, ExchangeCame, ExchangeWent
from appliance.simulate import mailboxes, script
from appliance.simulate.console import answer, value
from appliance.simulate.script import Party, PlannedCall
from appliance.simulate.sound import talk

TICK = 0.25  # seconds
MOST_CALLS = 3
PAUSE = (1.0, 6.0)  # seconds from one call's begin to the next
BY_HAND = 120.0  # seconds without a call of its own, from when somebody lifts a telephone by hand
QUIET = 10.0  # seconds; whoever ended a call by hand wants a telephone that is free
MESSAGE = (4.0, 15.0)  # seconds of one
RESTART = 2.0  # seconds


_SPACE = Party("Local/parked@ext-parking-1", "ext-parking", "", "")
_BOX = Party("Local/box@from-internal-1", "from-internal", "", "")


def _at(device: str) -> Party | None:
    """The telephone that Asterisk calls so."""
    return next((each for each in script.PHONES if each.channel.startswith(f"{device}-")), None)


def _phone(number: str) -> Party | None:
    return next((phone for phone in script.PHONES if phone.number == number), None)


@dataclass(slots=True)
class SimulatedExchange:
    """`active` is the link to the configuration, `spool` the file that events are appended to.

    Talks with the outside are recorded below `recordings`. Who reaches nobody leaves a message
    below `voicemail`, where there is a mailbox.
    """

    active: Path
    spool: Path
    recordings: Path
    voicemail: Path
    bus: Bus
    ended: asyncio.Event
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311  # nothing secret
    up: bool = False
    held: set[str] = field(default_factory=set)  # channels of telephones in somebody's hands
    astdb: dict[str, dict[str, str]] = field(default_factory=dict)  # values by family and key
    _calls: list[PlannedCall] = field(default_factory=list)
    _unsaid: list[tuple[float, str]] = field(default_factory=list)
    _count: int = 0
    _next: float = 0.0

    async def run(self) -> None:
        """For good."""
        self._came()
        while True:
            await asyncio.sleep(TICK)
            if self.up:
                self._step(time.time())

    def _came(self) -> None:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        self._append(f'"SPOOL_START","{time.time():.6f}","{boot}"')
        self.up = True
        self.bus.publish(ExchangeCame())

    async def restart(self) -> None:
        """Every call drops, and it takes a while."""
        self.up = False
        self._calls.clear()
        self._unsaid.clear()
        self.bus.publish(ExchangeWent())
        await asyncio.sleep(RESTART)
        self._came()

    def _step(self, now: float) -> None:
        if now >= self._next and len(self._calls) < MOST_CALLS:
            self._begin(now)
        before = len(self._unsaid)
        while self._unsaid and self._unsaid[0][0] <= now:
            self._append(self._unsaid.pop(0)[1])
        for call in self._calls:
            if call.end <= now:
                self._record(call, call.talk)
                self._leave_message(call)
        self._calls = [call for call in self._calls if call.end > now]
        if len(self._unsaid) != before:
            self.bus.publish(ChannelsMoved())
            self.ended.set()

    def _begin(self, now: float) -> None:
        self._next = now + self.chance.uniform(*PAUSE)
        busy = {side.channel for call in self._calls for side in (call.caller, call.called)}
        busy |= self.held
        every = {party.channel for party in (*script.PHONES, *script.OUTSIDE)}
        self._count += 1
        call = script.plan_call(self.chance, self._count, now, frozenset(every - busy))
        if call is not None:
            self._add(call)

    def _add(self, call: PlannedCall) -> None:
        self._calls.append(call)
        self._unsaid = sorted([*self._unsaid, *script.events(call)], key=lambda event: event[0])

    def _record(self, call: PlannedCall, talked: float) -> None:
        if call.recording:
            path = self.recordings / call.recording
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(talk(max(0.0, talked), self.chance))

    def _compiled(self) -> Mapping[str, str]:
        """The files of the active generation; one whose place another took meanwhile is gone."""
        while True:
            folder = self.active.resolve()
            try:
                files = look(folder).files
            except FileNotFoundError:
                if self.active.resolve() == folder:
                    raise
                continue
            if self.active.resolve() == folder:
                return files

    def _leave_message(self, call: PlannedCall) -> None:
        if call.talk:
            return
        compiled = self._compiled().get("asterisk/voicemail.conf", "")
        if call.called.number in mailboxes.numbers(compiled):
            seconds = self.chance.uniform(*MESSAGE)
            mailboxes.leave(self.voicemail, call.called.number, call.caller, call.end, seconds)

    async def move_message(self, box: str, folder: str, message: str, to: str) -> None:
        mailboxes.move(self.voicemail, box, folder, message, to)

    async def remove_message(self, box: str, folder: str, message: str) -> None:
        mailboxes.remove(self.voicemail, box, folder, message)

    def _append(self, line: str) -> None:
        with self.spool.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def lifted(self) -> frozenset[int]:
        """Analogue channels of telephones that are off hook."""
        now = time.time()
        used = [
            side
            for call in self._calls
            for side in (call.caller, call.called)
            if side in script.PHONES and (side is call.caller or now >= call.answer)
        ]
        channels = {side.channel for side in used} | self.held
        return frozenset(int(each.removeprefix("DAHDI/")[0]) for each in channels)

    def call_of(self, channel: str) -> PlannedCall | None:
        """The call that it is in."""
        sides = ((call, {call.caller.channel, call.called.channel}) for call in self._calls)
        return next((call for call, channels in sides if channel in channels), None)

    def hold(self, channel: str) -> None:
        """Somebody lifts that telephone by hand; the office leaves it, and telephones, to him."""
        self.held.add(channel)
        self._next = max(self._next, time.time() + BY_HAND)
        self.bus.publish(ChannelsMoved())

    def let_go(self, channel: str) -> None:
        self.held.discard(channel)
        self.bus.publish(ChannelsMoved())

    def answer(self, call: PlannedCall, talk: float) -> None:
        """It is answered now, and lasts `talk` seconds from here unless somebody hangs up."""
        answered = replace(call, ring=time.time() - call.begin, talk=talk)
        events = [event for event in script.events(answered) if event[0] >= answered.answer]
        self._unsaid = sorted([*self._unsaid_but(call), *events], key=lambda event: event[0])
        self._calls[self._calls.index(call)] = answered

    async def channels(self) -> tuple[ChannelSeen, ...]:
        now = time.time()
        return tuple(channel for call in self._calls for channel in call.channels(now))

    async def hang_up(self, channel: str) -> None:
        now = time.time()
        self._end(self._with(channel), now)
        self._next = max(self._next, now + QUIET)

    async def transfer(self, channel: str, number: str, context: str) -> None:
        """The other side rings at another telephone, or is parked: a call of its own here."""
        del context
        call, to = self._with(channel), _phone(number)
        other = call.called if call.caller.channel == channel else call.caller
        if to is not None:
            self._end(call, time.time())
            self.place(other, to, 1.0, 20.0)
            return
        space, seconds = self._space()
        self._end(call, time.time())
        self.place(other, replace(_SPACE, number=space), 0.0, seconds)

    def _space(self) -> tuple[str, float]:
        """The first free one of the first lot, and for how long; Fault where there is none."""
        files = self._compiled()
        taken = {call.called.number for call in self._calls}
        for lot in parse(files["asterisk/res_parking.conf"]).sections:
            said = {line.name: line.value for line in lot.lines if isinstance(line, Option)}
            first, _, last = said.get("parkpos", "").partition("-")
            for space in range(int(first or 1), int(last or 0) + 1):
                if str(space) not in taken:
                    return str(space), float(said["parkingtime"])
        raise Fault("No space is free in parking.")

    async def parked(self) -> tuple[ParkedSeen, ...]:
        now = time.time()
        waiting = (call for call in self._calls if call.called.channel == _SPACE.channel)
        return tuple(ParkedSeen(c.id, c.called.number, round(c.end - now)) for c in waiting)

    def place(self, caller: Party, called: Party, ring: float, talk: float) -> None:
        """A call begins; with `talk` 0 nobody answers it, unless by `answer`."""
        self._count += 1
        now = time.time()
        self._add(PlannedCall(f"{now:.0f}.{self._count}", caller, called, now, ring, talk))

    async def ring(self, call: Ring) -> None:
        """Who is called to another telephone lifts it, and that one answers; so does whoever waits
        in parking there. For anything else it rings, and nobody lifts it.
        """
        if not self.up:
            raise Fault("Asterisk does not answer.")
        one, other = _at(call.device), _phone(call.then)
        waits = [c for c in self._calls if c.called == replace(_SPACE, number=call.then)]
        if one is not None and waits:
            self._end(waits[0], time.time())
            self.place(one, waits[0].caller, 1.0, 20.0)
        elif one is not None and other is not None:
            self.place(one, other, 1.0, 20.0)
        elif one is not None:
            self.place(_BOX, one, call.seconds, 0.0)

    def _with(self, channel: str) -> PlannedCall:
        for call in self._calls:
            if channel in {call.caller.channel, call.called.channel}:
                return call
        raise Fault("There is no such call.")

    def _end(self, call: PlannedCall, now: float) -> None:
        """What has not been said of the call yet is said of its earlier end."""
        talked = now - call.answer
        shorter = replace(call, talk=talked)
        if talked <= 0:
            shorter = replace(call, ring=now - call.begin, talk=0.0)
        self._record(call, talked)
        ends = [event for event in script.events(shorter) if event[0] >= shorter.end]
        self._unsaid = sorted([*self._unsaid_but(call), *ends], key=lambda event: event[0])
        self._calls.remove(call)

    def _unsaid_but(self, call: PlannedCall) -> list[tuple[float, str]]:
        """What is to be said yet, without what was to become of this call."""
        own, now = [f'"{unique}"' for unique in call.ids], time.time()
        return [e for e in self._unsaid if e[0] <= now or not any(each in e[1] for each in own)]

    async def loop_call(self) -> None:
        if not self.up:
            raise Fault("Asterisk does not answer.")

    async def do(self, exten: str, context: str) -> None:
        """There is no dialplan here: what would ring stays set."""
        del exten, context
        if not self.up:
            raise Fault("Asterisk does not answer.")

    async def console(self, line: str) -> str:
        """What our own questions read comes from the active generation."""
        if not self.up:
            raise Fault("Asterisk does not answer.")
        return answer(self._compiled(), line)

    async def entries(self, family: str) -> dict[str, str]:
        if not self.up:
            raise Fault("Asterisk does not answer.")
        return dict(self.astdb.get(family, {}))

    async def put_entry(self, family: str, key: str, value: str) -> None:
        if not self.up:
            raise Fault("Asterisk does not answer.")
        kept = self.astdb.setdefault(family, {})
        if value:
            kept[key] = value
        else:
            kept.pop(key, None)

    async def value(self, function: str) -> str:
        """What our own questions ask comes from the active generation."""
        if not self.up:
            raise Fault("Asterisk does not answer.")
        return value(self._compiled(), function)
