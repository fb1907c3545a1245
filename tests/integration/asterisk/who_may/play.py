"""A call of the table, made in a running Asterisk: what came of it, in the table's words."""

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.live_state import BY_CALLS, Family
from appliance.core.numbers import ExtensionNumber
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LinesAre,
    LiveValue,
    Origin,
    Scenario,
    TelephoneIs,
    moment_of,
)
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.trial.called import Behaviour, Called
from tests.integration.asterisk.trial.caller import Caller
from tests.integration.asterisk.trial.stage import Stage, hold
from tests.integration.asterisk.trial.trace import Done, cause_of, log_steps
from tests.integration.asterisk.who_may.staff import NUMBERS, office
from tests.integration.asterisk.who_may.table import Case

_PATIENCE = 30 * int(os.environ.get("LINEMAN_PATIENCE", "1"))  # seconds
_A_MOMENT = 0.1  # seconds
_LOGGED = 0.4  # seconds until the last step stands in the log
_OF_CAUSE = {1: "nobody", 28: "nobody", 17: "busy", 19: "unanswered", 21: "-", 34: "full"}
_OF_TONE = {"Busy": "busy", "Congestion": "full"}
_NOT_OPEN = "feature-not-avail-line"  # what is heard where no relation opens it
# Before a call is refused, or a PIN is asked for again.
_TOLD = {"simul-call-limit-reached", "please-try-call-later", "conf-invalidpin"}
_SERVES = {"ChanSpy", "Echo", "Playback", "SayDigits", "SayUnixTime", "VoiceMailMain"}
_LIMIT = re.compile(r"L\((\d+):")
_NOBODY = re.compile(r"^0 active channels", re.MULTILINE)
_OUTSIDE = re.compile(r"carrier ([12])")
_STRANGER = "79160000001"
_FORWARDING = {"CFB": Does.BUSY, "CFU": Does.NO_ANSWER}


@contextmanager
def open_office(root: Path, folder: Path) -> Iterator[Stage]:
    """The table's office with its telephones and carriers in an Asterisk of its own."""
    with RealAsterisk(root, folder, compile_config(Config())) as asterisk:
        log_steps(asterisk)
        with Stage(asterisk, Config(), office()) as stage:
            yield stage


def outcome(stage: Stage, case: Case) -> str:
    """What comes of the call."""
    with stage.arrange(_scenario(case)):
        if elsewhere := case.says("answers elsewhere"):
            stage.telephones[case.dialled[-3:]].behaviour = Behaviour(elsewhere=elsewhere)
        with _up_already(stage, case.says("up").split()):
            caller = stage.calling(_scenario(case))
            try:
                return _Call(stage, case, caller).outcome()
            finally:
                caller.leave()
                if case.says("hands over"):  # the other two may talk on without the caller
                    stage.asterisk.console("channel request hangup all")


@contextmanager
def _up_already(stage: Stage, calls: Sequence[str]) -> Iterator[None]:
    """Calls such as `staff:84951234567` that last as long; what they spend is kept before it ends.

    Carriers answer these.
    """
    with ExitStack() as held:
        if calls:
            held.callback(_until_all_are_gone, stage)
        was = {each: each.behaviour for each in stage.carriers.values() if calls}
        for carrier in was:
            carrier.behaviour = Behaviour(Does.ANSWERS)
        for who, _, number in (each.partition(":") for each in calls):
            caller = stage.caller(NUMBERS[who])
            held.callback(caller.leave)
            hold(caller, number)
        for carrier, behaviour in was.items():
            carrier.behaviour = behaviour
            carrier.rung.clear()
        stage.steps()
        yield


def _until_all_are_gone(stage: Stage) -> None:
    """A channel that led out says at its end how long it was up."""
    stage.asterisk.console("channel request hangup all")
    wait_for(
        lambda: bool(_NOBODY.search(stage.asterisk.console("core show channels count"))), _PATIENCE
    )


def _scenario(case: Case) -> Scenario:
    """Whoever is called does not answer, but who is to hand somebody over."""
    taken = dict(pair.split(":") for pair in case.says("taken").split())
    answers = case.dialled if case.says("hands over") else ""
    return Scenario(
        moment=moment_of(datetime.now(UTC)),
        origin=_origin(case),
        telephones=tuple(
            TelephoneIs(ExtensionNumber(n), _does(case, n, answers), 0) for n in NUMBERS.values()
        ),
        lines=tuple(
            LinesAre(group, int(taken.get(str(group), "0")), _far_end(case), 0) for group in (1, 2)
        ),
        live=(
            *(LiveValue(Family(f), key, value) for f, key, value in case.live),
            *_forward(case),
            *_spent(case),
        ),
    )


def _origin(case: Case) -> Origin:
    if found := _OUTSIDE.fullmatch(case.caller):
        return FromTrunk(int(found[1]), case.dialled, _STRANGER)
    return FromTelephone(ExtensionNumber(NUMBERS[case.caller]), case.dialled)


def _far_end(case: Case) -> Does:
    return Does.ANSWERS if case.says("talks") else Does.NO_ANSWER


def _does(case: Case, number: str, answers: str) -> Does:
    family, _, who = case.says("forwards").partition(" ")
    if family in _FORWARDING and NUMBERS[who] == number:
        return _FORWARDING[family]
    return Does.ANSWERS if answers.endswith(number) else Does.NO_ANSWER


def _forward(case: Case) -> Iterator[LiveValue]:
    if case.says("forwards"):
        family, who = case.says("forwards").split()
        yield LiveValue(Family(family), NUMBERS[who], case.says("to"))


def _spent(case: Case) -> Iterator[LiveValue]:
    """Seconds of the day, such as `daily:60`, or of the day before: `daily:60:yesterday`."""
    if told := case.says("spent"):
        who, seconds, *before = told.split(":")
        day = datetime.now(ZoneInfo(office().zone.text)) - timedelta(days=len(before))
        yield LiveValue(Family.SPENT, NUMBERS[who], f"{day:%Y%m%d}{seconds}")


@dataclass
class _Call:
    """The call as it goes on."""

    stage: Stage
    case: Case
    caller: Caller
    steps: list[Done] = field(default_factory=list)
    pressed: int = 0

    def outcome(self) -> str:
        if self.case.says("answers elsewhere"):
            return self._sent_elsewhere()
        if self.case.says("hands over"):
            return self._handed_over()
        found = self._until_known()
        return f"{found}{self._limit()}{self._length()}"

    def _until_known(self) -> str:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            self.caller.look(_A_MOMENT)
            self.steps += self.stage.steps()
            if (found := self._rung() or self._ended() or self._asked()) is not None:
                return found
        return "nothing"

    def _rung(self) -> str | None:
        """Who is called; not who was called first and did not answer."""
        for group, carrier in self.stage.carriers.items():
            for rung in carrier.rung:
                return f"{group} {rung.number}"
        family, _, who = self.case.says("forwards").partition(" ")
        passed = NUMBERS[who] if family in _FORWARDING else ""
        for account, called in self.stage.telephones.items():
            if called.rung and account != passed:
                return account
        return None

    def _ended(self) -> str | None:
        last = self.steps[-1].application if self.steps else ""
        if self.caller.cause is not None:
            return self._let_go(self.caller.cause)
        if self.caller.up and last in _OF_TONE:
            return _OF_TONE[last]
        if last == "Playback" and self.steps[-1].arguments.partition(",")[0] in _TOLD:
            return None
        return self._served() if self.caller.up and last in _SERVES else None

    def _let_go(self, cause: int) -> str:
        if not cause:
            time.sleep(_LOGGED)
            self.steps += self.stage.steps()
            cause = cause_of(self.steps)
        if cause == 16 and _SERVES & {step.application for step in self.steps}:
            return self._served()
        return _OF_CAUSE.get(cause, f"cause {cause}")

    def _served(self) -> str:
        """The box itself answers; what it is told to keep it keeps by then."""
        if any(step.arguments == _NOT_OPEN for step in self.steps):
            return "-"
        if any(s.application == "VoiceMailMain" and "," not in s.arguments for s in self.steps):
            return "PIN"
        before = {each for each in _scenario(self.case).live if each.family not in BY_CALLS}
        return "+" if self.stage.live() == before else "set"

    def _asked(self) -> str | None:
        """Each question for a PIN gets the next answer."""
        questions = sum(step.application == "Read" for step in self.steps)
        answers = self.case.says("presses").split()
        if questions <= self.pressed or not self.caller.up:
            return None
        if self.pressed == len(answers):
            return "PIN"
        self.caller.press(answers[self.pressed])
        self.pressed += 1
        return None

    def _limit(self) -> str:
        """In minutes, or in seconds if it is no whole one, as it was given to Asterisk."""
        found = [_LIMIT.search(step.arguments) for step in self.steps if step.application == "Dial"]
        seconds = [int(each[1]) // 1000 for each in found[-1:] if each]
        return "".join(f" for {s} s" if s % 60 else f" for {s // 60} min" for s in seconds)

    def _length(self) -> str:
        """Whether a call that is talked in is ended within so many seconds."""
        if not self.case.says("talks"):
            return ""
        self.caller.look(_A_MOMENT)
        until = time.monotonic() + int(self.case.says("talks"))
        while self.caller.cause is None and time.monotonic() < until:
            self.caller.look(1)
        return ", goes on" if self.caller.cause is None else ", ended"

    def _sent_elsewhere(self) -> str:
        """Whom the telephone names instead is not called, however the call ends."""
        until = time.monotonic() + _PATIENCE
        named = self.case.dialled[-3:]
        while self.caller.cause is None and time.monotonic() < until:
            self.caller.look(_A_MOMENT)
        rung = [f"{g} {r.number}" for g, c in self.stage.carriers.items() for r in c.rung]
        rung += [a for a, called in self.stage.telephones.items() if called.rung and a != named]
        return rung[0] if rung else "-" if self.caller.cause else "nothing"

    def _handed_over(self) -> str:
        """The caller or who was called hands the other over; what comes of that."""
        called = self.stage.telephones[self.case.dialled[-3:]]
        self._talk(called)
        by_caller = self.case.says("hands over") == "caller"
        with _alone(self.stage):
            status = self._refer() if by_caller else called.hands_over(self.case.says("to"))
            called.rung.clear()
        if status != 202:
            return "nobody"
        found = self._other_end(called) if by_caller else self._until_known()
        return f"{found}{self._limit()}"

    def _refer(self) -> int:
        if (status := self.caller.refer(self.case.says("to"))) == 202:
            self.caller.hang_up()
            self.caller.cause = 16
        return status

    def _talk(self, called: Called) -> None:
        until = time.monotonic() + _PATIENCE
        while not (self.caller.up and any(rung.answered for rung in called.rung)):
            self.caller.look(_A_MOMENT)
            assert time.monotonic() < until, "nobody answers"

    def _other_end(self, called: Called) -> str:
        """Who was called goes on without the caller."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            time.sleep(_A_MOMENT)
            self.steps += self.stage.steps()
            if (found := self._rung()) is not None:
                return found
            if called.left:
                return "-"
        return "nothing"


@contextmanager
def _alone(stage: Stage) -> Iterator[None]:
    """Nobody but us takes messages of telephones."""
    stage.board.stop()
    yield
    stage.board.start()
