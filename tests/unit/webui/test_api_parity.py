"""Whatever a page offers a program has too, or one table says why not."""

from __future__ import annotations

from appliance.core.parts import PLACES
from tests.web.api_parity import DONE_BY, NOT_FOR_PROGRAMS
from tests.web.route_roles import TABLE
from webui.api.collections import COLLECTIONS
from webui.api.table import ROUTES

_NAMES = {route.name for route in ROUTES}


def test_each_route_of_a_page_is_done_by_programs_or_has_its_reason() -> None:
    assert set(DONE_BY) | set(NOT_FOR_PROGRAMS) == set(TABLE)
    assert set(DONE_BY) & set(NOT_FOR_PROGRAMS) == set()
    assert all(NOT_FOR_PROGRAMS.values())


def test_it_is_done_by_operations_that_there_are() -> None:
    named = {name for names in DONE_BY.values() for name in names.split()}
    assert named <= _NAMES
    assert all(DONE_BY.values())


def test_what_changes_is_done_by_what_changes() -> None:
    changing = {route.name for route in ROUTES if route.changes}
    for (method, path), names in DONE_BY.items():
        if method != "GET":
            assert set(names.split()) & changing, path


def test_every_kind_of_part_has_its_list() -> None:
    assert {each.kind for each in COLLECTIONS} == set(PLACES)
    assert len(_NAMES) == len(ROUTES)
