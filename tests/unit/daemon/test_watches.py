"""The parts that watch: calls that are up, live events, records, the cards' rhythm."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from appliance.asterisk.queries import ChannelSeen, ParkedSeen
from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.core.live_state import Family, LiveChange, Where
from appliance.daemon import records as records_module
from appliance.daemon.calls_watch import CallsWatch
from appliance.daemon.closed_store import ClosedStore
from appliance.daemon.live import Live
from appliance.daemon.records import Records
from appliance.facts import CallsChanged, ChannelsMoved, LiveStateChanged
from appliance.health.board import Board
from appliance.simulate import script
from appliance.simulate.script import PlannedCall
from appliance.store.call_finding import CallFilter
from appliance.store.database import Check
from appliance.store.history import History
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow, Event
from appliance.wire.configured import Pending
from appliance.wire.live_state import LiveChanged
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from appliance.wire.views import CallState, CallView, Direction
from tests.fakes.astdb import Astdb

CALL = PlannedCall("1.1", script.PHONES[0], script.PHONES[1], time.time() - 5, 2.0, 60.0)


@dataclass
class Exchange(Astdb):
    """Shows `seen` and counts how often it was asked."""

    seen: tuple[ChannelSeen, ...] = ()
    up: bool = True
    asked: int = 0
    silent: bool = False

    async def console(self, line: str) -> str:
        return line

    async def value(self, function: str) -> str:
        return function

    async def do(self, exten: str, context: str) -> None:
        raise AssertionError((exten, context))

    async def loop_call(self) -> None: ...

    async def channels(self) -> tuple[ChannelSeen, ...]:
        self.asked += 1
        if self.silent:
            raise Fault("Asterisk does not answer.")
        return self.seen


@dataclass
class Watching:
    exchange: Exchange
    watch: CallsWatch
    facts: list[object] = field(default_factory=list)

    async def moved(self, times: int = 1) -> None:
        for _ in range(times):
            await self.watch.moved(ChannelsMoved())
        await asyncio.sleep(0.3)


@pytest.fixture
async def watching() -> AsyncIterator[Watching]:
    bus, exchange = Bus(), Exchange()
    there = Watching(exchange, CallsWatch(exchange, bus, lambda: frozenset({"201", "202"})))

    async def hear(fact: object) -> None:
        there.facts.append(fact)

    tasks = [
        bus.subscribe("ear", CallsChanged, call=hear),
        asyncio.create_task(there.watch.run()),
    ]
    yield there
    for task in tasks:
        task.cancel()


async def test_a_thousand_moves_are_one_question(watching: Watching) -> None:
    await watching.moved(times=1000)
    assert watching.exchange.asked <= 2


async def test_a_call_in_parking_has_its_space_and_until_when(watching: Watching) -> None:
    waits = ParkedSeen(CALL.id, "701", 40)

    async def parked() -> tuple[ParkedSeen, ...]:
        return (waits,)

    watching.watch.parked = parked
    watching.exchange.seen = CALL.channels(CALL.begin + 4)[:1]
    await watching.moved()
    first = watching.watch.times[CALL.id]
    assert first.space == "701"
    assert first.until == pytest.approx(time.time() + 40, abs=2)
    told = len(watching.facts)
    waits = ParkedSeen(CALL.id, "701", 39)  # a second later
    await watching.moved()
    assert watching.watch.times[CALL.id] == first
    assert len(watching.facts) == told
    waits = ParkedSeen(CALL.id, "702", 60)
    await watching.moved()
    assert watching.watch.times[CALL.id].space == "702"
    waits = ParkedSeen("another", "701", 60)
    await watching.moved()
    assert (watching.watch.times[CALL.id].space, watching.watch.times[CALL.id].until) == ("", 0.0)


async def test_a_call_keeps_its_times(watching: Watching) -> None:
    watching.exchange.seen = CALL.channels(CALL.begin + 1)
    await watching.moved()
    (call,) = watching.watch.calls
    since = watching.watch.times[call.id]
    assert (call.ringing, since.answered) == (True, 0.0)
    watching.exchange.seen = CALL.channels(CALL.begin + 4)
    await watching.moved()
    answered = watching.watch.times[call.id]
    assert answered.since == since.since
    assert answered.answered > 0
    watching.exchange.seen = CALL.channels(CALL.begin + 50)
    await watching.moved()
    assert watching.watch.times[call.id] == answered
    assert len(watching.facts) == 2  # growing seconds alone are no change


async def test_calls_end_with_the_exchange(watching: Watching) -> None:
    watching.exchange.seen = CALL.channels(CALL.begin + 4)
    await watching.moved()
    watching.exchange.up = False
    await watching.moved()
    assert watching.watch.calls == ()
    assert watching.watch.times == {}


async def test_a_question_without_an_answer_changes_nothing(watching: Watching) -> None:
    watching.exchange.seen = CALL.channels(CALL.begin + 4)
    await watching.moved()
    watching.exchange.silent = True
    await watching.moved()
    assert len(watching.watch.calls) == 1


def _calls(number: int) -> CallsNow:
    call = CallView("1", Direction.INTERNAL, CallState.TALKING, "201", "", "202", "", "", 1.0, 2.0)
    return CallsNow((call,) * number)


def _live(*sources: Callable[[], Event]) -> Live:
    """Everybody is told of everything."""
    return Live(sources, lambda event, _: event, lambda *_: True)


def _asker(role: Role) -> Asker:
    return Asker(Session("anna", role, 0.0))


async def test_a_slow_follower_gets_the_newest_and_never_grows() -> None:
    now: list[Event] = [_calls(0)]
    live = _live(lambda: now[0])
    running = asyncio.create_task(live.run())
    follower = live.follow(_asker(Role.ADMIN))
    assert await anext(follower) == _calls(0)
    for number in range(1, 6):
        now[0] = _calls(number)
        await live.stir(CallsChanged())
        await asyncio.sleep(0.1)
    assert await anext(follower) == _calls(5)
    await follower.aclose()  # type: ignore[attr-defined]
    running.cancel()


async def test_only_an_admin_is_told_what_waits_and_what_telephones_change() -> None:
    live = _live(lambda: _calls(1), lambda: Pending("anna", "a wish"))
    change = LiveChange(1.0, (Family.FORWARD_ALL, "301"), "", "302", "301", Where.TELEPHONE)
    told: dict[Role, set[type]] = {}
    for role in (Role.EMPLOYEE, Role.ADMIN):
        follower = live.follow(_asker(role))
        told[role] = {type(await anext(follower))}
        await live.stir(LiveStateChanged((change,)))
        with contextlib.suppress(TimeoutError):
            while True:
                told[role].add(type(await asyncio.wait_for(anext(follower), 0.2)))
    assert told == {Role.EMPLOYEE: {CallsNow}, Role.ADMIN: {CallsNow, Pending, LiveChanged}}


async def test_each_change_of_one_look_is_told() -> None:
    live = _live(lambda: _calls(1))
    changes = tuple(
        LiveChange(1.0, (Family.FORWARD_ALL, number), "", "302", number, Where.TELEPHONE)
        for number in ("301", "303")
    )
    follower = live.follow(_asker(Role.ADMIN))
    await anext(follower)
    await live.stir(LiveStateChanged(changes))
    told = [cast("LiveChanged", await anext(follower)).change.of for _ in changes]
    assert told == ["301", "303"]


async def test_what_did_not_change_is_not_told_again() -> None:
    live = _live(lambda: _calls(1))
    running = asyncio.create_task(live.run())
    follower = live.follow(_asker(Role.ADMIN))
    await anext(follower)
    await live.stir(CallsChanged())
    await asyncio.sleep(0.1)
    await live.stir(CallsChanged())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(follower), 0.3)
    running.cancel()


async def test_a_history_that_does_not_open_is_an_issue_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "AGAIN", 0.05)
    (tmp_path / "spool").mkdir()
    path = tmp_path / "history.db"
    path.mkdir()  # no file can be there
    board = Board(Bus())
    records = Records(path, tmp_path / "spool", board, lambda _: None, lambda: None)
    running = asyncio.create_task(records.run())
    await asyncio.sleep(0.2)
    assert [opened.issue.kind for opened in board.issues()] == [records_module.KIND]
    with pytest.raises(Fault, match="cannot be opened"):
        records.calls(CallFilter())
    path.rmdir()
    async with asyncio.timeout(5):
        while board.issues():
            await asyncio.sleep(0.02)
    assert records.calls(CallFilter()) == []
    running.cancel()
    records.close()


async def test_a_history_that_nobody_closed_is_looked_through_beside_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as that takes: the watchdog of the service is fed meanwhile."""
    (tmp_path / "spool").mkdir()
    path = tmp_path / "history.db"
    History(path).close()
    looking, go_on = threading.Event(), threading.Event()

    def slow(check: Check) -> None:
        looking.set()
        go_on.wait(5)
        check._connection.close()

    monkeypatch.setattr(Check, "run", slow)
    monkeypatch.setattr(Check, "stop", lambda _check: go_on.set())
    path.with_name("history.db-wal").touch()
    records = Records(path, tmp_path / "spool", Board(Bus()), lambda _: None, lambda: None)
    running = asyncio.create_task(records.run())
    async with asyncio.timeout(2):
        while not looking.is_set():
            await asyncio.sleep(0.01)
    with pytest.raises(Fault, match="looked through"):
        records.calls(CallFilter())
    running.cancel()
    await asyncio.sleep(0.05)
    assert go_on.is_set()  # our end waits for no look through


async def test_a_history_that_was_closed_is_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spool").mkdir()
    path = tmp_path / "history.db"
    History(path).close()

    def never(_check: Check) -> None:
        raise AssertionError("looked through")

    monkeypatch.setattr(Check, "run", never)
    records = Records(path, tmp_path / "spool", Board(Bus()), lambda _: None, lambda: None)
    running = asyncio.create_task(records.run())
    await asyncio.sleep(0.1)
    assert records.calls(CallFilter()) == []
    running.cancel()
    records.close()


def test_settings_that_cannot_be_read_are_not_made_up() -> None:
    store = ClosedStore(Fault("The stored configuration does not load.", "Start the other slot."))
    for ask in (store.load, store.revision):
        with pytest.raises(Fault, match="does not load") as fault:
            ask()
        assert fault.value.remedy == "Start the other slot."
