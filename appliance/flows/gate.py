"""The health gate: what an update on trial has to prove before it stays."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from appliance.asterisk.ports import Exchange
from appliance.core.errors import Fault
from appliance.flows.trial_notes import Trial
from appliance.hardware.seen import Look
from appliance.wire.views import GateCheck

LONGEST = 300.0  # seconds for all checks together; the box's own limit for a trial is 10 minutes
AGAIN = 1.0  # seconds between two attempts at one check

Told = Callable[[tuple[GateCheck, ...]], None]


@dataclass(frozen=True, slots=True)
class Gate:
    """`web` tells whether the page answers."""

    exchange: Exchange
    look: Callable[[], Awaitable[Look]]
    web: Callable[[], Awaitable[bool]]
    longest: float = LONGEST

    async def judge(self, trial: Trial, told: Told) -> tuple[GateCheck, ...]:
        """Every check with its result, at the latest after `longest`; `told` hears of each."""
        deadline = asyncio.get_running_loop().time() + self.longest
        done: list[GateCheck] = []
        for name, check in self._checks(trial):
            told((*done, GateCheck(name, None, "")))
            done.append(await _tried(name, check, deadline))
            told(tuple(done))
        return tuple(done)

    def _checks(self, trial: Trial) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
        return [
            ("cards", lambda: self._cards(trial)),
            ("spans", lambda: self._spans(trial)),
            ("exchange", self._answers),
            ("call", self._call),
            ("web", self._web),
        ]

    async def _cards(self, trial: Trial) -> str:
        here = {str(card.found.key) for card in (await self.look()).cards}
        missing = sorted(set(trial.cards) - here)
        if missing:
            raise Fault(f"The card {missing[0]} is not found.")
        return f"{len(trial.cards)} cards, as before."

    async def _spans(self, trial: Trial) -> str:
        look = await self.look()
        well = {span.number for span in look.spans if not span.alarms and span.configured}
        lost = sorted(set(trial.spans) - well)
        if lost:
            raise Fault(f"Line {lost[0]} was in service and is not any more.")
        return f"{len(trial.spans)} lines in service, as before."

    async def _answers(self) -> str:
        if not self.exchange.up:
            raise Fault("The exchange does not answer.")
        version = (await self.exchange.console("core show version")).strip()
        return version.split(" built", 1)[0]

    async def _call(self) -> str:
        await self.exchange.loop_call()
        return "A test call passed."

    async def _web(self) -> str:
        if not await self.web():
            raise Fault("The web page does not answer.")
        return "The web page answers."


async def _tried(name: str, check: Callable[[], Awaitable[str]], deadline: float) -> GateCheck:
    """Again and again until it passes or time is up; at least once."""
    clock = asyncio.get_running_loop().time
    while True:
        try:
            return GateCheck(name, passed=True, text=await check())
        except Fault as fault:
            if clock() >= deadline:
                return GateCheck(name, passed=False, text=fault.text)
        await asyncio.sleep(AGAIN)
