"""Each condition is raised when it is true, long enough, and cleared when it is not."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from appliance.bus import Bus
from appliance.core.bans import Ban
from appliance.core.commands import AdoptCard, Put, edit
from appliance.core.config import Config
from appliance.core.issues import Issue
from appliance.core.keys import Key
from appliance.core.live_state import CALLS_MET, DEAR_MET, MINUTES_MET, PINS_MET
from appliance.core.mail import Mail
from appliance.core.people import Email, Mailbox
from appliance.core.rooms import ConferenceRoom
from appliance.core.text import DisplayName
from appliance.core.trunks import TrunkGroup
from appliance.core.zones import Zone
from appliance.hardware.seen import Look, Unusable
from appliance.health.board import Board
from appliance.health.checks import ALL, driver_waits, zone_unknown
from appliance.health.world import World
from appliance.simulate.cards import ANALOGUE, SimulatedCards
from tests.machines.offices import TDM400P, after, number, sip
from tests.machines.parts import person
from tests.unit.compiler.test_sip import ACCOUNT, PEER, with_lines


def _office() -> Config:
    config = Config()
    for card in SimulatedCards().look().cards:
        config = edit(config, AdoptCard(card.found))
    return config


CONFIG = _office()
WELL = World(now=1000.0, config=CONFIG, look=SimulatedCards().look())


_LIMITS = {"201": CALLS_MET, "202": MINUTES_MET, "203": PINS_MET}
_ROOMS = Config(conferences=(ConferenceRoom(Key("talk"), DisplayName("Планёрка"), None),))
_GROUPS = tuple(
    TrunkGroup(n, DisplayName("x"), calls_at_once=1 if n < 4 else 0) for n in range(1, 5)
)
_LINES = World(
    now=0.0,
    config=Config(trunk_groups=_GROUPS),
    lines_met={"1": CALLS_MET, "2": MINUTES_MET, "3": DEAR_MET, "4": CALLS_MET, "9": CALLS_MET},
)
BAN = Ban("192.0.2.9", 0, 3600, 6, "301")
_DISTRUSTED = World(
    now=0.0, config=with_lines(ACCOUNT, PEER), distrusted={"operator": "it has ended", "gone": "x"}
)
EDITED = World(now=1000.0, edited=("asterisk/rtp.conf", "asterisk/pjsip.conf"), replaced=("/x",))


def _kinds(world: World) -> list[str]:
    return [issue.kind for check in ALL for issue in check(world)]


def _cut() -> World:
    cards = SimulatedCards()
    cards.cut(2, "red", "los")
    return World(now=1000.0, config=CONFIG, look=cards.look(), alarm_since={2: 990.0})


def _blink() -> World:
    cards = SimulatedCards()
    cards.cut(2, "red")
    return World(now=1000.0, config=CONFIG, look=cards.look(), alarm_since={2: 999.5})


def _silent(since: float, *alarms: str) -> World:
    cards = SimulatedCards()
    cards.cut(2, *alarms)
    return World(now=1000.0, config=CONFIG, look=cards.look(), link_down_since={2: since})


def _unplugged() -> World:
    cards = SimulatedCards()
    cards.unplug(ANALOGUE)
    return World(now=1000.0, config=CONFIG, look=cards.look())


def _unusable() -> World:
    here = SimulatedCards().look()
    card = Unusable("@PCI_Bus_00_Slot_06", "TE110P", "It is T1.", "Set it to E1.")
    look = Look(here.cards, here.spans, (card,))
    return World(now=1000.0, config=CONFIG, look=look)


def _dead_line(channel: int) -> World:
    return World(now=1000.0, config=CONFIG, look=SimulatedCards(dead={channel}).look())


def _mailed(*, server: bool = True, email: str = "anna@example.com") -> Config:
    """An office with lines in which the messages of 201 go by e-mail."""
    box = Put(Mailbox(number("201"), DisplayName("box"), mailed=True))
    config = edit(edit(CONFIG, person("201", "Anna", email=email)), box)
    mail = Mail("smtp.example.com", sender=Email("box@example.com")) if server else Mail()
    return replace(config, mail=mail)


def _since(**times: float) -> World:
    return World(now=1000.0, config=CONFIG, look=SimulatedCards().look(), **times)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("world", "kinds"),
    [
        (WELL, []),
        (_cut(), ["span-in-alarm"]),
        (_blink(), []),
        (_silent(960.0), ["link-down"]),
        (_silent(990.0), []),  # it may still come up
        (_silent(960.0, "red"), []),  # the cable is the trouble, and is told when it is no blink
        (_unplugged(), ["card-missing"]),
        (_unusable(), ["card-unusable"]),
        (_dead_line(5), ["line-dead"]),
        (_dead_line(1), []),  # a telephone's socket has no battery of another's
        (_since(exchange_down_since=990.0), ["exchange-down"]),
        (_since(exchange_down_since=998.0), []),  # it starts
        (_since(web_down_since=900.0), ["web-down"]),
        (_since(web_down_since=990.0), []),
        (World(now=0.0, timing=(98.9, 60.0)), ["clock-inexact"]),
        (World(now=0.0, timing=(0.0, 0.0)), ["clock-inexact"]),
        (World(now=0.0, timing=(60.0,)), []),  # the first
        (World(now=0.0, timing=(60.0, 99.0)), []),  # it looked away once
        (World(now=0.0, free={"data": 0.04}), ["disk-full"]),
        (World(now=0.0, free={"recordings": 0.04, "history": 0.5}), ["disk-full"]),
        (World(now=0.0, free={"data": 0.06}), []),
        (World(now=0.0, missing=frozenset({"data"})), ["data-missing"]),
        (World(now=0.0, config=after(sip("201", "x"))), ["no-emergency-line"]),
        (World(now=0.0, bans=(BAN,)), ["password-guessed"]),
        (World(now=0.0, limits_met=_LIMITS), ["limit-met"] * 3),
        (World(now=0.0, config=_ROOMS, limits_met={"talk": PINS_MET}), ["limit-met"]),
        (World(now=0.0, limits_met={"box+302": PINS_MET}), ["limit-met"]),
        (World(now=0.0, limits_met={"gone": PINS_MET}), []),
        (_LINES, ["lines-limit-met"] * 3),  # of lines that have a limit
        (_DISTRUSTED, ["carrier-distrusted"]),
        (World(now=0.0, certificate_days=30), []),
        (World(now=0.0, certificate_days=29), ["certificate-ends"]),
        (World(now=0.0, certificate_days=-1), ["certificate-ends"]),
        (World(now=0.0, certificate_days=90, certificate_refused=True), ["certificate-refused"]),
        (World(now=0.0, config=_mailed(server=False), look=WELL.look), ["mail-nowhere"]),
        (World(now=0.0, config=_mailed(email=""), look=WELL.look), ["mail-nowhere"]),
        (World(now=0.0, config=_mailed(), look=WELL.look), []),
        (EDITED, ["edited-by-hand", "edited-by-hand", "edit-replaced"]),
    ],
)
def test_a_condition_is_an_issue_while_it_lasts(world: World, kinds: list[str]) -> None:
    assert _kinds(world) == kinds


@pytest.mark.parametrize(
    ("driver", "has", "told"),
    [
        ("wctdm", ("opermode=RUSSIA",), []),
        ("wctdm", ("opermode=FCC",), ["opermode=FCC until the next start"]),
        ("wctdm", (), ["nothing until the next start"]),
        ("wcfxo", ("opermode=FCC",), []),  # no card of ours has it
    ],
)
def test_a_driver_that_has_other_settings_than_are_stored_is_told(
    driver: str, has: tuple[str, ...], told: list[str]
) -> None:
    world = World(now=0.0, config=after(AdoptCard(TDM400P)), drivers={driver: frozenset(has)})
    texts = [issue.text for issue in driver_waits.check(world)]
    assert [text.partition("runs with ")[2].partition(";")[0] for text in texts] == told


def test_every_issue_says_what_to_do() -> None:
    for world in (
        _cut(),
        _unplugged(),
        _unusable(),
        _dead_line(5),
        _since(exchange_down_since=0.0),
        World(now=0.0, missing=frozenset({"data"})),
        World(now=0.0, timing=(98.0, 98.0)),
        World(now=0.0, bans=(BAN,), limits_met=_LIMITS),
        World(now=0.0, config=_ROOMS, limits_met={"talk": PINS_MET, "box+302": PINS_MET}),
        _LINES,
        EDITED,
    ):
        for check in ALL:
            for issue in check(world):
                assert issue.remedy
                assert issue.text.endswith(".")


def test_an_issue_is_raised_and_cleared_once(caplog: pytest.LogCaptureFixture) -> None:
    board = Board(Bus())
    with caplog.at_level(logging.INFO):
        for world in (_cut(), _cut(), WELL, WELL):
            board.judge(world, wall=5.0)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_it_keeps_the_time_it_was_raised() -> None:
    board = Board(Bus())
    board.judge(_cut(), wall=5.0)
    board.judge(_cut(), wall=9.0)
    assert [opened.since for opened in board.issues()] == [5.0]


def test_what_a_flow_posts_stays_until_it_clears_it() -> None:
    board = Board(Bus())
    board.post(Issue("update-went-back", "2.0", "It went back.", ""), wall=1.0)
    board.judge(WELL, wall=2.0)
    assert [opened.issue.kind for opened in board.issues()] == ["update-went-back"]
    board.clear("update-went-back", "2.0")
    assert board.issues() == ()


def test_a_stored_zone_that_this_release_lacks_is_told_with_the_cure() -> None:
    world = World(now=0.0, config=replace(Config(), zone=Zone("Europe/Nowhere")))
    (issue,) = zone_unknown.check(world)
    assert "Europe/Nowhere" in issue.text
    assert "Choose another" in issue.remedy
    assert not list(zone_unknown.check(WELL))
