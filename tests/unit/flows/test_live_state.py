"""Live state: mirrored, told, written down once, whoever was dead meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus
from appliance.core.call_handling import Queue
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.live_state import Entries, Entry, Family, LiveChange, Where
from appliance.core.numbers import ExtensionNumber
from appliance.core.text import DisplayName
from appliance.flows.live_state import LiveStates
from tests.fakes.astdb import Astdb
from tests.machines.offices import after, sip

T = TypeVar("T")

ALL: Entry = (Family.FORWARD_ALL, "301")
REST: Entry = (Family.DO_NOT_DISTURB, "302")
OFFICE = after(sip("301", "Anna"), sip("302", "Ivan"))


@dataclass
class Exchange(Astdb):
    """Does what a telephone dials; `dies_at` is the question that it leaves unanswered."""

    up: bool = True
    said: list[str] = field(default_factory=list)
    dies_at: int = -1
    asked: int = 0
    late: dict[str, str] = field(default_factory=dict)  # what is there at the next reading

    def _ask(self) -> None:
        self.asked += 1
        if self.asked == self.dies_at:
            raise Fault("Asterisk does not answer.")

    async def entries(self, family: str) -> dict[str, str]:
        self._ask()
        found = await super().entries(family)
        if family == "DAYNIGHT":
            self.kept |= self.late
            self.late = {}
        return found

    async def put_entry(self, family: str, key: str, value: str) -> None:
        self._ask()
        await super().put_entry(family, key, value)

    async def console(self, line: str) -> str:
        self.said.append(line)
        return ""

    async def value(self, function: str) -> str:
        return function

    async def channels(self) -> tuple[ChannelSeen, ...]:
        return ()

    async def do(self, exten: str, context: str) -> None:
        self.said.append(f"{exten}@{context}")

    async def loop_call(self) -> None: ...

    def dials(self, entry: Entry, value: str, at: int, who: str = "301") -> None:
        """A feature code, as the dialplan does it."""
        family, key = entry
        if value:
            self.kept[f"{family}/{key}"] = value
        else:
            self.kept.pop(f"{family}/{key}", None)
        self.kept[f"CHANGED/{at}-{at}.7"] = f"{family}/{key}|{value}|telephone|{who}"


@dataclass
class Log:
    """Keeps in memory; a full disk takes nothing."""

    kept: dict[Entry, str] = field(default_factory=dict)
    changes: list[LiveChange] = field(default_factory=list)
    journal: tuple[str, ...] = ()
    full: bool = False
    writing: bool = False

    async def beside(self, work: Callable[[], T]) -> T:
        self.writing = True
        try:
            return work()
        finally:
            self.writing = False

    def seen(self) -> dict[Entry, str]:
        return dict(self.kept)

    def taken(self) -> frozenset[str]:
        return frozenset(self.journal)

    def last(self) -> float:
        return max((change.time for change in self.changes), default=0.0)

    def take(
        self, seen: Entries, changes: tuple[LiveChange, ...], journal: tuple[str, ...]
    ) -> None:
        assert self.writing, "whoever waits for the disk keeps everybody waiting"
        if self.full:
            raise Fault("The disk is full.")
        self.kept, self.journal = dict(seen), journal
        self.changes += changes


@dataclass
class Box:
    exchange: Exchange = field(default_factory=Exchange)
    log: Log = field(default_factory=Log)
    config: Config = OFFICE
    closed: bool = False
    carried: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self, *, went_back: bool = False) -> None:
        """A new process: it knows what the log and Asterisk know."""
        self.states = LiveStates(
            self.exchange,
            Bus(),
            lambda: self.config,
            lambda: None if self.closed else self.log,
            self.log.beside,
            went_back=went_back,
            carried_back=lambda: self.carried.append(True),
            clock=lambda: 100.5,
        )

    def look(self) -> None:
        asyncio.run(self.states.look())

    @property
    def journal(self) -> list[str]:
        return [key for key in self.exchange.kept if key.startswith("CHANGED/")]


def phone(at: int, before: str, value: str) -> LiveChange:
    return LiveChange(float(at), ALL, before, value, "301", Where.TELEPHONE)


@pytest.fixture
def box() -> Box:
    return Box()


def test_each_change_at_a_telephone_is_written_down_once(box: Box) -> None:
    box.exchange.dials(ALL, "302", 10)
    box.look()
    box.exchange.dials(ALL, "", 11)
    box.exchange.dials(ALL, "303", 12)
    box.look()
    box.look()
    told = [phone(10, "", "302"), phone(11, "302", ""), phone(12, "", "303")]
    assert box.log.changes == told
    assert box.states.now == {ALL: "303"}
    assert box.journal == []


def test_what_was_dialled_while_we_were_dead_is_known_to_the_last_step(box: Box) -> None:
    box.look()
    box.exchange.dials(ALL, "302", 10)
    box.exchange.dials(ALL, "", 20)
    box.start()
    box.look()
    assert box.log.changes == [phone(10, "", "302"), phone(20, "302", "")]


def _tried_and_back(box: Box) -> None:
    """During the trial both telephones are used; then the slot of before starts with its own."""
    box.exchange.dials(ALL, "302", 10)
    box.look()
    before = dict(box.exchange.kept)
    box.exchange.dials(ALL, "", 20)
    box.exchange.dials(REST, "YES", 21, "302")
    box.look()
    box.exchange.kept = before
    box.start(went_back=True)


def test_what_was_changed_during_a_trial_that_was_not_kept_is_carried_back(box: Box) -> None:
    _tried_and_back(box)
    told = list(box.log.changes)
    for _ in range(2):
        box.look()
    assert box.states.now == {REST: "YES"}
    assert "devstate change Custom:DND302 INUSE" in box.exchange.said
    assert box.log.changes == told, "it was written down when it was done"
    assert box.journal == []
    assert box.carried == [True]


def test_the_last_forwarding_that_was_cancelled_during_a_trial_stays_cancelled(box: Box) -> None:
    box.exchange.dials(ALL, "302", 10)
    box.look()
    before = dict(box.exchange.kept)
    box.exchange.dials(ALL, "", 20)
    box.look()
    box.exchange.kept = before
    box.start(went_back=True)
    box.look()
    assert box.states.now == {}


def test_a_line_that_was_left_in_the_old_journal_is_not_newer_than_the_trial(box: Box) -> None:
    _tried_and_back(box)
    told = list(box.log.changes)
    box.exchange.kept["CHANGED/10-10.7"] = "CF/301|302|telephone|301"
    box.look()
    assert box.states.now == {REST: "YES"}
    assert box.log.changes == told


def test_what_a_telephone_did_after_the_trial_is_newer(box: Box) -> None:
    _tried_and_back(box)
    box.exchange.dials(ALL, "302", 30)
    box.look()
    assert box.states.now == {ALL: "302", REST: "YES"}


def test_what_no_longer_fits_is_not_carried_back(box: Box) -> None:
    _tried_and_back(box)
    box.config = after(sip("301", "Anna"))
    box.look()
    assert box.states.now == {}


def test_a_history_that_was_lost_takes_nothing_away_after_a_trial(box: Box) -> None:
    _tried_and_back(box)
    box.log.kept.clear()
    box.log.changes.clear()
    for _ in range(2):
        box.exchange.kept["CFB/301"] = "302"  # past our codes, which is nobody's to undo
        box.look()
    assert box.states.now == {ALL: "302", (Family.FORWARD_BUSY, "301"): "302"}


@pytest.mark.parametrize("place", range(1, 14))
def test_asterisk_may_die_at_any_step_of_carrying_back(place: int) -> None:
    box = Box()
    _tried_and_back(box)
    box.exchange.asked, box.exchange.dies_at = 0, place
    for _ in range(3):
        with suppress(Fault):
            box.look()
    assert box.states.now == {REST: "YES"}


@pytest.mark.parametrize("place", range(1, 9))
def test_we_or_asterisk_may_die_at_any_step(place: int) -> None:
    box = Box()
    box.look()
    box.exchange.dials(ALL, "302", 10)
    box.exchange.dials(ALL, "303", 11)
    box.exchange.asked, box.exchange.dies_at = 0, place
    try:
        box.look()
    except Fault:
        box.start()
        box.look()
    for _ in range(2):
        box.look()
    assert box.log.changes == [phone(10, "", "302"), phone(11, "302", "303")]
    assert box.journal == []
    assert box.log.kept == {ALL: "303"}


def test_a_full_disk_leaves_the_journal_where_it_is(box: Box) -> None:
    box.log.full = True
    box.exchange.dials(ALL, "302", 10)
    with pytest.raises(Fault):
        box.look()
    assert box.states.now == {ALL: "302"}
    assert len(box.journal) == 1
    box.log.full = False
    box.look()
    assert box.log.changes == [phone(10, "", "302")]


def test_while_the_history_is_closed_what_is_set_is_known_and_nothing_is_lost(box: Box) -> None:
    box.closed = True
    box.exchange.dials(ALL, "302", 10)
    box.look()
    assert box.states.now == {ALL: "302"}
    box.closed = False
    box.look()
    assert box.log.changes == [phone(10, "", "302")]


def test_a_change_past_our_codes_is_told_as_such(box: Box) -> None:
    box.look()
    box.exchange.kept["CF/301"] = "302"
    box.look()
    assert box.log.changes == [LiveChange(100.5, ALL, "", "302", "", Where.ELSEWHERE)]
    box.config = after(sip("302", "Ivan"))
    del box.exchange.kept["CF/301"]
    box.look()
    assert box.log.changes[-1] == LiveChange(100.5, ALL, "302", "", "", Where.BOX)


def test_a_code_that_is_half_done_is_waited_for(box: Box) -> None:
    box.look()
    box.exchange.kept["CF/301"] = "302"
    box.exchange.late = {"CHANGED/10-10.7": "CF/301|302|telephone|301"}
    box.look()
    assert box.log.changes == [phone(10, "", "302")]


def test_an_admin_sets_it_through_asterisk_with_its_lamp(box: Box) -> None:
    asyncio.run(box.states.set(REST, "YES", "anna"))
    assert box.exchange.kept == {"DND/302": "YES"}
    assert box.exchange.said == ["devstate change Custom:DND302 INUSE"]
    asyncio.run(box.states.set(REST, "", "anna"))
    assert box.exchange.said[1:] == ["devstate change Custom:DND302 NOT_INUSE"]
    changes = [LiveChange(100.0, REST, a, b, "anna", Where.ADMIN) for a, b in _STEPS]
    assert box.log.changes == changes


_STEPS = (("", "YES"), ("YES", ""))


def test_the_exchange_is_told_of_a_wake_up_call_that_comes_but_of_none_that_goes(
    box: Box,
) -> None:
    entry: Entry = (Family.WAKE_UP, "301")
    asyncio.run(box.states.set(entry, "1772600000", "anna"))
    assert box.states.now == {entry: "1772600000"}
    asyncio.run(box.states.set(entry, "", "anna"))
    assert box.exchange.said == ["301@wake-up-again"]
    for number, value, reason in (("301", "soon", "no time"), ("999", "1772600000", "999")):
        with pytest.raises(Invalid, match=reason):
            asyncio.run(box.states.set((Family.WAKE_UP, number), value, "anna"))


def test_who_is_logged_in_at_a_telephone_is_logged_out_whole(box: Box) -> None:
    entry: Entry = (Family.DESK, "301")
    box.exchange.kept |= {"DESK/301": "302", "ATDESK/302": "301"}
    box.look()
    assert box.states.now == {entry: "302"}
    asyncio.run(box.states.set(entry, "", "anna"))
    assert (box.states.now, box.exchange.kept) == ({}, {})
    assert box.log.changes[-1] == LiveChange(100.0, entry, "302", "", "anna", Where.ADMIN)
    with pytest.raises(Invalid, match="by the code and his PIN"):
        asyncio.run(box.states.set(entry, "302", "anna"))


def test_what_a_telephone_may_not_set_is_not_even_asked_for(box: Box) -> None:
    with pytest.raises(Invalid):
        asyncio.run(box.states.set(ALL, "112", "anna"))
    assert (box.exchange.asked, box.exchange.kept) == (0, {})


def test_a_backup_brings_all_back_but_what_cannot_be(box: Box) -> None:
    box.exchange.dials((Family.FORWARD_BUSY, "302"), "301", 10)
    gone: Entry = (Family.FORWARD_ALL, "999")
    refused = asyncio.run(box.states.restore({ALL: "302", REST: "YES", gone: "301"}, "anna"))
    assert list(refused) == [gone]
    assert box.states.now == {ALL: "302", REST: "YES"}
    assert {each.who for each in box.log.changes[1:]} == {"anna"}


def test_what_only_the_journal_tells_is_told_once_and_is_no_state(box: Box) -> None:
    box.exchange.kept["CHANGED/20-1"] = "DOOR/301|YES|telephone|301"
    box.look()
    box.look()
    door: Entry = (Family.DOOR, "301")
    assert box.log.changes == [LiveChange(20.0, door, "", "YES", "301", Where.TELEPHONE)]
    assert (box.states.now, box.journal) == ({}, [])
    with pytest.raises(Invalid):
        asyncio.run(box.states.set(door, "YES", "anna"))


OUT: Entry = (Family.QUEUE_OUT, "302")
PAUSE: Entry = (Family.QUEUE_PAUSE, "302")
QUEUE = Queue(Key("sales"), DisplayName("Sales"), None, (ExtensionNumber("302"),))


def test_queues_are_told_of_their_agents_and_a_pause_ends_with_the_log_in(box: Box) -> None:
    box.config = edit(OFFICE, Put(QUEUE))
    for entry, value in ((OUT, "YES"), (PAUSE, "YES"), (OUT, "")):
        asyncio.run(box.states.set(entry, value, "anna"))
    assert (box.states.now, box.exchange.said) == (
        {},
        [
            "devstate change Custom:QUEUEOUT302 INUSE",
            "302@queue-agent-again",
            "devstate change Custom:QUEUEPAUSE302 INUSE",
            "302@queue-agent-again",
            "devstate change Custom:QUEUEPAUSE302 NOT_INUSE",
            "302@queue-agent-again",
            "devstate change Custom:QUEUEOUT302 NOT_INUSE",
            "302@queue-agent-again",
        ],
    )
    told = [(each.entry, each.after, each.where) for each in box.log.changes]
    assert told == [
        (OUT, "YES", Where.ADMIN),
        (PAUSE, "YES", Where.ADMIN),
        (PAUSE, "", Where.ADMIN),
        (OUT, "", Where.ADMIN),
    ]


def test_who_serves_no_queue_any_more_can_be_freed_all_the_same(box: Box) -> None:
    box.exchange.kept["QUEUEOUT/302"] = "YES"
    asyncio.run(box.states.set(OUT, "", "anna"))
    assert box.exchange.said == ["devstate change Custom:QUEUEOUT302 NOT_INUSE"]
    with pytest.raises(Invalid, match="serves no queue"):
        asyncio.run(box.states.set(OUT, "YES", "anna"))
