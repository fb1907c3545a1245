"""Span and channel numbers stay with their card, whatever happens to the others."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.cards import FoundCard
from appliance.core.commands import AdoptCard, Command, ForgetCard, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.people import DeskPhone, Device
from tests.property.strategies import commands, configs, found_cards

Numbers = dict[tuple[str, int], tuple[int, int]]


def _numbers(config: Config) -> Numbers:
    return {(card.key.text, span.local): (span.number, span.base) for card, span in config.spans()}


@given(configs, st.lists(commands, max_size=8))
def test_no_command_moves_a_span_that_stays(config: Config, asked: list[Command]) -> None:
    for command in asked:
        before = _numbers(config)
        with contextlib.suppress(Invalid):
            config = edit(config, command)
        after = _numbers(config)
        assert all(after[key] == before[key] for key in before.keys() & after.keys())


@given(configs, found_cards)
def test_adopting_twice_is_adopting_once(config: Config, found: FoundCard) -> None:
    once = edit(config, AdoptCard(found))
    assert edit(once, AdoptCard(found)) == once


@given(configs, found_cards, found_cards)
def test_a_card_that_is_forgotten_takes_nothing_of_the_others_with_it(
    config: Config, one: FoundCard, other: FoundCard
) -> None:
    both = edit(edit(config, AdoptCard(one)), AdoptCard(other))
    if one.key == other.key:
        return
    left = edit(both, ForgetCard(one.key))
    assert left.card(other.key) == both.card(other.key)
    kept = {ext.number: ext.devices for ext in left.extensions}
    for ext in both.extensions:
        assert kept[ext.number] == tuple(d for d in ext.devices if not _on(one, d))


def _on(card: FoundCard, device: Device) -> bool:
    return isinstance(device, DeskPhone) and device.socket.card == card.key
