"""A simulated supervisor with sixty calls up, of which one after the other ends, begins and is
answered: `python3 -m tests.bench.busy_box --run-dir DIR`.

When what happened stands in DIR/run/happened.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from appliance.simulate import machine, script
from appliance.simulate.__main__ import main
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.script import Party, PlannedCall

CALLS = 60
PEOPLE = 90  # of `company`: thirty talk with the outside, sixty with each other
FIRST = 20_001
HAPPENED = "happened"  # a file of JSON lines: epoch seconds, the call, what it does now
_INTERVAL = (0.6, 1.4)  # seconds from one happening to the next
_LONG = 86_400.0
_OUTSIDE = 30  # as many as an E1 carries


class Happens(StrEnum):
    """What becomes of a call."""

    RINGING = "ringing"
    TALKING = "talking"
    GONE = "gone"


def _phone(index: int) -> Party:
    number = str(FIRST + index)
    return Party(f"PJSIP/{number}-{index:08x}", "from-internal", number, number)


def _pair(place: int) -> tuple[Party, Party]:
    """Who talks at this place of CALLS."""
    if place < _OUTSIDE:
        number = f"495{1_230_000 + place}"
        city = Party(f"DAHDI/i2/{number}-{place + 1:x}", "from-pstn", number, "")
        return city, _phone(place)
    return _phone(2 * place - _OUTSIDE), _phone(2 * place - _OUTSIDE + 1)


PAIRS = tuple(map(_pair, range(CALLS)))


class BusyExchange(SimulatedExchange):
    """Nothing is drawn by lot but the pauses; of a talk with the outside no sound is made."""

    async def run(self) -> None:
        self._came()
        self._next = math.inf  # no call but those that begin here
        while True:
            await asyncio.sleep(self.chance.uniform(*_INTERVAL))
            if self.up:
                self.happen(time.time())

    def happen(self, now: float) -> None:
        """The next thing: the oldest call ends, one begins in its place, that one is answered."""
        ringing = [call for call in self._calls if call.answer > now]
        if len(self._calls) < CALLS - 1:
            self._fill(now)
        elif ringing:
            self._answer(ringing[0], now)
        elif len(self._calls) < CALLS:
            (pair,) = set(PAIRS) - {(call.caller, call.called) for call in self._calls}
            call = self._planned(pair, now, _LONG)
            self._add(call)
            self._tell(call, Happens.RINGING)
        else:
            call = self._calls[0]
            self._end(call, now)
            self._tell(call, Happens.GONE)

    def _planned(self, pair: tuple[Party, Party], begin: float, ring: float) -> PlannedCall:
        self._count += 1
        return PlannedCall(f"{begin:.0f}.{self._count}", *pair, begin, ring, _LONG)

    def _fill(self, now: float) -> None:
        """All of them talk, each since another second: their ids begin with it."""
        self._calls.clear()
        self._unsaid.clear()
        for place, pair in enumerate(PAIRS):
            self._add(self._planned(pair, now - 5 * (CALLS - place), 2.0))
        self._step(time.time())

    def _answer(self, call: PlannedCall, now: float) -> None:
        talks = replace(call, ring=now - call.begin)
        self._calls[self._calls.index(call)] = talks
        own = [f'"{unique}"' for unique in call.ids]
        others = [each for each in self._unsaid if not any(name in each[1] for name in own)]
        fresh = [each for each in script.events(talks) if each[0] > talks.begin]
        self._unsaid = sorted([*others, *fresh], key=lambda event: event[0])
        self._tell(talks, Happens.TALKING)

    def _record(self, call: PlannedCall, talked: float) -> None:
        del call, talked

    def _tell(self, call: PlannedCall, what: Happens) -> None:
        """The manager tells the supervisor: this is the event."""
        now = time.time()
        with self.active.with_name(HAPPENED).open("a") as file:
            file.write(json.dumps([now, call.id, what]) + "\n")
        self._step(now)


def happened(run: Path) -> list[tuple[float, str, str]]:
    """What DIR/run tells so far: when, which call, what."""
    lines = (run / HAPPENED).read_text().splitlines()
    return [(when, call, what) for when, call, what in map(json.loads, lines)]


if __name__ == "__main__":
    vars(machine)["SimulatedExchange"] = BusyExchange
    main()
