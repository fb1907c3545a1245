"""Whole configurations with parts of every kind that point at one another."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from appliance.core.call_handling import Prompt
from appliance.core.cards import E1Signalling, Framing, PriSide
from appliance.core.commands import SetLine, edit
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.errors import Invalid
from appliance.core.fax import FaxNumber
from appliance.core.numbers import AreaCode
from appliance.core.parts import Part, put
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.schedules import Schedule
from appliance.core.text import DisplayName
from appliance.core.trunks import Admits, Recording, TrunkGroup
from tests.machines.offices import TE122, mixed, shop
from tests.property.networks import network_names
from tests.property.parts import PARTS, hours
from tests.property.pools import KEYS, NUMBERS, few, groups, numbers, zones

Change = Callable[[Config], Config]


def _put(part: Part) -> Change:
    return lambda config: put(config, part)


def _set(name: str, value: Any) -> Change:
    return lambda config: replace(config, **{name: value})


def _inbound(name: str, value: Any) -> Change:
    return lambda config: replace(config, inbound=replace(config.inbound, **{name: value}))


def _outbound(name: str, value: Any) -> Change:
    return lambda config: replace(config, outbound=replace(config.outbound, **{name: value}))


def _spoken(framing: Framing, side: PriSide, signalling: E1Signalling) -> Change:
    """As an admin sets an E1, where its card is; no part says how that is spoken."""
    command = SetLine(TE122.key, 1, framing, side, signalling)
    return lambda config: edit(config, command)


_ORDER = list(PARTS)
_part_lists = st.lists(st.one_of(*PARTS.values()), min_size=10, max_size=24).map(
    lambda parts: sorted(parts, key=lambda part: _ORDER.index(type(part)))
)
_settings = st.one_of(
    st.builds(_set, st.just("country"), st.sampled_from(CountryCode)),
    st.builds(_set, st.just("zone"), zones),
    st.builds(_set, st.just("area"), st.none() | st.just(AreaCode("495"))),
    st.builds(_set, st.just("recording"), st.sampled_from(Recording)),
    st.builds(_set, st.just("hold_music"), st.none() | st.sampled_from(KEYS)),
    st.builds(_set, st.just("network"), network_names),
    st.builds(_inbound, st.just("did_tail"), st.sampled_from((0, 2, 6))),
    st.builds(_inbound, st.just("operator"), numbers),
    st.builds(_inbound, st.just("hours"), hours),
    st.builds(_inbound, st.just("admits"), st.sampled_from(Admits)),
    st.builds(_inbound, st.just("faxes"), st.none() | st.sampled_from(KEYS)),
    st.builds(_outbound, st.just("groups"), few(groups)),
    st.builds(_outbound, st.just("ring_seconds"), st.integers(10, 300)),
    st.builds(
        _spoken,
        st.builds(Framing, st.booleans()),
        st.sampled_from(PriSide),
        st.sampled_from(E1Signalling),
    ),
)


def _made(start: Callable[[], Config], parts: list[Part], settings: list[Change]) -> Config:
    """What fits, twice over, so that parts can point at those that come after them."""
    config = start()
    changes = [_put(part) for part in parts]
    for change in (*changes, *changes, *settings):
        try:
            config = change(config)
        except Invalid:
            continue
    return config


@cache
def _furnished() -> Config:
    """A shop with something under each name that parts like to point at."""
    config = shop()
    for key in KEYS:
        name = DisplayName(key.text)
        config = put(config, Prompt(key, name))
        config = put(config, Department(key, name))
        config = put(config, Person(key, name))
        config = put(config, Group(key, name))
        config = put(config, Schedule(key, name, ()))
        config = put(config, FaxNumber(key, name))
    for number in NUMBERS:
        name = DisplayName(number.digits)
        config = put(config, Extension(number, name))
        config = put(config, Mailbox(number, name))
    return put(config, TrunkGroup(3, DisplayName("3")))


_starts = st.sampled_from((Config, mixed, _furnished, _furnished))
whole_configs = st.builds(_made, _starts, _part_lists, st.lists(_settings, max_size=4))
