"""Telephones of the made-up office in somebody's hands: lifted, dialled, answered, hung up."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as _with

from appliance.simulate import script
from appliance.simulate.cards import ANALOGUE
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.script import Party, PlannedCall
from drivers.virtual.desk import (
    Desk,
    Fate,
    Heard,
    LineNow,
    LineState,
    NotDone,
    PhoneNow,
    Ring,
    Why,
    followed,
)

TICK = 0.25  # seconds
COMPLETE = 3.0  # seconds after the last key
RINGS = 60.0  # seconds until nobody has answered
LONG = 4 * 3600.0  # seconds: until somebody hangs up
SHORTEST_OUTSIDE = 5  # digits
_SILENCE: tuple[bytes, ...] = ()
_EMERGENCY = frozenset({"112", "101", "102", "103", "104"})
_LINES = {"line-1": script.OUTSIDE[2:], "stream-1": script.OUTSIDE[:2]}
_TONES = {Fate.BUSY: Heard.BUSY, Fate.CONGESTION: Heard.CONGESTION}


@dataclass(slots=True)
class _Handset:
    """One that is lifted by hand. `called` once its number is complete."""

    party: Party
    tone: Heard = Heard.NOTHING
    dialled: str = ""
    pressed: float = 0.0
    called: bool = False


@dataclass(slots=True)
class SimulatedHands:
    """There is no sound here. A call from the outside rings whose number ends what was called, else
    the first telephone that is free.
    """

    exchange: SimulatedExchange
    fate: Fate = Fate.ANSWER
    _lifted: dict[str, _Handset] = field(default_factory=dict)
    _moved: set[asyncio.Event] = field(default_factory=set)

    async def run(self) -> None:
        """For good."""
        while True:
            await asyncio.sleep(TICK)
            self._turn(time.time())
            self._stir()

    def _stir(self) -> None:
        for event in self._moved:
            event.set()

    def _turn(self, now: float) -> None:
        for handset in self._lifted.values():
            call = self.exchange.call_of(handset.party.channel)
            if call is None and handset.called and handset.tone is Heard.NOTHING:
                handset.tone = Heard.BUSY  # the other hung up, or nobody came
            waited = now - handset.pressed
            if handset.dialled and not handset.called and waited >= COMPLETE:
                self._call(handset)

    async def look(self) -> Desk:
        return self.now()

    def follow(self) -> AsyncGenerator[Desk, None]:
        return followed(self.now, self._moved)

    def now(self) -> Desk:
        phones = (self._phone_now(n, party) for n, party in enumerate(script.PHONES, 1))
        return Desk(tuple(phones), tuple(self._line_now(name) for name in _LINES), self.fate)

    # Telephones

    async def lift(self, phone: str) -> None:
        party = _party(phone)
        if phone in self._lifted:
            return
        handset = _Handset(party, Heard.DIAL)
        call = self.exchange.call_of(party.channel)
        if call is not None:  # it rings, or somebody of the office is at it: he hands it over
            handset = _Handset(party, called=True)
            by_hand = call.caller.channel in self.exchange.held or call.talk == 0.0
            if call.called == party and time.time() < call.answer:
                self.exchange.answer(call, LONG if by_hand else call.talk)
        self._lifted[phone] = handset
        self.exchange.hold(party.channel)
        self._stir()

    async def press(self, phone: str, digits: str) -> None:
        _party(phone)
        handset = self._lifted.get(phone)
        if handset is None:
            raise NotDone(Why.ON_HOOK)
        if handset.called:
            return  # into the talk, or into a tone
        handset.tone = Heard.NOTHING
        handset.dialled += digits
        handset.pressed = time.time()
        if any(each.number == handset.dialled for each in script.PHONES):
            self._call(handset)
        self._stir()

    async def hang_up(self, phone: str) -> None:
        party = _party(phone)
        call = self.exchange.call_of(party.channel)
        if call is not None and (phone in self._lifted or self._at(party, call)):
            await self.exchange.hang_up(party.channel)
        if self._lifted.pop(phone, None) is not None:
            self.exchange.let_go(party.channel)
        self._stir()

    async def hear(self, phone: str) -> AsyncGenerator[bytes, None]:
        _party(phone)
        for samples in _SILENCE:
            yield samples

    def _call(self, handset: _Handset) -> None:
        """The number is complete."""
        handset.called = True
        wanted = handset.dialled
        if wanted[:2] in {"#1", "#2"}:
            wanted = wanted[2:]
        inside = next((each for each in script.PHONES if each.number == wanted), None)
        outside = wanted in _EMERGENCY or (wanted.isdigit() and len(wanted) >= SHORTEST_OUTSIDE)
        if inside is not None:
            if inside == handset.party or not self._free(inside):
                handset.tone = Heard.BUSY
            else:
                self.exchange.place(handset.party, inside, RINGS, 0.0)
        elif outside:
            self._call_out(handset, wanted)
        else:
            handset.tone = Heard.CONGESTION

    def _call_out(self, handset: _Handset, number: str) -> None:
        line = next((each for each in script.OUTSIDE if self._free(each)), None)
        if line is None or self.fate in _TONES:
            handset.tone = _TONES.get(self.fate, Heard.CONGESTION)
            return
        there = replace(line, number=number, name="")
        answered = self.fate is Fate.ANSWER
        ring, talk = (2.0, LONG) if answered else (RINGS, 0.0)
        self.exchange.place(handset.party, there, ring, talk)

    def _free(self, party: Party) -> bool:
        held = party.channel in self.exchange.held
        return not held and self.exchange.call_of(party.channel) is None

    def _at(self, party: Party, call: PlannedCall) -> bool:
        """Whether the telephone is lifted in a call, by whoever sits at it."""
        return call.caller.channel == party.channel or time.time() >= call.answer

    # The exchange

    async def ring(self, call: Ring) -> None:
        if call.line not in _LINES:
            raise NotDone(Why.GONE)
        line = next((each for each in _LINES[call.line] if self._free(each)), None)
        phones = [each for each in script.PHONES if self._free(each)]
        meant = [each for each in phones if call.called and call.called.endswith(each.number)]
        if line is None or not phones:
            raise NotDone(Why.TAKEN)
        there = replace(line, number=call.number, name=call.name)
        self.exchange.place(there, (meant or phones)[0], RINGS, 0.0)
        self._stir()

    async def end(self, line: str) -> None:
        if line not in _LINES:
            raise NotDone(Why.GONE)
        for each in _LINES[line]:
            if self.exchange.call_of(each.channel) is not None:
                await self.exchange.hang_up(each.channel)
        self._stir()

    async def set_fate(self, fate: Fate) -> None:
        self.fate = fate
        self._stir()

    # As it is now

    def _phone_now(self, place: int, party: Party) -> PhoneNow:
        call, handset = self.exchange.call_of(party.channel), self._lifted.get(str(place))
        plain = PhoneNow(str(place), ANALOGUE.text, place)
        if call is None:
            if handset is None:
                return plain
            return _with(plain, lifted=True, heard=handset.tone, dialled=handset.dialled)
        talks, caller = time.time() >= call.answer, call.caller
        if caller.channel == party.channel:
            heard = Heard.NOTHING if talks else Heard.RINGBACK
            dialled = handset.dialled if handset else call.called.number
            return _with(plain, lifted=True, heard=heard, dialled=dialled)
        return _with(
            plain, lifted=talks, rings=not talks, caller=caller.number, caller_name=caller.name
        )

    def _line_now(self, name: str) -> LineNow:
        calls = [self.exchange.call_of(each.channel) for each in _LINES[name]]
        up = [call for call in calls if call is not None]
        if not up:
            return LineNow(name, name.startswith("stream"), LineState.FREE)
        call, inside = up[-1], {each.channel for each in script.PHONES}
        out = call.caller.channel in inside
        rings = not out and time.time() < call.answer
        number = call.called.number if out else call.caller.number
        state = LineState.RINGS if rings else LineState.TAKEN
        return LineNow(name, name.startswith("stream"), state, number)


def _party(phone: str) -> Party:
    place = int(phone) if phone.isdecimal() else 0
    if not 1 <= place <= len(script.PHONES):
        raise NotDone(Why.GONE)
    return script.PHONES[place - 1]
