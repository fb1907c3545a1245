"""Fax numbers in the dialplan, and faxes as data on SIP lines."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from appliance.asterisk.faxes import Faxes
from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.core.call_handling import Menu, Prompt
from appliance.core.commands import AdoptCard, Put
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Origin, Scenario
from appliance.core.targets import ToExtension, ToFax, ToMenu
from appliance.core.test_calls import Ending
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.functions import READ, Read
from appliance.whatif.simulate import simulate
from tests.machines.offices import TDM800P, after, number, sip, with_fax_machine

NOON = Moment("2026-03-03T12:00:00+03:00")
OURS = "74957000100"
LINE = SipTrunk(Token("line"), "192.0.2.1")


@cache
def office(line: SipTrunk = LINE) -> Config:
    return after(
        sip("301", "Первый"),
        Put(TrunkGroup(3, DisplayName("SIP"), (line,))),
        Put(FaxNumber(Key("main"), DisplayName("Бухгалтерия"), number("460"))),
        Put(FaxNumber(Key("silent"), DisplayName("Без номера"))),
        Put(DidRoute(Did(OURS), ToFax(Key("silent")))),
    )


@pytest.mark.parametrize(
    ("origin", "file"),
    [
        (FromTelephone(number("301"), "460"), "main_1772528400.1_301"),
        (FromTrunk(3, OURS, "79161234567"), "silent_1772528400.1_79161234567"),
        (FromTrunk(3, OURS, ""), "silent_1772528400.1_"),
        (FromTrunk(3, OURS, "7+49*5"), "silent_1772528400.1_7495"),
    ],
)
def test_who_calls_is_heard_by_the_fax_and_the_file_says_who(
    origin: Origin, file: str, tmp_path: Path
) -> None:
    told = simulate(Exchange(office()), Scenario(NOON, origin))
    last = told.steps[-1]
    assert last.application == "ReceiveFAX"
    assert last.arguments == f"/var/spool/asterisk/fax/{file}.tif,f"
    (tmp_path / f"{file}.tif").touch()
    assert [fax.id for fax in Faxes(tmp_path).received()] == [file]


def test_what_came_is_written_down_when_the_call_has_ended() -> None:
    text = compile_config(office())["asterisk/extensions.conf"]
    received, ended = (
        text.partition(f"[{name}]")[2].partition("\n[")[0] for name in ("fax-main", "sub-fax")
    )
    pushed, _, _ = received.partition("ReceiveFAX")
    file = "/var/spool/asterisk/fax/main_${UNIQUEID}_"
    assert f"Set(CHANNEL(hangup_handler_push)=sub-fax,s,1({file}" in pushed
    assert "exten => s,1,NoOp(fax,${FAXPAGES} ${FAXSTATUS})" in ended
    whole = 'ExecIf($["${FAXSTATUS}"="SUCCESS"]?Set(FILE(${ARG1}.whole)=${FAXPAGES}))'
    assert whole in ended
    assert lint(compile_config(office())) == []


def test_without_room_a_fax_is_busy_and_the_call_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, Read]", READ), "STAT", lambda *_: "1")
    told = simulate(Exchange(office()), Scenario(NOON, FromTrunk(3, OURS, "79161234567")))
    applications = {each.application: each.arguments for each in told.steps}
    assert told.outcome.ending is Ending.BUSY
    assert applications["NoOp"] == "no room,silent"
    assert not {"Answer", "ReceiveFAX"} & applications.keys()


def test_faxes_go_as_data_over_lines_that_say_so_and_the_firewall_lets_them_in() -> None:
    plain, data = (compile_config(office(replace(LINE, t38=t38))) for t38 in (False, True))
    assert "t38" not in plain["asterisk/pjsip.conf"]
    assert "t38_udptl = yes\nt38_udptl_ec = redundancy\n" in data["asterisk/pjsip.conf"]
    assert "sound 4000-4999" not in plain["firewall/sets"]
    assert "sound 4000-4999" in data["firewall/sets"]
    assert "udptlstart = 4000\nudptlend = 4999\n" in data["asterisk/udptl.conf"]


def detecting() -> Config:
    """Calls lead to a menu, to a telephone and to a fax machine."""
    menu = Menu(Key("hello"), DisplayName("Привет"), Key("hello"), ())
    config = after(
        AdoptCard(TDM800P),
        sip("301", "Первый"),
        Put(TrunkGroup(3, DisplayName("SIP"), (LINE,))),
        Put(FaxNumber(Key("main"), DisplayName("Бухгалтерия"), number("460"))),
        Put(Prompt(Key("hello"), DisplayName("Привет"), "")),
        Put(menu),
        Put(DidRoute(Did(OURS), ToMenu(Key("hello")))),
        Put(DidRoute(Did("74957000101"), ToExtension(number("301")))),
        Put(DidRoute(Did("74957000102"), ToExtension(number("201")))),
    )
    config = with_fax_machine(config, "201")
    return replace(config, inbound=replace(config.inbound, faxes=Key("main")))


@pytest.mark.parametrize("called", [OURS, "74957000101"])
def test_a_call_is_listened_to_and_led_to_the_fax_wherever_it_is(called: str) -> None:
    exchange = Exchange(detecting())
    told = simulate(exchange, Scenario(NOON, FromTrunk(3, called, "79161234567")))
    steps = [(each.application, each.arguments) for each in told.steps]
    assert ("Set", "FAXOPT(faxdetect)=yes,120") in steps
    assert ("Set", "FAXOPT(faxdetect)=no") not in steps
    includes = {each.name: each.includes for each in contexts(detecting())}
    for name in ("ivr-hello", "ext-ring", "ext-talks", "ext-voicemail", "ext-after"):
        assert "fax-found" in includes[name]
    assert "fax-found" not in includes["from-internal"]
    text = compile_config(detecting())["asterisk/extensions.conf"]
    assert "[fax-found]\nexten => fax,1,Goto(fax-main,s,1)\n" in text
    assert lint(compile_config(detecting())) == []


@pytest.mark.parametrize(
    "origin",
    [FromTrunk(3, "74957000102", "79161234567"), FromTelephone(number("301"), "460")],
    ids=["fax machine", "fax number"],
)
def test_whatever_takes_faxes_itself_is_left_alone(origin: Origin) -> None:
    told = simulate(Exchange(detecting()), Scenario(NOON, origin))
    assert "FAXOPT(faxdetect)=no" in [each.arguments for each in told.steps]


def test_nothing_is_listened_to_unless_it_is_wished() -> None:
    assert "faxdetect" not in compile_config(office())["asterisk/extensions.conf"]
