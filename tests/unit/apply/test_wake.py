"""What Asterisk says to an order is read: the words are its own (22.10.1, tried one by one)."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from appliance.apply import wake
from appliance.apply.impact import EXCHANGE_UNIT, ON_CHANGE, Target, create, destroy
from appliance.apply.plan import Plan, Step
from appliance.apply.ports import Exchange, Services
from appliance.apply.transaction import RolledBack
from appliance.apply.wake import Later, NotThere, refusal, tell, well
from appliance.core.errors import Fault
from tests.fakes.applied import NEW, OLD, apply, runs, world_at

PARKING = "module reload res_parking.so"
BUSY = "A module reload request is already in progress; please be patient"
QUEUED = "Asterisk cannot reload a module yet; request queued"
NOT_THERE = "No such module 'res_parking.so'"
DECLINED = (
    "The module 'res_parking.so' was not properly initialized. Before reloading the module, you"
    ' must run "module load res_parking.so" and fix whatever is preventing the module from being'
    " initialized."
)
AT_START_ALONE = "The module 'res_parking.so' does not support reloads"
FAILED = "The module 'res_parking.so' reported a reload failure"
WELL = "Module 'res_parking.so' reloaded successfully."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PARKING, WELL),
        ("module reload cel", "Module 'cel' reloaded successfully."),
        ("dialplan reload", "Dialplan reloaded."),
        ("queue reload all", ""),
        ("logger reload", ""),
        ("core reload", ""),
        ("dahdi restart", ""),
        ("dahdi destroy channels 1 2", ""),
        ("dahdi create channels 1 2", ""),
    ],
)
def test_what_is_done_is_no_refusal(line: str, said: str) -> None:
    assert refusal(line, said) is None
    assert refusal(line, said + "\n") is None
    assert well(line) == said


@pytest.mark.parametrize(
    ("line", "said", "kind", "told"),
    [
        (PARKING, BUSY, Later, "still busy with another reload"),
        (PARKING, QUEUED, Later, "still busy with another reload"),
        (PARKING, NOT_THERE, NotThere, "has no module res_parking.so"),
        (PARKING, DECLINED, NotThere, "module res_parking.so does not run"),
        (PARKING, AT_START_ALONE, NotThere, "reads its settings at the start alone"),
        (PARKING, FAILED, Fault, "does not take its new settings"),
        (PARKING, "", Fault, "refuses 'module reload res_parking.so'"),
        (PARKING, "Module 'cel' reloaded successfully.", Fault, "refuses"),
        (
            "dialplan reload",
            "No such command 'dialplan reload' (type 'core show help dialplan reload')",
            Fault,
            "refuses 'dialplan reload': No such command",
        ),
        ("dahdi restart", "Command 'dahdi restart' failed.", Fault, "failed"),
        (
            "queue reload all",
            "Command 'queue reload all' cannot be run during shutdown",
            Fault,
            "cannot be run during shutdown",
        ),
        ("logger reload", "Failed to reload the logger\nCommand failed.", Fault, "Failed to"),
    ],
)
def test_everything_else_is(line: str, said: str, kind: type[Fault], told: str) -> None:
    refused = refusal(line, said)
    assert type(refused) is kind
    assert told in refused.text
    assert "\n" not in refused.text


def test_every_line_of_the_table_is_known_when_it_is_done() -> None:
    lines = {verb.text for verb in ON_CHANGE.values() if verb and verb.target is Target.CONSOLE}
    assert {line for line in lines if not well(line)} == {
        "dahdi restart",
        "logger reload",
        "queue reload all",
    }
    assert EXCHANGE_UNIT not in lines


@dataclass
class Says:
    """An Asterisk that says these things one after the other, and the last for good."""

    answers: Iterator[str]
    last: str = ""
    asked: list[str] = field(default_factory=list)

    async def console(self, line: str) -> str:
        self.asked.append(line)
        self.last = next(self.answers, self.last)
        return self.last

    async def value(self, function: str) -> str:
        raise AssertionError(function)

    async def entries(self, family: str) -> dict[str, str]:
        raise AssertionError(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        raise AssertionError(family, key, value)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "AGAIN", 0.001)


@pytest.mark.parametrize("waits", [BUSY, QUEUED])
def test_who_is_busy_is_asked_again(waits: str) -> None:
    exchange = Says(iter((waits, waits, WELL)))
    asyncio.run(tell(exchange, PARKING))
    assert exchange.asked == [PARKING] * 3


def test_who_stays_busy_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LONGEST", 0.05)
    exchange = Says(iter(()), BUSY)
    with pytest.raises(Later, match="busy with another reload"):
        asyncio.run(tell(exchange, PARKING))
    assert len(exchange.asked) > 1


def test_who_refuses_for_good_is_asked_once() -> None:
    exchange = Says(iter(()), DECLINED)
    with pytest.raises(NotThere):
        asyncio.run(tell(exchange, PARKING))
    assert exchange.asked == [PARKING]


def test_a_reload_that_says_nothing_is_told_by_one_that_does() -> None:
    speaks = "Module 'acl' reloaded successfully."
    exchange = Says(iter(("", BUSY, "", speaks)))
    asyncio.run(tell(exchange, "core reload"))
    assert exchange.asked == ["core reload", "module reload acl"] * 2


TABLES = "module reload res_config_sqlite3.so"


@pytest.mark.parametrize("words", [BUSY, "reported a reload failure", "does not support reloads"])
def test_a_reload_that_was_refused_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(wake, "LONGEST", 0.05)
    world = world_at(tmp_path)
    refused = words if words == BUSY else f"The module 'res_config_sqlite3.so' {words}"

    def answer(line: str) -> str | None:
        """On the way back it does as it is told."""
        return refused if line == TABLES and world.generations.running() != before else None

    before = world.generations.running()
    world.says = answer
    with pytest.raises(RolledBack):
        apply(world)
    world.armed = False
    assert runs(world, OLD)
    world.says = lambda _line: None
    apply(world)
    assert runs(world, NEW)


@pytest.mark.parametrize(
    "said", ["No such module 'res_config_sqlite3.so'", "The module 'res_config_sqlite3.so' was not"]
)
def test_a_module_that_is_not_there_does_not_stand_in_the_way_back(
    tmp_path: Path, said: str
) -> None:
    """It holds no file; only the change that wants it to read one cannot be."""
    words = DECLINED.replace("res_parking.so", "res_config_sqlite3.so") if "not" in said else said
    world = world_at(tmp_path)
    world.says = lambda line: words if line == TABLES else None
    with pytest.raises(RolledBack, match=r"res_config_sqlite3\.so"):
        apply(world)
    assert not world.armed
    assert world.generations.held() == {world.generations.running()}
    assert world.generations.running() == world.generations.committed()


def test_a_link_that_is_gone_already_is_taken_away() -> None:
    assert refusal("pri destroy span 2", "No PRI running on span 2\n") is None
    assert refusal("pri destroy span 2", "No PRI running on span 3") is not None
    assert refusal("dialplan reload", "") is not None


class Slow:
    """An Asterisk whose driver is busy with channel 1 for the first `tries`."""

    def __init__(self, tries: int) -> None:
        self.tries, self.there = tries, False
        self.gone, self.asked = 0.0, 0.0

    async def console(self, line: str) -> str:
        if line == "dahdi destroy channels 1 2":
            self.there, self.gone = False, time.monotonic()
        if line == "dahdi create channels 1 2" and not self.asked:
            self.asked = time.monotonic()
        if line == "dahdi create channels 1 2":
            self.tries -= 1
            self.there = self.tries < 0
        return "1 FXO Kewlstart" if line == "dahdi show channels" and self.there else ""


def test_channels_that_were_just_taken_away_are_made_once_they_are_let_go() -> None:
    steps = tuple(Step(verb, ()) for verb in (destroy(1, 2), create(1, 2)))
    exchange = Slow(tries=3)
    asyncio.run(wake.wake(Plan((), steps), cast("Services", None), cast("Exchange", exchange)))
    assert exchange.there


def test_they_are_not_asked_for_before_they_can_be_there() -> None:
    """Each try that fails is an error in the journal."""
    steps = tuple(Step(verb, ()) for verb in (destroy(1, 2), create(1, 2)))
    exchange = Slow(tries=0)
    asyncio.run(wake.wake(Plan((), steps), cast("Services", None), cast("Exchange", exchange)))
    assert exchange.asked - exchange.gone >= wake.LOOKS


def test_what_never_comes_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LET_GO", 0.05)
    monkeypatch.setattr(wake, "LOOKS", 0.0)
    steps = tuple(Step(verb, ()) for verb in (destroy(1, 2), create(1, 2)))
    exchange = Slow(tries=10**9)
    asyncio.run(wake.wake(Plan((), steps), cast("Services", None), cast("Exchange", exchange)))
    assert not exchange.there
