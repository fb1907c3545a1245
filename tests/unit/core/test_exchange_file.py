"""The configuration as a file that people read: exact, strict, without secrets unless wanted."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from appliance.core.canonical import fields_of, is_dataclass, members_of
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.exchange_file import (
    NAMES,
    SECRETS,
    exported,
    file_schema,
    imported,
)
from appliance.core.people import SipPhone
from appliance.core.secret import Secret, secret_from
from tests.machines.company import company
from tests.machines.known import OFFICES
from tests.machines.offices import shop

SCHEMA = jsonschema.Draft202012Validator(file_schema())


def fresh() -> Callable[[], Secret]:
    counter = itertools.count()
    return lambda: secret_from(next(counter).to_bytes(15, "big"))


def read(text: str, present: Config | None = None) -> Config:
    return imported(text, present or Config(), fresh()).config


BLOCKED = "inbound.blocked[0].note"
HALF = {"number": "74951234567", "note": "\ud83d"}
SAID = {"key": "hello", "name": "Hello", "transcript": "\ud83d"}


def _whole(file: Any) -> Any:
    return file["configuration"]


def changed(change: Callable[[Any], object], config: Config | None = None) -> str:
    """An exported file in which something was changed by hand."""
    plain = json.loads(exported(config or shop(), secrets=True))
    change(plain)
    return json.dumps(plain)


@pytest.mark.parametrize("office", OFFICES)
def test_there_and_back(office: str) -> None:
    config = OFFICES[office]()
    assert read(exported(config, secrets=True)) == config
    assert read(exported(config, secrets=False), present=config) == config


@pytest.mark.parametrize("office", OFFICES)
def test_the_schema_describes_what_is_written(office: str) -> None:
    for secrets in (True, False):
        SCHEMA.validate(json.loads(exported(OFFICES[office](), secrets=secrets)))


OWN = {"a_custom.conf": "[a]\nb = c\n", "empty.conf": "", "odd.conf": "\r\n;x\u2028\n\ny"}


def test_an_experts_own_files_go_along_to_the_letter_with_the_secrets() -> None:
    text = exported(shop(), secrets=True, own=OWN)
    SCHEMA.validate(json.loads(text))
    brought = imported(text, Config(), fresh())
    assert (brought.config, brought.own) == (shop(), OWN)
    assert exported(shop(), secrets=False, own=OWN) == exported(shop(), secrets=False)
    assert imported(exported(shop(), secrets=True), Config(), fresh()).own == {}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ([], "must name the lines of each file"),
        ({"../etc/passwd.conf": []}, "is no name of such a file; call it like mine.conf"),
        ({".hidden.conf": []}, "is no name"),
        ({"mine.txt": []}, "is no name"),
        ({"a" * 80 + ".conf": []}, "is no name"),
        ({"mine.conf": "text"}, "mine.conf must be a list of its lines"),
        ({"mine.conf": [1]}, "mine.conf must be a list of its lines"),
    ],
)
def test_own_files_of_another_shape_are_refused(own: object, said: str) -> None:
    plain = json.loads(exported(shop(), secrets=True)) | {"custom": own}
    with pytest.raises(Invalid, match=said) as refused:
        read(json.dumps(plain))
    assert refused.value.field == "custom"
    assert not SCHEMA.is_valid(plain)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (changed(lambda file: file.update(custom={"a.conf": ["\ud800"]})), "custom"),
        (changed(lambda file: _whole(file)["inbound"].update(blocked=[HALF])), BLOCKED),
        (changed(lambda file: _whole(file).update(prompts=[SAID])), "prompts[0].transcript"),
        ('{"\\ud800": 1, "\\ud800": 2}', "file"),
    ],
)
def test_half_a_character_is_refused_for_no_file_can_hold_it(text: str, field: str) -> None:
    """JSON can write one, and nothing that is written could be saved with it."""
    with pytest.raises(Invalid, match="cannot be shown") as refused:
        read(text)
    assert refused.value.field == field


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            yield from _secrets(each)
    kind: Any = type(value)
    if is_dataclass(kind):
        fields = tuple(getattr(value, name) for name in fields_of(kind))
        yield from fields if kind in SECRETS else _secrets(fields)


@pytest.mark.parametrize("office", ["shop", "hotel", "law-firm", "car-dealer"])
def test_without_secrets_there_are_none(office: str) -> None:
    config = OFFICES[office]()
    secrets = set(_secrets(config))
    assert secrets
    whole, without = exported(config, secrets=True), exported(config, secrets=False)
    assert [secret for secret in secrets if json.dumps(secret) not in whole] == []
    assert [secret for secret in secrets if json.dumps(secret) in without] == []


def test_a_person_can_read_it() -> None:
    lines = exported(shop(), secrets=False).splitlines()
    assert lines[:4] == [
        "{",
        '  "format": "lineman configuration",',
        '  "schema": 2,',
        '  "configuration": {',
    ]
    assert '        "name": "Касса",' in lines
    assert max(map(len, lines)) <= 110
    many = exported(company(100), secrets=False).splitlines()
    assert len(many) < 2500


def test_a_new_telephone_is_given_a_secret() -> None:
    def add(plain: Any) -> None:
        phone = {"type": "SipPhone", "account": "777"}
        plain["configuration"]["extensions"].append(
            {"number": "777", "name": "New", "devices": [phone]}
        )

    config = read(changed(add))
    (phone,) = config.extensions[-1].devices
    assert isinstance(phone, SipPhone)
    assert phone.secret == fresh()()
    assert config.extensions[:-1] == shop().extensions


def test_a_renamed_part_is_not_given_anothers_secret() -> None:
    config = shop()
    text = exported(config, secrets=False).replace('"301"', '"302"')
    (phone,) = read(text, present=config).extensions[-1].devices
    assert isinstance(phone, SipPhone)
    assert phone.secret == fresh()()


def test_a_pin_stays_unless_it_is_taken_away() -> None:
    config = next(
        config
        for config in (make() for make in OFFICES.values())
        if any(person.pin is not None for person in config.people)
    )
    text = exported(config, secrets=False)
    assert read(text, present=config) == config
    elsewhere = replace(config, people=tuple(replace(p, pin=None) for p in config.people))
    assert all(person.pin is None for person in read(text, present=elsewhere).people)
    plain = json.loads(text)
    for person in plain["configuration"]["people"]:
        person["pin"] = None
    without = read(json.dumps(plain), present=config)
    assert without.people == tuple(replace(person, pin=None) for person in config.people)


TRUNK = {
    "number": 7,
    "name": "Operator",
    "lines": [
        {
            "type": "SipTrunk",
            "name": "operator",
            "host": "sip.example.com",
            "registration": {"user": "74951234567"},
        }
    ],
}


def test_a_carriers_password_cannot_be_made_up() -> None:
    text = changed(lambda plain: plain["configuration"]["trunk_groups"].append(TRUNK))
    with pytest.raises(Invalid, match="export with passwords") as refused:
        read(text)
    assert refused.value.field == "trunk_groups[1].lines[0].registration.password"


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (lambda p: p.update(format="x"), "format", "choose another file"),
        (lambda p: p.update(more=1), "file", "knows no 'more'"),
        (lambda p: p.update(schema=99), "schema", "another version"),
        (lambda p: p.update(schema="2"), "schema", "no number"),
        (lambda p: p.pop("schema"), "schema", "is missing"),
        (lambda p: p.pop("configuration"), "configuration", "must be an object"),
        (lambda p: p["configuration"].update(pets=[]), "value", "knows no 'pets'; leave it out"),
        (
            lambda p: p["configuration"]["extensions"][1].update(number="2"),
            "extensions[1].number",
            "is not 2 to 6 digits",
        ),
        (
            lambda p: p["configuration"]["extensions"][1].update(colour="red"),
            "extensions[1]",
            "knows no 'colour'",
        ),
        (
            lambda p: p["configuration"]["extensions"][1].pop("name"),
            "extensions[1].name",
            "is missing",
        ),
        (
            lambda p: p["configuration"]["extensions"][1].update(devices={}),
            "extensions[1].devices",
            "must be a list",
        ),
        (
            lambda p: p["configuration"]["extensions"][1].update(number="112"),
            "number",
            "an emergency number already; choose another",
        ),
        (lambda p: p["configuration"].update(recording="some"), "recording", "is none of none,"),
        (lambda p: p["configuration"].update(extensions=[1]), "extensions[0]", "must be a"),
        (lambda p: p["configuration"].update(extensions=[[]]), "extensions[0]", "must be a"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    change: Callable[[Any], object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(changed(change))
    assert (refused.value.field, reason in refused.value.reason) == (field, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not JSON at line 1, column 1"),
        ('{\n  "format": ]\n}', "is not JSON at line 2, column 13"),
        ("[]", "must be a JSON object"),
        ('{"format": 1, "format": 2}', "format stands twice in one object; leave one"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert refused.value.field == "file"
    assert reason in refused.value.reason


def _kinds(wanted: Any, seen: set[type]) -> Iterator[type]:
    for kind in getattr(wanted, "__args__", ()):
        yield from _kinds(kind, seen)
    for kind in members_of(wanted):
        if is_dataclass(kind) and kind not in seen:
            seen.add(kind)
            yield kind
            for hint in fields_of(kind).values():
                yield from _kinds(hint, seen)


def test_whatever_holds_a_secret_in_a_list_has_a_name_there() -> None:
    kinds = set(_kinds(Config, set()))
    assert {Secret, SipPhone} <= kinds
    assert len({kind.__name__ for kind in kinds}) == len(kinds)  # the schema knows them by it

    def holds(kind: type) -> bool:
        return any(each in SECRETS for each in _kinds(kind, set()))

    listed = {
        item
        for kind in kinds
        for hint in fields_of(kind).values()
        if getattr(hint, "__origin__", None) is tuple
        for item in members_of(hint.__args__[0])
        if is_dataclass(item) and holds(item)
    }
    assert listed == NAMES.keys()


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p["configuration"]["extensions"][0].update(number=201),
        lambda p: p["configuration"]["extensions"][0].update(colour="red"),
        lambda p: p["configuration"]["extensions"][0].pop("name"),
        lambda p: p["configuration"]["extensions"][0]["devices"][0].pop("type"),
        lambda p: p["configuration"].update(recording="some"),
        lambda p: p.update(schema=1),
    ],
)
def test_the_schema_refuses_what_is_refused(change: Callable[[Any], object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(json.loads(changed(change)))
