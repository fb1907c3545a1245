"""The whole text and its pieces never differ."""

from dataclasses import replace

import pytest

from appliance.core.canonical import to_json
from appliance.core.commands import edit
from appliance.core.parts import PLACES
from appliance.core.pieces import lists, pieces, settings
from tests.machines.company import company
from tests.machines.known import OFFICES
from tests.machines.offices import named


@pytest.mark.parametrize("office", OFFICES)
def test_the_pieces_make_the_whole(office: str) -> None:
    config = OFFICES[office]()
    assert pieces(config).whole() == to_json(config)


def test_every_place_is_a_list_or_a_setting() -> None:
    assert set(lists().values()) >= PLACES.keys()
    assert {"country", "zone", "inbound.operator", "outbound.groups"} <= settings().keys()


def test_what_did_not_change_is_the_same_text() -> None:
    before = company(40)
    spelled = pieces(before)
    after = edit(before, named("20003", "Новое имя"))
    again = pieces(after, (before, spelled))
    assert again.whole() == to_json(after) != to_json(before)
    assert again.lists["extensions"] is spelled.lists["extensions"]
    same = [a is b for a, b in zip(again.lists["people"], spelled.lists["people"], strict=True)]
    assert same.count(False) == 1


def test_parts_that_moved_keep_their_text() -> None:
    before = company(40)
    after = replace(before, people=before.people[:3] + before.people[4:])
    again = pieces(after, (before, pieces(before)))
    assert again.whole() == to_json(after)
