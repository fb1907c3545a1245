"""Relations as the tables and the drivers' files have them, and the codes that ask them."""

import itertools
from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk import dahdi_channels_conf, extensions_conf, pjsip_conf
from appliance.compiler.circles import DIGITS, circle, pick_up_groups, standings
from appliance.compiler.conf import ConfFile, Option
from appliance.compiler.dialplan import relations
from appliance.compiler.dialplan.lamps import EVERYBODYS
from appliance.compiler.tables import sql
from appliance.core.commands import AdoptCard, Command, Put, edit
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.may import edge
from appliance.core.people import Group
from appliance.core.relations import (
    OnePerson,
    Opening,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.roles import Rights
from appliance.core.scenario import Does, FromTelephone, Moment, Scenario, TelephoneIs
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.company import company
from tests.machines.offices import TDM400P, after, number, sip
from tests.machines.parts import at_sip, department, mailbox, person, role

NOON = Moment("2026-03-03T12:00:00+03:00")
CODES = {
    Opening.PICK_UP: "**",
    Opening.LISTEN: "*555",
    Opening.WHISPER: "*556",
    Opening.JOIN: "*557",
}
NUMBERS = tuple(str(n) for n in range(301, 308))


def _key(digits: str) -> Key:
    return Key(f"person-{digits}")


def _one(digits: str) -> OnePerson:
    return OnePerson(_key(digits))


def _group(key: str, *members: str) -> Command:
    return Put(Group(Key(key), DisplayName(key), tuple(map(_key, members))))


@cache
def office() -> Config:
    """201 and 202 are analogue, of one group with 303; sales are part of trade."""
    supervises, stands_in = RelationKind.SUPERVISES, RelationKind.STANDS_IN_FOR
    trade, depot = WholeDepartment(Key("trade")), WholeDepartment(Key("depot"))
    return after(
        AdoptCard(TDM400P),
        mailbox("302", "Seller"),
        mailbox("304", "Chief"),
        role("reader", "Reader", Rights(mailboxes=(number("302"),))),
        department("trade", "Trade"),
        department("sales", "Sales", "trade"),
        department("depot", "Depot"),
        at_sip("301", "Head", "trade"),
        at_sip("302", "Seller", "sales"),
        at_sip("303", "Porter", "depot", role="reader"),
        *(at_sip(digits, f"Person {digits}") for digits in NUMBERS[3:]),
        *(person(digits, f"Desk {digits}") for digits in ("201", "202")),
        _group("desk", "201", "202", "303"),
        _group("chiefs", "304", "305"),
        Put(Relation(supervises, _one("301"), trade, (Opening.LISTEN, Opening.JOIN))),
        Put(Relation(supervises, trade, depot, (Opening.PICK_UP, Opening.WHISPER))),
        Put(Relation(supervises, WholeGroup(Key("chiefs")), _one("302"), (Opening.LISTEN,))),
        Put(Relation(stands_in, _one("306"), _one("304"), (Opening.STATUS, Opening.PICK_UP))),
    )


EXCHANGE = Exchange(office())
EVERYBODY = ("201", "202", *NUMBERS)


@pytest.mark.parametrize("opening", CODES)
def test_the_dialplan_opens_what_the_model_says(opening: Opening) -> None:
    for who, whom in itertools.product(EVERYBODY, repeat=2):
        dialled = FromTelephone(number(who), CODES[opening] + whom)
        talks = (TelephoneIs(number(whom), Does.BUSY),)
        outcome = simulate(EXCHANGE, Scenario(NOON, dialled, telephones=talks)).outcome
        open_ = edge(office(), _key(who), opening, _key(whom)) is not None
        assert (outcome.ending is Ending.SERVED) is open_, (who, opening, whom)
        assert open_ or outcome.cause == 21


@pytest.mark.parametrize(
    ("opening", "whom", "heard_by"),
    [
        (Opening.LISTEN, "302", ""),  # nobody
        (Opening.WHISPER, "303", "w"),  # the one who is listened to
        (Opening.JOIN, "302", "B"),  # both
    ],
)
def test_who_listens_is_heard_by_those_whom_the_opening_says(
    opening: Opening, whom: str, heard_by: str
) -> None:
    """As app_chanspy.c has it: no other way is open, nor by a key (`d`), nor to who rings (`b`)."""
    dialled = FromTelephone(number("301"), CODES[opening] + whom)
    talks = (TelephoneIs(number(whom), Does.BUSY),)
    steps = simulate(EXCHANGE, Scenario(NOON, dialled, telephones=talks)).steps
    (arguments,) = {step.arguments for step in steps if step.application == "ChanSpy"}
    options, _, group = arguments.partition(",")[2].partition("g")
    assert (sorted(options), group) == (sorted(f"bqES{heard_by}"), "(heard)")


def test_the_office_has_both_answers_of_every_kind() -> None:
    """Else the comparison above would say little."""
    pairs = list(itertools.permutations(EVERYBODY, 2))
    for opening in CODES:
        opened = [edge(office(), _key(a), opening, _key(b)) is not None for a, b in pairs]
        assert 0 < sum(opened) < len(opened)


def _options(conf: ConfFile, section: str) -> dict[str, str]:
    lines = (line for each in conf.sections if each.name == section for line in each.lines)
    return {line.name: line.value for line in lines if isinstance(line, Option)}


def test_pick_up_groups_say_the_same_as_the_model() -> None:
    groups = pick_up_groups(office())
    for who, whom in itertools.permutations(EVERYBODY, 2):
        takes = set(groups[who].takes.split(",")) - {""} if who in groups else set()
        rings = set(groups[whom].rings.split(",")) - {""} if whom in groups else set()
        open_ = edge(office(), _key(who), Opening.PICK_UP, _key(whom)) is not None
        assert bool(takes & rings) is open_, (who, whom)


def test_analogue_and_sip_telephones_of_a_group_take_each_others_calls() -> None:
    desk = circle(WholeGroup(Key("desk")))
    analogue = _options(dahdi_channels_conf.render(office()), "channel-1")
    sip = _options(pjsip_conf.render(office()), "303")
    assert analogue["namedcallgroup"] == analogue["namedpickupgroup"] == desk
    assert desk in sip["named_call_group"].split(",")
    assert sip["named_pickup_group"] == desk
    assert "named_call_group" not in _options(pjsip_conf.render(office()), "307")


def test_without_its_code_nobody_has_a_pick_up_group() -> None:
    assert pick_up_groups(edit(office(), Put(FeatureCode(Feature.PICK_UP_GROUP, "")))) == {}


def test_a_new_relation_is_seen_at_once() -> None:
    one = Put(Relation(RelationKind.ASSISTS, _one("307"), _one("301"), (Opening.PICK_UP,)))
    assert "307" not in standings(office())
    assert standings(edit(office(), one))["307"].open_to


@pytest.mark.parametrize(
    ("who", "box", "by_right"), [("303", "302", True), ("303", "304", False), ("302", "302", False)]
)
def test_a_right_to_a_mailbox_spares_its_pin(who: str, box: str, by_right: bool) -> None:
    dialled = FromTelephone(number(who), f"*98{box}")
    steps = simulate(EXCHANGE, Scenario(NOON, dialled)).steps
    heard = [each.arguments for each in steps if each.application == "VoiceMailMain"]
    assert heard == ([f"{box}@default,s"] if by_right else [])
    assert any(each.arguments.startswith("PIN,vm-password") for each in steps) is not by_right


def test_who_stands_in_no_relation_has_no_row() -> None:
    numbers = {row[0] for row in relations.circles(office()).rows}
    assert numbers == {"201", "202", "301", "302", "303", "304", "305", "306"}
    assert relations.circles(Config()).rows == ()


def _large() -> Config:
    """A tree of 251 departments, each supervised by its head; the heads are one group besides."""
    config = company(5_000)
    departments = tuple(
        replace(each, parent=Key(f"department-{(place - 1) // 4}") if place else None)
        for place, each in enumerate(config.departments)
    )
    heads = tuple(config.people[place].key for place in range(0, 5_000, 20))
    supervise = tuple(
        Relation(
            RelationKind.SUPERVISES,
            OnePerson(head),
            WholeDepartment(department.key),
            tuple(Opening),
        )
        for head, department in zip(heads, departments, strict=False)
    )
    group = Group(Key("heads"), DisplayName("Heads"), heads)
    return replace(config, departments=departments, groups=(group,), relations=supervise)


def test_tables_grow_with_people_and_not_with_pairs_of_them() -> None:
    """Every head has two circles open to him, whomever those hold."""
    config = _large()
    people, opened = relations.circles(config), relations.openings(config)
    assert len(people.rows) == 5_000
    assert len(opened.rows) == 2 * 250
    assert len(sql(people)) + len(sql(opened)) < 800_000
    assert max(len(row[2]) for row in people.rows) <= 7 * DIGITS


def _shown(config: Config, account: str) -> set[str]:
    """What a SIP telephone can subscribe to: the hints that its context leads to."""
    dialplan = {each.name: each for each in extensions_conf.render(config).sections}
    found: set[str] = set()
    waits = [_options(pjsip_conf.render(config), account).get("subscribe_context", EVERYBODYS)]
    while waits:
        for line in dialplan[waits.pop()].lines:
            if isinstance(line, Option) and line.name == "include":
                waits.append(line.value)
            elif isinstance(line, Option):
                found.add(line.value.split(",")[0])
    return found


def test_a_telephone_shows_the_lamps_that_the_model_opens() -> None:
    for who in NUMBERS:
        shown = _shown(office(), who)
        for whom in set(EVERYBODY) - {who}:
            open_ = edge(office(), _key(who), Opening.STATUS, _key(whom)) is not None
            assert (whom in shown) is (f"*76{whom}" in shown) is open_, (who, whom)


def test_the_lamp_of_a_number_that_is_nobodys_is_everybodys() -> None:
    config = edit(office(), sip("399", "Meeting room"))
    assert all("399" in _shown(config, who) for who in (*NUMBERS, "399"))
    assert "301" not in _shown(config, "399")


def test_a_call_for_help_is_marked_before_it_is_made() -> None:
    line = SipTrunk(Token("one"), "192.0.2.1")
    config = edit(office(), Put(TrunkGroup(9, DisplayName("City"), (line,))))
    sections = {each.name: each for each in extensions_conf.render(config).sections}
    steps = [line.value for line in sections["emergency"].lines if isinstance(line, Option)]
    first = next(at for at, step in enumerate(steps) if step.startswith("112,1"))
    marked, unheard, dialled = steps[first : first + 3]
    assert "GROUP(help)=${ME}" in marked
    assert "SPYGROUP=unheard" in unheard
    assert "Dial(" in dialled
