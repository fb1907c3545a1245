"""The first screen: one sentence of health, the cards, the calls now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec.structs import replace

from appliance.spoken.languages import mark
from appliance.wire.answers import CallsNow, Cards, Status
from appliance.wire.first_start import GetFirstStart
from appliance.wire.protocol import GetCalls, GetCards, GetStatus
from appliance.wire.roles import Right
from appliance.wire.views import CallView, CardView
from webui.page import WORK, Context, Fragment, Page
from webui.pages.day_night import DAY_NIGHT
from webui.visit import Visit


async def health(visit: Visit) -> Context:
    return {"status": await visit.ask(GetStatus())}


async def front(visit: Visit) -> Context:
    """The cards, without what only an E1's strip shows: it moves with every call."""
    found = await visit.ask(GetCards())
    return {"cards": tuple(map(_without_slots, found.cards)), "timing": found.timing}


def _without_slots(card: CardView) -> CardView:
    if not any(socket.slots for socket in card.sockets):
        return card
    return replace(card, sockets=tuple(replace(socket, slots=()) for socket in card.sockets))


async def calls_now(visit: Visit) -> Context:
    return {"calls": (await visit.ask(GetCalls())).calls}


async def first_start(visit: Visit) -> Context:
    """Whether something of the first start is left, for who sees to it."""
    over = not visit.may(Right.OFFICE) or (await visit.ask(GetFirstStart())).over
    return {"start_left": not over, "problem": ""}


def _rows(shown: Context) -> Mapping[str, object]:
    calls = cast("tuple[CallView, ...]", shown["calls"])
    return {f"now-{call.id}": call for call in calls}


CALLS_NOW = Fragment("calls-now", calls_now, on=(CallsNow,), pieces=_rows, come_and_go=True)

PAGE = Page(
    key="overview",
    path="/",
    title=mark("Overview"),
    icon="dashboard",
    section=WORK,
    fetch=first_start,
    fragments=(
        Fragment("health", health, on=(Status,)),
        Fragment("front", front, on=(Cards,), right=Right.STATE),
        DAY_NIGHT,
        CALLS_NOW,
    ),
)
