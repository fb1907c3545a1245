"""Fax numbers in the dialplan, and faxes as data on SIP lines."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from appliance.asterisk.faxes import Faxes
from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Origin, Scenario
from appliance.core.targets import ToFax
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.offices import after, number, sip

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
    assert "Set(CHANNEL(hangup_handler_push)=sub-fax,s,1)" in pushed
    assert "exten => s,1,NoOp(fax,${FAXPAGES} ${FAXSTATUS})" in ended
    assert lint(compile_config(office())) == []


def test_faxes_go_as_data_over_lines_that_say_so_and_the_firewall_lets_them_in() -> None:
    plain, data = (compile_config(office(replace(LINE, t38=t38))) for t38 in (False, True))
    assert "t38" not in plain["asterisk/pjsip.conf"]
    assert "t38_udptl = yes\nt38_udptl_ec = redundancy\n" in data["asterisk/pjsip.conf"]
    assert "sound 4000-4999" not in plain["firewall/sets"]
    assert "sound 4000-4999" in data["firewall/sets"]
    assert "udptlstart = 4000\nudptlend = 4999\n" in data["asterisk/udptl.conf"]
