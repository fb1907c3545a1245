"""Live state: mirrored, told, written down once, whoever was dead meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from appliance import bus
from appliance.core.call_handling import Queue
from appliance.core.commands import Put, edit
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.live_state import Entry, Family, LiveChange, Where
from appliance.core.numbers import ExtensionNumber
from appliance.core.text import DisplayName
from appliance.facts import ChannelsMoved, LiveStateChanged
from appliance.flows import live_state
from tests.fakes.live_box import ALL, OFFICE, REST, Box, phone
from tests.machines.offices import after, sip


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


def test_of_what_is_set_no_more_is_read_than_what_the_journal_tells(box: Box) -> None:
    """Each family that is read costs more the more people there are."""
    box.exchange.dials((Family.FORWARD_BUSY, "302"), "301", 10)
    box.look()
    before = dict(box.states.now)
    box.exchange.read.clear()
    box.exchange.dials(REST, "YES", 11, "302")
    asyncio.run(box.states.set(ALL, "302", "anna"))
    assert box.exchange.read == ["CHANGED", "CF", "DND"]
    assert box.states.now == {**before, ALL: "302", REST: "YES"}
    assert {each.entry for each in box.log.changes[1:]} == {REST, ALL}


def test_all_is_read_again_until_once_it_was(box: Box) -> None:
    box.exchange.kept["CFB/302"] = "301"
    box.exchange.asked, box.exchange.dies_at = 0, 5
    with pytest.raises(Fault):
        asyncio.run(box.states.look())
    asyncio.run(box.states.set(ALL, "302", "anna"))
    assert box.states.now == {(Family.FORWARD_BUSY, "302"): "301", ALL: "302"}


def test_a_change_past_our_codes_is_seen_while_calls_move_all_the_time(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_state, "AT_LEAST_EVERY", 0.05)
    monkeypatch.setattr(live_state, "GATHER", 0.0)
    monkeypatch.setattr(live_state, "SETTLE", 0.0)

    async def story() -> None:
        following = asyncio.create_task(box.states.run())
        async with asyncio.timeout(10):
            await box.states.look()
            box.exchange.kept["CF/301"] = "302"
            while not box.states.now:
                await box.states.moved(ChannelsMoved())
                await asyncio.sleep(0)
        following.cancel()

    asyncio.run(story())
    assert box.states.now == {ALL: "302"}


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


def test_what_thousands_of_entries_changed_at_once_is_told_to_all(box: Box) -> None:
    """As when an office is renumbered, or all of it is restored: more than a subscriber queues."""
    told: list[LiveChange] = []

    async def hear(fact: LiveStateChanged) -> None:
        told.extend(fact.changes)

    async def story() -> None:
        task = box.states.bus.subscribe("ear", LiveStateChanged, call=hear)
        await asyncio.sleep(0)
        await box.states.look()
        await asyncio.sleep(0.01)
        task.cancel()

    box.exchange.kept |= {f"DND/{number}": "YES" for number in range(1000, 1000 + 2 * bus.QUEUE)}
    asyncio.run(story())
    assert len(told) == 2 * bus.QUEUE
    assert box.log.changes == told
