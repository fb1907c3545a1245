"""Only what changed on an open page is sent to it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from appliance.wire.errors import Unreachable
from webui.live import Ear
from webui.page import Context, Fragment, Page
from webui.site import Site
from webui.streams import Drawing, _next
from webui.visit import Visit


class Words:
    """Templates that say their own name and what they were given."""

    def text(self, _visit: object, template: str, context: Context) -> str:
        return f"{template} {dict(context)}"


async def _sent(fragment: Fragment, *worlds: dict[str, object]) -> list[str]:
    drawing = Drawing(cast("Site", Words()), cast("Visit", None))
    said = []
    for world in worlds:
        now.clear()
        now.update(world)
        said.append(await drawing.changed(fragment))
    return said


now: dict[str, object] = {}


async def _fetch(_visit: Visit) -> Context:
    return {"tiles": dict(now)}


WHOLE = Fragment("board", _fetch)
SPLIT = Fragment("board", _fetch, pieces=lambda shown: cast("Context", shown["tiles"]))
MOVING = replace(SPLIT, come_and_go=True)


async def test_what_is_the_same_is_not_sent_again() -> None:
    first, second = await _sent(WHOLE, {"a": 1}, {"a": 1})
    assert "fragment/board.html" in first
    assert second == ""


async def test_of_many_pieces_those_that_changed_are_sent() -> None:
    _, second = await _sent(SPLIT, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2, "c": 1})
    assert second == "event: fragment\ndata: fragment/board-piece.html {'piece': 2}\n\n"


async def test_a_piece_more_or_less_sends_all_of_them() -> None:
    _, second, third = await _sent(SPLIT, {"a": 1}, {"a": 1, "b": 2}, {"b": 2})
    assert "fragment/board.html" in second
    assert "fragment/board.html" in third


async def test_of_pieces_that_come_and_go_no_other_is_drawn() -> None:
    _, second = await _sent(MOVING, {"a": 1, "b": 1, "c": 1}, {"b": 2, "c": 1, "d": 5})
    assert second == (
        "event: gone\ndata: a\n\n"
        "event: fragment\ndata: fragment/board-piece.html {'piece': 2}\n\n"
        "event: added\ndata: board-pieces\ndata: fragment/board-piece.html {'piece': 5}\n\n"
        "event: fragment\ndata: fragment/board-head.html {'tiles': {'b': 2, 'c': 1, 'd': 5}}\n\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [({"a": 1}, {}), ({}, {"a": 1}), ({"a": 1}, {"b": 1}), ({"b": 1}, {"a": 1, "b": 1}),
     ({"a": 1, "b": 1}, {"b": 1, "a": 2})],
    ids=["none left", "the first", "none stays", "one before the others", "in another order"],
)  # fmt: skip
async def test_what_cannot_be_put_behind_the_others_is_sent_whole(
    before: dict[str, object], after: dict[str, object]
) -> None:
    _, second = await _sent(MOVING, before, after)
    assert second.count("event:") == 1
    assert "fragment/board.html" in second


class Open(Drawing):
    """A page whose visitor may see all of it."""

    async def allowed(self, _page: Page, fragments: list[Fragment]) -> list[Fragment]:
        return fragments


async def test_what_was_drawn_and_not_sent_is_sent_when_the_supervisor_is_back() -> None:
    """A call ends while the supervisor goes away between two questions of one page."""
    away = False

    async def fetch(_visit: Visit) -> Context:
        if away:
            raise Unreachable
        return {}

    fragments = (replace(MOVING, on=(int,)), Fragment("people", fetch, on=(int,)))
    page = cast("Page", SimpleNamespace(fragments=fragments))
    drawing, ear = Open(cast("Site", Words()), cast("Visit", None)), Ear()

    async def told(world: dict[str, object]) -> str:
        now.clear()
        now.update(world)
        ear.hear({int})
        return await _next(drawing, page, ear) or ""

    await told({"a": 1, "b": 1})
    away = True
    assert "lost" in await told({"b": 1})
    away = False
    assert "fragment/board.html {'tiles': {'b': 1}}" in await told({"b": 1})
