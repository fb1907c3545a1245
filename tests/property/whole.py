"""Whole configurations with parts of every kind that point at one another."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from appliance.core.call_handling import Prompt
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode
from appliance.core.parts import Part, put
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.offices import mixed, shop
from tests.property.parts import PARTS, hours
from tests.property.pools import few, groups, numbers, zones

Change = Callable[[Config], Config]


def _put(part: Part) -> Change:
    return lambda config: put(config, part)


def _set(name: str, value: Any) -> Change:
    return lambda config: replace(config, **{name: value})


def _inbound(name: str, value: Any) -> Change:
    return lambda config: replace(config, inbound=replace(config.inbound, **{name: value}))


def _outbound(name: str, value: Any) -> Change:
    return lambda config: replace(config, outbound=replace(config.outbound, **{name: value}))


_part_lists = st.tuples(*(st.lists(parts, max_size=3) for parts in PARTS.values())).map(
    lambda lists: [part for each in lists for part in each]
)
_settings = st.one_of(
    st.builds(_set, st.just("country"), st.sampled_from(CountryCode)),
    st.builds(_set, st.just("zone"), zones),
    st.builds(_set, st.just("area"), st.none() | st.just(AreaCode("495"))),
    st.builds(_set, st.just("recording"), st.sampled_from(Recording)),
    st.builds(_inbound, st.just("did_tail"), st.sampled_from((0, 2, 6))),
    st.builds(_inbound, st.just("operator"), st.none() | numbers),
    st.builds(_inbound, st.just("hours"), st.none() | hours),
    st.builds(_outbound, st.just("groups"), few(groups)),
    st.builds(_outbound, st.just("ring_seconds"), st.integers(10, 300)),
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


def _with_prompts() -> Config:
    """A shop whose menus have something to say."""
    config = shop()
    for key in ("a", "sales", "staff"):
        config = put(config, Prompt(Key(key), DisplayName(key)))
    return config


_starts = st.sampled_from((Config, shop, mixed, _with_prompts))
whole_configs = st.builds(_made, _starts, _part_lists, st.lists(_settings, max_size=4))
