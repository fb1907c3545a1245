"""The health gate: what an update on trial has to prove before it stays."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from appliance.asterisk.ports import Exchange
from appliance.core.errors import Fault
from appliance.flows.trial_notes import Trial
from appliance.hardware.seen import Look
from appliance.wire.views import GateCheck

LONGEST = 300.0  # seconds for all checks together; the box's own limit for a trial is 10 minutes
AGAIN = 1.0  # seconds between two attempts at one check

CHECKS = 7
# Without it Asterisk knows none of the questions about its channels and lines, so it comes first.
_CHANNEL_DRIVER = "module show like chan_dahdi.so"
_RUNS = re.compile(r"(?<!Not )Running")
Told = Callable[[tuple[GateCheck, ...]], None]


@dataclass(frozen=True, slots=True)
class Gate:
    """`web` tells whether the page answers, `linked` the E1s whose far exchange speaks.

    `telephones` is a Fault unless the exchange knows all that is configured: without its channels
    every card and line may be well, and every telephone dead.
    `settled` is empty once the stored settings are what runs, or says why they are not; None before
    that is known. Making them so may restart the exchange and the cards, so it comes early.
    """

    exchange: Exchange
    look: Callable[[], Awaitable[Look]]
    linked: Callable[[], Awaitable[frozenset[int]]]
    telephones: Callable[[], Awaitable[None]]
    web: Callable[[], Awaitable[bool]]
    settled: Callable[[], str | None]
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
            ("exchange", self._answers),
            ("settings", self._settings),
            ("cards", lambda: self._cards(trial)),
            ("spans", lambda: self._spans(trial)),
            ("telephones", self._telephones),
            ("call", self._call),
            ("web", self._web),
        ]

    async def _settings(self) -> str:
        why = self.settled()
        if why is None:
            raise Fault("The stored settings are not in use yet.")
        if why:
            raise Fault(why)
        return "The stored settings are in use."

    async def _cards(self, trial: Trial) -> str:
        here = {str(card.found.key) for card in (await self.look()).cards}
        missing = sorted(set(trial.cards) - here)
        if missing:
            raise Fault(f"The card {missing[0]} is not found.")
        if not trial.noted:
            return f"{len(trial.cards)} cards, as configured."
        return f"{len(trial.cards)} cards, as before."

    async def _spans(self, trial: Trial) -> str:
        if trial.spans and not _RUNS.search(await self.exchange.console(_CHANNEL_DRIVER)):
            raise Fault("The channel driver of the line cards does not run in the exchange.")
        look = await self.look()
        here = {span.number for span in look.spans if span.configured}
        if not trial.noted:
            return _all_there(trial, here)
        well = here - {span.number for span in look.spans if span.alarms}
        lost = sorted(set(trial.spans) - well)
        if lost:
            raise Fault(f"Line {lost[0]} was in service and is not any more.")
        silent = sorted(set(trial.links) - await self.linked()) if trial.links else []
        if silent:
            raise Fault(
                f"On line {silent[0]} the carrier's exchange does not answer: no D channel."
            )
        return f"{len(trial.spans)} lines in service, as before."

    async def _answers(self) -> str:
        if not self.exchange.up:
            raise Fault("The exchange does not answer.")
        version = (await self.exchange.console("core show version")).strip()
        return version.split(" built", 1)[0]

    async def _telephones(self) -> str:
        await self.telephones()
        return "The exchange knows every telephone and line."

    async def _call(self) -> str:
        await self.exchange.loop_call()
        return "A test call passed, with sound both ways."

    async def _web(self) -> str:
        if not await self.web():
            raise Fault("The web page does not answer.")
        return "The web page answers."


def _all_there(trial: Trial, here: set[int]) -> str:
    """Which were in service before is not known, so alarms say nothing about the release."""
    missing = sorted(set(trial.spans) - here)
    if missing:
        raise Fault(f"Line {missing[0]} is configured and is not there.")
    return f"{len(trial.spans)} lines, as configured."


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
