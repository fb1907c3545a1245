"""What telephones set by themselves, kept by the real Asterisk: seen, set and written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from appliance.asterisk.ami_codec import Packet
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import JOURNAL, Entry, Family, Where
from appliance.core.schedules import Schedule, WeekRange
from appliance.core.text import DisplayName
from appliance.facts import ChannelsMoved
from appliance.flows.live_state import LiveStates
from appliance.store.history import History
from tests.fakes.in_place import in_place
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.supervising import client, connected
from tests.machines.offices import after, sip

ALL: Entry = (Family.FORWARD_ALL, "301")
REST: Entry = (Family.DO_NOT_DISTURB, "301")
SWITCH: Entry = (Family.DAY_NIGHT, "1")
NIGHT_OFFICE = Schedule(Key("hours"), DisplayName("Hours"), (WeekRange((1,), 0, 1),), code=1)


def _config() -> Config:
    staff = after(*(sip(digits, f"Telephone {digits}") for digits in ("301", "302", "303")))
    return edit(staff, Put(NIGHT_OFFICE))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("live"), _config()) as office:
        yield office


class Heard(ManagerExchange):
    """Keeps every event that Asterisk tells the supervisor of."""

    @cached_property
    def events(self) -> list[Packet]:
        return []

    def event(self, packet: Packet) -> None:
        self.events.append(packet)
        super().event(packet)


@dataclass
class Supervisor:
    """The part of one that this is about; `history` outlives it."""

    exchange: Heard
    states: LiveStates

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not done():
                await asyncio.sleep(0.02)

    async def sees(self, entry: Entry, value: str) -> None:
        await self.until(lambda: self.states.now.get(entry, "") == value)


@asynccontextmanager
async def _supervisor(office: Office, history: History) -> AsyncIterator[Supervisor]:
    bus = Bus()
    exchange = client(Heard, office, bus)
    states = LiveStates(exchange, bus, _config, lambda: history.live, in_place)
    tasks = [
        bus.subscribe("live state", ChannelsMoved, call=states.moved),
        asyncio.create_task(states.run()),
    ]
    try:
        async with connected(exchange):
            await states.look()
            yield Supervisor(exchange, states)
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def history(tmp_path: Path, office: Office) -> Iterator[History]:
    with closing(History(tmp_path / "history.db")) as made:
        yield made
        for family in (*Family, JOURNAL):
            office.asterisk.console(f"database deltree {family}")


def _run(office: Office, history: History, work: Callable[[Supervisor], object]) -> None:
    async def story() -> None:
        async with _supervisor(office, history) as there:
            await work(there)  # type: ignore[misc]  # a coroutine function

    with office.asterisk.network():
        asyncio.run(story())


def _dials(phone: Phone, code: str) -> None:
    phone.dial(code)
    phone.answered()
    phone.hung_up()


def _told(history: History) -> list[tuple[Entry, str, str, str, Where]]:
    """The oldest first."""
    found = [change for _, change in history.live.changes(0, 99)][::-1]
    return [(each.entry, each.before, each.after, each.who, each.where) for each in found]


CODES = (
    ("*72302", ALL, "", "302"),
    ("*72303", ALL, "302", "303"),
    ("*73", ALL, "303", ""),
    ("*90302", (Family.FORWARD_BUSY, "301"), "", "302"),
    ("*52303", (Family.FORWARD_NO_ANSWER, "301"), "", "303"),
    ("*78", REST, "", "YES"),
    ("*79", REST, "YES", ""),
    ("*76", REST, "", "YES"),
    ("*281", SWITCH, "", "DAY"),
    ("*281", SWITCH, "DAY", ""),
)


def test_each_code_is_seen_while_its_call_is_up_and_written_down(
    office: Office, history: History
) -> None:
    one = office.phone("301")

    async def story(there: Supervisor) -> None:
        for code, entry, _, value in CODES:
            one.dial(code)
            one.answered()
            await there.sees(entry, value)
            await asyncio.to_thread(one.hung_up)

    _run(office, history, story)
    expected = [(entry, was, value, "301", Where.TELEPHONE) for _, entry, was, value in CODES]
    assert _told(history) == expected
    assert "0 results" in office.asterisk.console(f"database show {JOURNAL}")


def test_what_is_dialled_while_nobody_is_there_is_written_down_step_by_step(
    office: Office, history: History
) -> None:
    one = office.phone("301")
    for code, *_ in CODES[:3]:
        _dials(one, code)

    async def story(there: Supervisor) -> None:
        await there.sees(ALL, "")

    _run(office, history, story)
    expected = [(entry, was, value, "301", Where.TELEPHONE) for _, entry, was, value in CODES[:3]]
    assert _told(history) == expected


def test_what_an_admin_sets_holds_at_the_telephones(office: Office, history: History) -> None:
    one, two = office.phones("301", "302")

    async def story(there: Supervisor) -> None:
        await there.states.set(REST, "YES", "Анна | Б")
        await there.states.set(SWITCH, "NIGHT", "Анна | Б")
        assert there.states.now == {REST: "YES", SWITCH: "NIGHT"}

    _run(office, history, story)
    assert _told(history) == [
        (REST, "", "YES", "Анна | Б", Where.ADMIN),
        (SWITCH, "", "NIGHT", "Анна | Б", Where.ADMIN),
    ]
    assert "State:InUse" in _hint(office, "301@ext-local")
    assert "State:InUse" in _hint(office, "*281@lamps")
    two.dial("301")
    assert two.refused().status == 486
    _dials(one, "*79")
    assert "State:Idle" in _hint(office, "301@ext-local")


def _hint(office: Office, name: str) -> str:
    lines = office.asterisk.console("core show hints").splitlines()
    return next(line for line in lines if line.strip().startswith(name))


def test_a_backup_is_brought_back_to_an_asterisk_that_kept_nothing(
    office: Office, history: History
) -> None:
    wanted = {ALL: "302", REST: "YES", SWITCH: "DAY"}

    async def story(there: Supervisor) -> None:
        assert await there.states.restore(wanted, "anna") == {}
        assert there.states.now == wanted

    _run(office, history, story)
    assert "Value: 302" in office.asterisk.console("database get CF 301")
    assert "Value: DAY" in office.asterisk.console("database get DAYNIGHT 1")
    assert office.asterisk.value("DEVICE_STATE(Custom:DND301)") == "INUSE"


def test_a_call_does_not_tell_of_each_of_its_steps(office: Office, history: History) -> None:
    two, three = office.phones("302", "303")

    async def story(there: Supervisor) -> None:
        there.exchange.events.clear()
        await asyncio.to_thread(_call, two, three)
        await there.until(lambda: "Hangup" in _names(there))
        told = _names(there)
        assert {"Newchannel", "Newstate", "BridgeEnter", "Hangup"} <= set(told)
        assert not {"Newexten", "VarSet"} & set(told)
        print(f"{len(told)} events of a call between two telephones")

    _run(office, history, story)


def _call(caller: Phone, called: Phone) -> None:
    caller.dial("303")
    called.ringing()
    called.answer()
    caller.answered()
    caller.hang_up()
    called.hung_up()


def _names(there: Supervisor) -> list[str]:
    return [event.get("Event") for event in there.exchange.events]


def test_a_wake_up_call_that_an_admin_sets_rings(office: Office, history: History) -> None:
    one = office.phone("301")
    entry: Entry = (Family.WAKE_UP, "301")

    async def story(there: Supervisor) -> None:
        await there.states.set(entry, str(int(time.time()) + 2), "Анна")
        await asyncio.to_thread(one.ringing)
        one.answer()
        await there.sees(entry, "")
        one.hang_up()

    _run(office, history, story)
    assert [(each[0], each[4]) for each in _told(history)] == [
        (entry, Where.ADMIN),
        (entry, Where.BOX),
    ]
