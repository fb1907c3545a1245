"""A card appears, leaves, comes back or grows; nobody else's numbers move."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus
from appliance.core.cards import E1Signalling, FoundSpan, Framing, HardwareKey, Port, PriSide
from appliance.core.commands import RenameExtension, SetLine
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.text import DisplayName
from appliance.flows.card_appears import NOT_TAKEN, CardAppears
from appliance.flows.change_config import Changes
from appliance.flows.waiting import Kept
from appliance.hardware.seen import Look, Unusable
from appliance.hardware.span_watch import SpanWatch
from appliance.health.board import Board
from appliance.simulate.cards import ANALOGUE, DIGITAL, SimulatedCards
from tests.fakes.apply_world import World


class Exchange(World):
    """Knows the channels it was told of until their card leaves."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.known: set[str] = set()
        self.up = True
        self.calls: tuple[ChannelSeen, ...] = ()

    async def console(self, line: str) -> str:
        if line.startswith("dahdi show channels"):
            self.steps.step(line)
            return "\n".join(sorted(self.known))
        if line.startswith("dahdi create channels"):
            self.known.add(line.split()[3])
        if line.startswith("dahdi destroy channels"):
            first, last = map(int, line.split()[3:])
            self.known -= {str(number) for number in range(first, last + 1)}
        return await super().console(line)

    def load(self) -> Config:
        return super().load() if self.stored else Config()

    async def channels(self) -> tuple[ChannelSeen, ...]:
        return self.calls

    async def do(self, exten: str, context: str) -> None:
        raise AssertionError((exten, context))

    async def loop_call(self) -> None: ...


@dataclass
class Office:
    exchange: Exchange
    cards: SimulatedCards
    changes: Changes
    board: Board
    walk: CardAppears


@pytest.fixture
def office(tmp_path: Path) -> Office:
    exchange, cards, bus = Exchange(tmp_path), SimulatedCards(), Bus()
    watch, board = SpanWatch(cards, bus), Board(bus)
    changes = Changes(exchange.applier(), exchange, bus, Kept(tmp_path / "later.json"), time.time)
    return Office(exchange, cards, changes, board, CardAppears(changes, exchange, watch, board))


def _settle(office: Office) -> None:
    asyncio.run(office.walk.settle())


def _spans(office: Office) -> list[tuple[str, int, int]]:
    return [(str(c.key), s.number, s.base) for c, s in office.changes.config.spans()]


def test_the_first_start_takes_all_cards_on_by_the_numbers_they_have(office: Office) -> None:
    _settle(office)
    assert office.changes.revision == 1
    assert _spans(office) == [(str(ANALOGUE), 1, 1), (str(DIGITAL), 2, 9)]


def test_a_new_boxs_exchange_is_told_of_a_card_that_came_after_its_start(office: Office) -> None:
    """Before the first settings: those change none of its files, so nothing else would tell it."""
    _settle(office)
    done = office.exchange.steps.done
    created = done.index("dahdi create channels 1 1")
    assert created < next(n for n, step in enumerate(done) if step == "before save")


def test_a_box_without_cards_has_a_first_revision_too(office: Office) -> None:
    office.cards.unplug(ANALOGUE)
    office.cards.unplug(DIGITAL)
    _settle(office)
    assert (office.changes.revision, _spans(office)) == (1, [])


def test_a_second_look_changes_nothing(office: Office) -> None:
    _settle(office)
    _settle(office)
    assert office.changes.revision == 1


def test_a_card_that_came_later_leaves_the_others_alone(office: Office) -> None:
    office.cards.unplug(ANALOGUE)
    _settle(office)
    office.cards.plug(ANALOGUE)
    _settle(office)
    assert office.changes.revision == 2
    assert sorted(_spans(office)) == [(str(ANALOGUE), 1, 1), (str(DIGITAL), 2, 9)]


def test_a_card_pulled_out_is_kept_in_the_settings(office: Office) -> None:
    _settle(office)
    before = _spans(office)
    office.cards.unplug(ANALOGUE)
    _settle(office)
    assert (office.changes.revision, _spans(office)) == (1, before)


def _channel(name: str) -> ChannelSeen:
    return ChannelSeen(name, "1", "1", "Up", "201", "", "", "", "", "", "", 5)


def test_a_card_pulled_out_in_a_call_lets_go_of_it(office: Office) -> None:
    """Its driver does not start again while Asterisk holds its channels."""
    _settle(office)
    office.exchange.calls = tuple(map(_channel, ("DAHDI/1-1", "DAHDI/11-1", "DAHDI/i2/7495-a")))
    office.cards.unplug(ANALOGUE)
    office.exchange.steps.done.clear()
    _settle(office)
    asked = [step for step in office.exchange.steps.done if "show" not in step]
    hung_up = "channel request hangup DAHDI/1-1"
    assert asked[:2] == [hung_up, "dahdi destroy channels 1 1"]
    assert [step for step in asked if "hangup" in step] == [hung_up]
    assert "9" in office.exchange.known
    assert not {str(number) for number in range(1, 7)} & office.exchange.known
    _settle(office)
    assert asked == [step for step in office.exchange.steps.done if "show" not in step]


def test_a_card_that_came_back_gets_its_channels(office: Office) -> None:
    _settle(office)
    office.exchange.known.discard("9")  # Asterisk let go of the E1's
    office.exchange.steps.done.clear()
    _settle(office)
    assert "dahdi create channels 9 39" in office.exchange.steps.done
    assert "dahdi create channels 1 1" not in office.exchange.steps.done


def test_no_channel_is_told_while_a_change_is_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that it makes anew come to be once, when the drivers know how they are spoken now."""
    _settle(office)
    office.exchange.steps.done.clear()
    asyncio.run(_looked_at_in_a_change(office, monkeypatch))
    done = [step for step in office.exchange.steps.done if step.startswith("dahdi create")]
    assert done == ["dahdi create channels 9 39"]


async def _looked_at_in_a_change(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody looks at the cards while their drivers are told what is other."""
    begun, goes_on = asyncio.Event(), asyncio.Event()
    restart = office.exchange.restart

    async def slow(unit: str) -> None:
        begun.set()
        await goes_on.wait()
        await restart(unit)

    monkeypatch.setattr(office.exchange, "restart", slow)
    by_bits = SetLine(DIGITAL, 1, Framing(), PriSide.CPE, E1Signalling.CAS)
    change = asyncio.create_task(office.changes.change(by_bits, 1, "anna", "x"))
    await begun.wait()
    look = asyncio.create_task(office.walk.settle())
    await asyncio.wait({look}, timeout=0.5)
    goes_on.set()
    await asyncio.gather(change, look)


def _ports(office: Office, change: Callable[[tuple[Port, ...]], tuple[Port, ...]]) -> None:
    """Other modules are in the analogue card."""

    def span(each: FoundSpan) -> FoundSpan:
        return dataclasses.replace(each, ports=change(each.ports)) if each.ports else each

    office.cards.cards = tuple(
        dataclasses.replace(
            card,
            found=dataclasses.replace(card.found, spans=tuple(map(span, card.found.spans))),
        )
        for card in office.cards.cards
    )


def test_a_new_module_gets_a_number(office: Office) -> None:
    _settle(office)
    _ports(office, lambda ports: (*ports[:6], Port.FXS, Port.EMPTY))
    _settle(office)
    assert [str(e.number) for e in office.changes.config.extensions][-1] == "205"


def test_a_module_that_died_takes_nobodys_number(office: Office) -> None:
    _settle(office)
    _ports(office, lambda ports: (Port.EMPTY, *ports[1:]))
    _settle(office)
    assert office.changes.revision == 1
    assert next(str(e.number) for e in office.changes.config.extensions) == "201"


def test_cards_that_cannot_be_taken_on_are_issues_until_they_can(office: Office) -> None:
    office.exchange.sabotage = frozenset({"203"})
    with pytest.raises(Fault, match="203"):
        _settle(office)
    assert office.changes.revision == 0
    assert [o.issue.kind for o in office.board.issues()] == [NOT_TAKEN] * 2
    office.exchange.sabotage = frozenset()
    _settle(office)
    assert office.board.issues() == ()


def test_a_card_that_cannot_be_taken_on_keeps_no_other_out(office: Office) -> None:
    office.cards.unplug(DIGITAL)
    _settle(office)
    office.cards.unplug(ANALOGUE)
    office.cards.plug(DIGITAL)
    spare = HardwareKey("@PCI_Bus_00_Slot_06")
    analogue = office.cards.cards[0]
    found = dataclasses.replace(
        analogue.found,
        key=spare,
        spans=(dataclasses.replace(analogue.found.spans[0], number=3, base=40),),
    )
    office.cards.cards = (*office.cards.cards, dataclasses.replace(analogue, found=found))
    office.exchange.sabotage = frozenset({"205"})
    with pytest.raises(Fault, match="205"):
        _settle(office)
    assert [card.key for card in office.changes.config.cards] == [ANALOGUE, DIGITAL]
    assert [o.issue.subject for o in office.board.issues()] == [str(spare)]


def test_a_new_box_waits_before_it_takes_only_some_cards_on(office: Office) -> None:
    """Until then all of them work without settings."""
    office.exchange.sabotage = frozenset({"203"})
    for _ in range(2):
        with pytest.raises(Fault, match="203"):
            _settle(office)
        assert office.changes.revision == 0
    with pytest.raises(Fault, match="203"):
        _settle(office)
    assert [card.key for card in office.changes.config.cards] == [DIGITAL]


def test_what_failed_is_not_tried_for_ever(office: Office) -> None:
    office.cards.unplug(DIGITAL)
    office.exchange.sabotage = frozenset({"203"})
    for _ in range(3):
        with pytest.raises(Fault, match="203"):
            _settle(office)
    office.exchange.steps.done.clear()
    _settle(office)
    assert office.changes.revision == 0
    assert [o.issue.kind for o in office.board.issues()] == [NOT_TAKEN]
    office.exchange.sabotage = frozenset()
    office.walk.try_again()
    _settle(office)
    assert office.changes.revision == 1


@pytest.mark.parametrize(
    "look",
    [
        Look(waiting=1),
        Look(unusable=(Unusable("@PCI_Bus_00_Slot_06", "TE110P", "It is T1.", "Set it to E1."),)),
    ],
    ids=["no numbers yet", "unusable"],
)
def test_a_box_with_a_card_is_none_without(
    office: Office, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first settings would take the dial tone away that it has without any."""
    monkeypatch.setattr(office.walk.watch, "inventory", Fixed(look))
    _settle(office)
    assert office.changes.revision == 0


@dataclass
class Fixed:
    """Cards that are always the same."""

    told: Look

    def look(self) -> Look:
        return self.told


def _rename(office: Office, base: int) -> None:
    command = RenameExtension(ExtensionNumber("201"), DisplayName("Касса"))
    asyncio.run(office.changes.change(command, base, "anna", "a name"))


def test_of_two_admins_the_slower_one_looks_again(office: Office) -> None:
    _settle(office)
    _rename(office, 1)
    with pytest.raises(Invalid, match="meanwhile"):
        _rename(office, 1)


def test_a_change_that_does_not_hold_leaves_the_settings_as_they_were(office: Office) -> None:
    _settle(office)
    before = office.changes.config
    office.exchange.sabotage = frozenset({"201"})
    with pytest.raises(Fault, match="before was kept"):
        _rename(office, 1)
    assert office.changes.config == before
    assert office.changes.revision == 1


def test_settings_wait_for_an_update(office: Office) -> None:
    _settle(office)
    office.changes.hold = "An update is being installed."
    with pytest.raises(Fault, match="being installed"):
        _rename(office, 1)
    assert office.changes.revision == 1
