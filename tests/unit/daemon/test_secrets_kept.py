"""A program that puts a part back without its secrets loses none of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.core.canonical import from_plain
from appliance.core.commands import Command, Put, Several, edit
from appliance.core.exchange_file import shown
from appliance.core.parts import PLACES, parts
from appliance.core.people import Extension, Person, pin_from
from appliance.core.secrets_of import secrets_of
from appliance.daemon.secrets_kept import completed
from appliance.wire.kinds import Plain
from tests.machines.known import OFFICES
from tests.machines.offices import after, sip
from tests.machines.parts import person


def _told(part: Any) -> dict[str, Any]:
    return {**shown(part, type(part)), "type": type(part).__name__}


def test_each_part_of_each_office_stays_as_it_is() -> None:
    for make in OFFICES.values():
        config = make()
        told = [_told(part) for kind in PLACES for part in parts(config, kind)[:20]]
        assert not [text for text in secrets_of(config) if text in str(told)]
        plain: Plain = {
            "type": "Several",
            "commands": [{"type": "Put", "part": part} for part in told],
        }
        command = from_plain(Command, completed(plain, config))
        assert isinstance(command, Several)
        assert edit(config, command) == config


def test_what_is_taken_away_on_purpose_goes_and_what_is_new_is_given_a_password() -> None:
    config = after(sip("301", "Telephone"), person("301", "Head"))
    (known,) = parts(config, Person)
    config = edit(config, Put(replace(known, pin=pin_from("4711", "0123456789abcdef"))))
    (known,) = parts(config, Person)
    without: Plain = {"type": "Put", "part": {**_told(known), "pin": None}}
    command = from_plain(Command, completed(without, config))
    assert edit(config, command).people[0].pin is None
    telephone = next(each for each in parts(config, Extension) if str(each.number) == "301")
    fresh = {**_told(telephone), "number": "302", "name": "New"}
    fresh["devices"] = [{**each, "account": "302"} for each in fresh["devices"]]
    done = edit(config, from_plain(Command, completed({"type": "Put", "part": fresh}, config)))
    old, new = (
        set(secrets_of(each))
        for each in parts(done, Extension)
        if str(each.number) in ("301", "302")
    )
    assert old
    assert new
    assert old != new


def test_what_is_no_command_comes_back_to_be_refused() -> None:
    config = after(sip("301", "Telephone"))
    for plain in ({}, {"type": "Put"}, {"type": "Put", "part": {"type": "Nothing"}},
                  {"type": "Put", "part": []}, {"type": "Several", "commands": [1, {}]},
                  {"type": "SetOperator", "number": None}):  # fmt: skip
        assert completed(dict(plain), config) == plain
