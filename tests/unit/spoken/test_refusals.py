"""Each field of each part refuses a wrong value: at its place, with a cure, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from appliance.core.canonical import fields_of, from_plain, is_dataclass, members_of, to_plain
from appliance.core.commands import Command
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.network import Mac, NetworkPort
from appliance.core.numbers import ExtensionNumber
from appliance.core.parts import PLACES, parts
from appliance.core.scenario import FromTelephone, Moment, Scenario
from appliance.core.test_calls import Ending, Outcome, StoredCall
from appliance.core.text import DisplayName
from appliance.spoken import sentences
from tests.machines.known import OFFICES

_WRONG: dict[type, list[Any]] = {
    str: ["\x00", 7, None, [], "я" * 5000],
    int: [-99999, "seven", 10**9, None],
    bool: ["maybe", None],
    list: ["x", {}],
    dict: ["x\n", [], 7],
    type(None): [[[]]],
}
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_CALL = StoredCall(
    Key("call-1"),
    DisplayName("Звонок"),
    Scenario(Moment("2027-03-08T19:30:00+03:00"), FromTelephone(ExtensionNumber("201"), "112")),
    Outcome(Ending.ANSWERED),
)
_PORT = NetworkPort(Mac("02:00:00:00:02:10"), "192.168.1.10", 24, "192.168.1.1", ("192.168.1.1",))


_NAMED_ALIKE = {"email", "e-mail", "ipv6", "pin", "PIN"}  # in both languages
_OFFICES = [make() for make in OFFICES.values()]


def _samples(kind: type) -> list[Any]:
    """Parts of the kind, the most telling first."""
    found = [part for config in _OFFICES for part in parts(config, kind)[:50]]
    if kind is StoredCall:
        found.append(_CALL)
    if kind is NetworkPort:
        found.append(_PORT)
    return sorted(found, key=lambda part: -len(json.dumps(to_plain(part, kind))))[:3]


def _spoilt(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Where something can be spoilt, and by what."""
    if path:
        for wrong in _WRONG.get(type(plain), []):
            yield path, wrong
    inner = (
        plain.items()
        if isinstance(plain, dict)
        else enumerate(plain)
        if isinstance(plain, list)
        else ()
    )
    for key, value in inner:
        if key != "type":
            yield from _spoilt(value, (*path, key))


def _with(plain: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    made = json.loads(json.dumps(plain))
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = wrong
    return made


@pytest.mark.parametrize("kind", PLACES, ids=lambda kind: kind.__name__)
def test_a_wrong_value_is_refused_at_its_place_in_both_languages(kind: type) -> None:
    refused = set()
    (sample, *_) = samples = [to_plain(part, kind) for part in _samples(kind)]
    for plain in samples:
        for path, wrong in _spoilt(plain):
            if (refusal := _refusal(kind, _with(plain, path, wrong))) is not None:
                refused.add(path[0])
                assert refusal.field.startswith("part"), refusal
                _check_russian(refusal)
    assert refused == set(sample)


def _refusal(kind: type, plain: Any) -> Invalid | None:
    """None: it can be so."""
    try:
        from_plain(kind, plain, "part")
    except Invalid as invalid:
        return invalid
    return None


def _check_russian(invalid: Invalid) -> None:
    said = sentences.said(invalid.reason, "ru")
    own = re.sub(
        r"'.*'|: .*|JSON|\S+[.@]example\.com", "", said
    )  # without what was typed, or is to be
    assert not re.search(r"\b[a-z]{3,}\b", own), said
    assert said != invalid.reason, invalid.reason
    assert _CYRILLIC.search(said), said
    for step in re.sub(r"\[\d+\]", "", invalid.field).split("."):
        assert _CYRILLIC.search(sentences.named(step, "ru")) or step in _NAMED_ALIKE, invalid.field


def _names(wanted: Any, seen: set[Any]) -> Iterator[str]:
    """Fields that can be wrong in a value of the type, or in what it is made of."""
    if get_origin(wanted) is tuple:
        yield from _names(get_args(wanted)[0], seen)
        return
    for kind in members_of(wanted):
        if get_origin(kind) is tuple:
            yield from _names(kind, seen)
        elif is_dataclass(kind) and kind not in seen:
            seen.add(kind)
            for name, hint in fields_of(kind).items():
                yield name
                yield from _names(hint, seen)


@pytest.mark.parametrize("asked", [Command, Config, Scenario], ids=["command", "file", "call"])
def test_every_field_has_a_name_in_russian(asked: Any) -> None:
    names = set(_names(asked, set())) - _NAMED_ALIKE
    assert len(names) > 10
    assert [
        name for name in sorted(names) if not _CYRILLIC.search(sentences.named(name, "ru"))
    ] == []
