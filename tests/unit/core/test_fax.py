"""Fax numbers: what one must be, that no number answers twice, and that nothing leads to none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.core.commands import Command, Put, SetOffice, TakeOut, edit
from appliance.core.config import Config
from appliance.core.dialling import internal_numbers
from appliance.core.encryption import Transport
from appliance.core.errors import Invalid
from appliance.core.exchange_file import exported, imported
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.office import office_of
from appliance.core.people import Email
from appliance.core.secret import secret_from
from appliance.core.targets import ToFax
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, SipTrunk
from tests.machines.offices import after, number, sip

ANNA = Email("anna@example.com")
FAX = FaxNumber(Key("main"), DisplayName("Бухгалтерия"), number("460"), (ANNA,))
LINE = SipTrunk(Token("line"), "192.0.2.1")


def office(*more: Command) -> Config:
    return after(sip("301", "x"), Put(FAX), *more)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: replace(FAX, to=(ANNA, ANNA)), "to"),
        (lambda: replace(FAX, to=tuple(Email(f"a{n}@b.ru") for n in range(21))), "to"),
        (lambda: replace(LINE, transport=Transport.TLS, encrypted=True, t38=True), "t38"),
    ],
)
def test_what_cannot_be(make: Callable[[], object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (Put(replace(FAX, number=number("301"))), "fax numbers"),
        (Put(replace(FAX, key=Key("other"))), "fax numbers"),
        (Put(DidRoute(Did("555"), ToFax(Key("other")))), "inbound"),
    ],
)
def test_what_clashes_is_refused_at_its_field(command: Command, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(office(), command)
    assert refused.value.field == field


def test_one_in_use_is_not_taken_out() -> None:
    config = office(Put(DidRoute(Did("555"), ToFax(FAX.key))))
    with pytest.raises(Invalid):
        edit(config, TakeOut(FAX))
    assert edit(office(), TakeOut(FAX)).fax_numbers == ()


def test_calls_that_turn_out_to_be_faxes_go_to_one_that_is_there() -> None:
    settings = replace(office_of(office()), faxes=FAX.key)
    config = edit(office(), SetOffice(settings))
    assert config.inbound.faxes == FAX.key
    with pytest.raises(Invalid) as refused:
        edit(office(), SetOffice(replace(settings, faxes=Key("other"))))
    assert refused.value.field == "faxes"
    with pytest.raises(Invalid):
        edit(config, TakeOut(FAX))


def test_its_number_is_ours_and_it_goes_along_in_a_file() -> None:
    config = office()
    assert "460" in internal_numbers(config)
    assert config.answers("460")
    text = exported(config, secrets=True)
    assert imported(text, Config(), lambda: secret_from(b"." * 15)).config == config
