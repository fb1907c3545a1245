"""A fax machine in a telephone's port: nothing comes into its calls, lines with T.38 get data."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Option, parse
from appliance.compiler.lint import lint
from appliance.core.call_handling import HuntGroup, Queue
from appliance.core.commands import AdoptCard, Command, Put, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.mail import Mail
from appliance.core.numbers import AreaCode
from appliance.core.people import Mailbox
from appliance.core.scenario import FromTelephone, Moment, Scenario
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, after, number, sip, with_fax_machine

NOON = Moment("2026-03-03T12:00:00+03:00")
LINE = SipTrunk(Token("line"), "192.0.2.1", t38=True)
NAMED = DisplayName("x")


@cache
def office(*, machine: bool = True) -> Config:
    """201 is the machine, with a telephone's mailbox; calls over the line last ten minutes."""
    group = TrunkGroup(3, NAMED, (LINE,), longest_minutes=10)
    config = after(
        AdoptCard(TDM800P),
        sip("301", "x"),
        Put(group),
        Put(Mailbox(number("201"), NAMED)),
        Put(FaxNumber(Key("main"), NAMED, number("460"))),
    )
    config = with_fax_machine(config, "201") if machine else config
    return replace(config, area=AreaCode("495"), outbound=Outbound((3,)))


def channel(config: Config, name: str) -> dict[str, list[str]]:
    """The options of a channel's section."""
    conf = parse(compile_config(config)["asterisk/dahdi-channels.conf"])
    section = next(each for each in conf.sections if each.name == name)
    found: dict[str, list[str]] = {}
    for line in section.lines:
        if isinstance(line, Option):
            found.setdefault(line.name, []).append(line.value)
    return found


def dials(digits: str, who: str, config: Config | None = None) -> Story:
    scenario = Scenario(NOON, FromTelephone(number(who), digits))
    return simulate(Exchange(config or office()), scenario)


def arguments(story: Story, application: str) -> list[str]:
    return [each.arguments for each in story.steps if each.application == application]


def test_its_socket_has_no_second_call_no_flash_no_keys_and_a_plain_dial_tone() -> None:
    machine, telephone = channel(office(), "channel-1"), channel(office(), "channel-2")
    off = ("callwaiting", "threewaycalling", "transfer")
    assert [machine[each] for each in off] == [["no"]] * 3
    assert "mailbox" not in machine
    assert machine["setvar"] == [
        "ME=201",
        "SILENT=yes",
        "FAXOPT(gateway)=yes",
        "FEATUREMAP(blindxfer)=",
        "FEATUREMAP(atxfer)=",
    ]
    assert telephone["callwaiting"] == ["yes"]
    assert "FAXOPT(gateway)=yes" not in telephone["setvar"]
    assert channel(office(machine=False), "channel-1")["mailbox"] == ["201@default"]
    assert lint(compile_config(office())) == []


@pytest.mark.parametrize(("who", "tone"), [("201", "0"), ("202", "60000")])
def test_no_tone_comes_into_its_call_before_that_ends(who: str, tone: str) -> None:
    (dial,) = arguments(dials("7000100", who), "Dial")
    assert f"L(600000:{tone})" in dial


def test_a_fax_number_takes_no_call_with_a_gateway() -> None:
    assert "FAXOPT(gateway)=no" in arguments(dials("460", "201"), "Set")
    plain = dials("460", "201", office(machine=False))
    assert not any("FAXOPT" in each for each in arguments(plain, "Set"))
    assert plain.steps[-1].application == "ReceiveFAX"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (Put(HuntGroup(Key("all"), NAMED, None, (number("202"), number("201")))), "members"),
        (Put(Queue(Key("all"), NAMED, None, (number("201"),))), "members"),
    ],
)
def test_it_is_in_no_group_whose_calls_it_would_answer(command: Command, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(office(), command)
    assert refused.value.field == field
    edit(office(machine=False), command)


def test_nobody_tells_it_of_a_call_for_help() -> None:
    with pytest.raises(Invalid) as refused:
        replace(office(), mail=Mail(emergency_telephones=(number("201"),)))
    assert refused.value.field == "emergency telephones"


def test_a_card_that_comes_back_leaves_it_as_it_is() -> None:
    assert edit(office(), AdoptCard(TDM800P)).extensions == office().extensions
