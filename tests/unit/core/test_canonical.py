"""Values as JSON: one spelling, and nothing else is read."""

import json
from typing import Any

import pytest

from appliance.core.canonical import from_json, from_plain, to_json, to_plain
from appliance.core.cards import HardwareKey, Socket
from appliance.core.commands import Command, RenameExtension, Several
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone, Extension
from appliance.core.targets import ToExtension, ToNobody
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.known import OFFICES
from tests.machines.offices import named, shop

SOCKET = Socket(HardwareKey("@1"), span=1, place=2)


@pytest.mark.parametrize("office", OFFICES)
def test_there_and_back(office: str) -> None:
    config = OFFICES[office]()
    assert from_json(Config, to_json(config)) == config


def test_a_command_is_known_by_its_type() -> None:
    command = named("201", "Анна")
    assert from_plain(Command, to_plain(command)) == command
    assert to_plain(command)["type"] == RenameExtension.__name__


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"country": "atlantis"},
        {"cards": {}},
        {"extensions": [{"type": "Extension"}]},
        {"inbound": {"type": "Outbound"}},
        {"recording": None},
        {"outbound": {"groups": [True]}},
    ],
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    plain = {**json.loads(to_json(shop())), **change}
    with pytest.raises(Invalid):
        from_plain(Config, plain)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"x"', '{"type":"Card"}'])
def test_what_is_no_configuration_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_json(Config, text)


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        ({"number": {"digits": "2"}, "name": {"text": "Anna"}}, "number"),
        ({"number": {"digits": 2}, "name": {"text": "Anna"}}, "number.digits"),
        ({"number": {"digits": "201"}}, "name"),
        ({"number": {"digits": "201"}, "name": {"text": "A"}, "language": "de"}, "language"),
        ({"number": {"digits": "201"}, "name": {"text": "A"}, "ring_seconds": 1}, "ring time"),
        ({"number": {"digits": "201"}, "name": {"text": "A"}, "devices": [{}]}, "devices[0]"),
        (
            {
                "number": {"digits": "201"},
                "name": {"text": "A"},
                "devices": [
                    {"type": "SipPhone", "account": {"text": "201"}, "secret": {"text": ""}}
                ],
            },
            "devices[0].secret",
        ),
        ({"number": {"digits": "201"}, "name": {"text": "A"}, "colour": "red"}, "value"),
    ],
)
def test_a_refusal_names_the_place(plain: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_plain(Extension, plain)
    assert refused.value.field == field


def test_a_value_of_one_text_is_spelled_as_that_text() -> None:
    extension = Extension(ExtensionNumber("201"), DisplayName("Ю"), (DeskPhone(SOCKET),))
    assert to_json(extension, Extension) == (
        '{"devices":[{"fax_machine":false,"socket":{"card":"@1","place":2,"span":1},'
        '"type":"DeskPhone"}],'
        '"language":"ru","name":"Ю","number":"201","ring_seconds":25}'
    )


def test_the_spelling_of_the_first_version_is_read() -> None:
    plain = {
        "type": "Extension",
        "number": {"type": "ExtensionNumber", "digits": "201"},
        "name": {"type": "DisplayName", "text": "Ю"},
    }
    assert from_plain(Extension, plain) == Extension(ExtensionNumber("201"), DisplayName("Ю"))


def test_a_kind_can_hold_itself() -> None:
    command = Several((named("201", "a"), Several((named("202", "b"),))))
    assert from_plain(Command, to_plain(command)) == command


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (ToExtension | ToNobody, "null"),  # one of them must stand there
        (ToExtension | ToNobody, '{"number":"201"}'),
        (ToExtension, '{"type":["ToExtension"],"number":"201"}'),
        (ToExtension | ToNobody, '{"type":{},"number":"201"}'),
        (ExtensionNumber, "201"),
        (ExtensionNumber, "null"),
        (ExtensionNumber, "true"),
        (Recording, "[]"),
        (Recording, "{}"),
    ],
)
def test_another_kind_is_refused(wanted: Any, text: str) -> None:
    with pytest.raises(Invalid):
        from_json(wanted, text)
