"""The first screen: one sentence of health, the cards, the calls now."""

from __future__ import annotations

from appliance.spoken.languages import mark
from appliance.wire.answers import CallsNow, Cards, Status
from appliance.wire.protocol import GetCalls, GetCards, GetStatus
from appliance.wire.roles import Right
from webui.page import WORK, Context, Fragment, Page
from webui.visit import Visit


async def health(visit: Visit) -> Context:
    return {"status": await visit.ask(GetStatus())}


async def front(visit: Visit) -> Context:
    found = await visit.ask(GetCards())
    return {"cards": found.cards, "timing": found.timing}


async def calls_now(visit: Visit) -> Context:
    return {"calls": (await visit.ask(GetCalls())).calls}


CALLS_NOW = Fragment("calls-now", calls_now, on=(CallsNow,))

PAGE = Page(
    key="overview",
    path="/",
    title=mark("Overview"),
    icon="dashboard",
    section=WORK,
    fragments=(
        Fragment("health", health, on=(Status,)),
        Fragment("front", front, on=(Cards,), right=Right.STATE),
        CALLS_NOW,
    ),
)
