"""Telephones are told of a call for help, which has no part in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.core.commands import Put, RemoveExtension, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.mail import Mail
from appliance.core.people import Extension, Language
from appliance.core.pointers import uses
from appliance.core.renaming import put_as
from appliance.core.scenario import FromTelephone, Scenario
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.telling import story_lines
from tests.machines.offices import number, shop
from tests.unit.whatif.calls import MONDAY

DIALPLAN = "asterisk/extensions.conf"


def _office(*told: str) -> Config:
    return replace(shop(), mail=Mail(emergency_telephones=tuple(map(number, told))))


def _section(config: Config, name: str) -> str:
    return compile_config(config)[DIALPLAN].partition(f"\n[{name}]\n")[2].partition("\n[")[0]


def test_the_call_for_help_is_the_same_whoever_is_told() -> None:
    assert _section(_office("201", "301"), "emergency") == _section(shop(), "emergency") != ""
    assert "help-" not in compile_config(shop())[DIALPLAN]
    assert lint(compile_config(_office("201", "301"))) == []


def test_each_speaks_its_language() -> None:
    config = _office("201", "301")
    english = replace(config.extension(number("301")), language=Language.EN)
    said = _section(edit(config, Put(english)), "help-said")
    assert "exten => _201*.,1,Set(CHANNEL(language)=ru)" in said
    assert "exten => _301*.,1,Set(CHANNEL(language)=en)" in said


def test_the_simulated_call_tells_who_is_rung() -> None:
    call = Scenario(MONDAY, FromTelephone(number("202"), "112"))
    told, untold = (
        story_lines(simulate(Exchange(each), call), Language.EN)
        for each in (_office("201", "301"), shop())
    )
    (more,) = [line for line in told if line not in untold]
    assert "These telephones ring at once: 201, 301." in more


def test_who_is_told_is_there() -> None:
    config = _office("201", "301")
    with pytest.raises(Invalid, match="no extension 999") as refused:
        _office("999")
    assert refused.value.field == "emergency telephones"
    with pytest.raises(Invalid, match="named twice"):
        _office("201", "201")
    assert next(use.field for use in uses(config, Extension, number("301"))) == (
        "mail.emergency_telephones"
    )
    gone = edit(config, RemoveExtension(number("301")))
    assert gone.mail.emergency_telephones == (number("201"),)


def test_another_number_is_told_as_the_old_one_was() -> None:
    config = _office("201")
    moved = put_as(config, "201", replace(config.extension(number("201")), number=number("211")))
    assert moved.mail.emergency_telephones == (number("211"),)
