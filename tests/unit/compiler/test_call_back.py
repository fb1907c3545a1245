"""Who waits in a queue keeps his turn and is called back, by rights that are nobody's."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import cast

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan import call_back
from appliance.compiler.lint import lint
from appliance.core.call_handling import CALL_BACK_KEY, Queue
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.people import Language
from appliance.core.roles import Rights
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Scenario
from appliance.core.targets import ToQueue
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import USUAL_ROLE, DidRoute, Outbound, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.functions import READ, WRITE, Read, Write
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import after, number, sip
from tests.machines.parts import role

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
DID = "74950000001"
NEAR, MOBILE, ABROAD = "84951234567", "89161234567", "8104930123456"
OURS = "84950000001"  # the DID as people dial it
CITY = Rights(directions=(Direction.FREE, Direction.CITY))


@cache
def office(rights: Rights = CITY, *, call_back: bool = True, group: int | None = None) -> Config:
    """302 serves the queue; what telephones of nobody may is `rights`."""
    queue = Queue(Key("sales"), DisplayName("Sales"), number("401"), (number("302"),))
    line = SipTrunk(Token("line"), "127.0.0.2", 5070)
    config = after(
        sip("301", "One"),
        sip("302", "Two"),
        role(USUAL_ROLE.text, "Usual", rights),
        Put(TrunkGroup(1, DisplayName("x"), (line,))),
        Put(replace(queue, call_back=call_back, call_back_group=group)),
        Put(DidRoute(Did(DID), ToQueue(Key("sales")))),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


def calls(caller: str, config: Config | None = None, *presses: str) -> Story:
    origin = FromTrunk(1, DID, caller)
    return simulate(Exchange(config or office()), Scenario(WORKDAY, origin, presses=presses))


def kept(story: Story) -> str:
    """Who keeps his turn."""
    facts = (each.arguments for each in story.steps if each.application == "NoOp")
    return next((fact.partition(",")[2] for fact in facts if fact.startswith("keeps turn")), "")


def offered(story: Story) -> bool:
    waits = next(each.arguments for each in story.steps if each.application == "Queue")
    return "m(call-back-default)" in waits


def test_nothing_of_it_is_there_for_a_queue_that_does_not_offer_it() -> None:
    files = compile_config(office(call_back=False))
    assert not [path for path, text in files.items() if "call-back" in text]
    assert "Queue(sales,${IF" in files["asterisk/extensions.conf"]
    assert lint(compile_config(office())) == []


def test_who_presses_the_key_keeps_his_turn() -> None:
    story = calls(NEAR, None, CALL_BACK_KEY)
    assert (kept(story), offered(story)) == (NEAR, True)
    assert story.outcome.ending is Ending.SERVED
    said = "\n".join(story_lines(story, Language.EN))
    assert "The turn in queue Sales is kept" in said
    assert f"{NEAR} is called." in said


def test_who_presses_nothing_is_served_as_ever() -> None:
    story = calls(NEAR)
    assert (kept(story), offered(story)) == ("", True)
    assert (story.outcome.ending, story.outcome.by) == (Ending.ANSWERED, "302")


def test_a_colleague_is_called_where_he_called_from() -> None:
    origin = FromTelephone(number("301"), "401")
    story = simulate(Exchange(office()), Scenario(WORKDAY, origin, presses=(CALL_BACK_KEY,)))
    assert kept(story) == "301"


def test_who_asks_for_another_is_not_called_in_his_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a key in the talk: whom he hands over then would press it."""
    read = READ["CHANNEL"]
    monkeypatch.setitem(
        cast("dict[str, Read]", READ),
        "CHANNEL",
        lambda call, asked: "Local/401@in-call-1;2" if asked == "name" else read(call, asked),
    )
    origin = FromTelephone(number("301"), "401")
    story = simulate(Exchange(office()), Scenario(WORKDAY, origin, presses=(CALL_BACK_KEY,)))
    assert (kept(story), offered(story)) == ("", False)


@pytest.mark.parametrize(
    ("caller", "rights"),
    [
        ("", CITY),
        (MOBILE, CITY),
        (ABROAD, CITY),
        (OURS, CITY),  # it would come back to us
        ("112", CITY),
        (NEAR, replace(CITY, directions=(Direction.FREE,))),
        (NEAR, replace(CITY, pin_for=(Direction.CITY,))),  # nobody is there to give one
    ],
)
def test_who_cannot_be_called_is_not_offered_it_and_waits_on(caller: str, rights: Rights) -> None:
    story = calls(caller, office(rights), CALL_BACK_KEY)
    assert (kept(story), offered(story)) == ("", False)
    assert [each.application for each in story.steps].count("Queue") == 2
    assert story.outcome.ending is Ending.ANSWERED


def test_it_goes_over_the_lines_that_the_queue_names() -> None:
    text = compile_config(office(group=1))["asterisk/extensions.conf"]
    calling = text.partition("[call-back-calling-sales]")[2].partition("\n[")[0]
    assert "Set(PICK=1)" in calling
    assert (
        "PICK"
        not in compile_config(office())["asterisk/extensions.conf"]
        .partition("[call-back-calling-sales]")[2]
        .partition("\n[")[0]
    )


def test_over_a_group_without_a_line_nobody_can_be_called() -> None:
    """So it is not asked for: the call goes as anybody's."""
    config = edit(office(), Put(TrunkGroup(2, DisplayName("empty"))))
    (queue,) = config.queues
    config = edit(config, Put(replace(queue, call_back_group=2)))
    assert "Set(PICK=2)" not in compile_config(config)["asterisk/extensions.conf"]
    assert lint(compile_config(config)) == []
    nowhere = replace(config, outbound=Outbound())
    assert not offered(calls(NEAR, nowhere)), "no line leads there, and none is chosen"


def test_a_turn_that_the_disk_did_not_take_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, Write]", WRITE), "FILE", lambda *_: None)
    story = calls(NEAR, None, CALL_BACK_KEY)
    assert kept(story) == "", "who is told so hangs up, and nobody ever calls"
    assert [each.application for each in story.steps].count("Queue") == 2
    assert [step.arguments for step in story.steps if "DB_DELETE" in step.arguments] == [
        f"DB_DELETE(CALLBACK/sales-{NEAR})="
    ]


@pytest.mark.parametrize(("waiting", "is_offered"), [("99", True), ("100", False)])
def test_it_is_not_offered_without_end(
    monkeypatch: pytest.MonkeyPatch, waiting: str, is_offered: bool
) -> None:
    """Numbers are easily shown, and each turn takes two channels of what everybody calls with."""
    monkeypatch.setitem(cast("dict[str, Read]", READ), "QUEUE_WAITING_COUNT", lambda *_: waiting)
    assert offered(calls(NEAR)) is is_offered


def test_an_office_without_lines_calls_its_colleagues_back() -> None:
    config = replace(
        office(), trunk_groups=(), outbound=Outbound(), inbound=type(office().inbound)()
    )
    assert lint(compile_config(config)) == []
    assert call_back.offered(config) == config.queues


def test_the_offer_is_music_of_its_own() -> None:
    text = compile_config(office())["asterisk/musiconhold.conf"]
    section = text.partition("[call-back-default]\n")[2].partition("\n[")[0]
    assert f"announcement = {call_back.OFFER}\n" in section
    assert "directory = moh\n" in section
