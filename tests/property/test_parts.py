"""The strategies themselves: every kind of part is made, alone and in whole configurations."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from appliance.core.canonical import fields_of, members_of
from appliance.core.config import Config
from appliance.core.parts import PLACES, parts
from appliance.core.trunks import Inbound, Outbound
from tests.property.parts import PARTS
from tests.property.whole import whole_configs


def test_every_kind_has_a_strategy() -> None:
    assert PARTS.keys() == PLACES.keys()


_MANY = settings(max_examples=300, phases=[Phase.generate])
_Fields = set[tuple[type, str]]


def _kinds(wanted: Any, seen: set[type]) -> set[type]:
    """What a value of the type is made of, and what that is made of."""
    for kind in members_of(wanted):
        if get_origin(kind) is tuple:
            _kinds(get_args(kind)[0], seen)
        elif isinstance(kind, type) and is_dataclass(kind) and kind not in seen:
            seen.add(kind)
            for hint in fields_of(kind).values():
                _kinds(hint, seen)
    return seen


def _unusual(value: Any) -> Iterator[tuple[type, str]]:
    """Fields that hold something else than what is usual in them, here and within."""
    if isinstance(value, tuple):
        for each in value:
            yield from _unusual(each)
    elif is_dataclass(value):
        for field in fields(value):
            held = getattr(value, field.name)
            if field.default is not MISSING and held != field.default:
                yield type(value), field.name
            yield from _unusual(held)


def _optional(kinds: set[type]) -> _Fields:
    return {(k, f.name) for k in kinds for f in fields(k) if f.default is not MISSING}


def test_every_field_of_every_part_takes_other_values_than_its_usual_one() -> None:
    seen: _Fields = set()

    for made in PARTS.values():

        @_MANY
        @given(made)
        def look(part: object) -> None:
            seen.update(_unusual(part))

        look()
    wanted = _optional({kind for part in PLACES for kind in _kinds(part, set())})
    assert len(wanted) > 80
    assert wanted - seen == set()


def test_so_does_every_setting_of_the_office() -> None:
    seen: _Fields = set()

    @_MANY
    @given(whole_configs)
    def look(config: Config) -> None:
        seen.update(_unusual(config))

    look()
    assert _optional({Config, Inbound, Outbound}) - seen == set()


@given(st.one_of(*PARTS.values()))
def test_a_part_is_told_from_others_by_a_name(part: object) -> None:
    name = PLACES[type(part)].name
    assert len({name(part), name(part)}) == 1


@pytest.mark.parametrize("kind", PLACES, ids=lambda kind: kind.__name__)
def test_some_whole_configuration_holds_it(kind: type) -> None:
    enough = settings(max_examples=400, phases=[Phase.generate])
    assert parts(
        find(whole_configs, lambda config: bool(parts(config, kind)), settings=enough), kind
    )
