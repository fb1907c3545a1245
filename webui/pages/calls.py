"""Calls: those that are up, and one row for each that ended."""

from __future__ import annotations

import math

from sanic import Request
from sanic.response import HTTPResponse

from appliance.spoken.languages import mark
from appliance.wire.answers import CallEnded
from appliance.wire.history import GetHistory
from webui.application import App
from webui.page import WORK, Context, Fragment, Page
from webui.pages.overview import CALLS_NOW
from webui.site import site_of, visit_of
from webui.visit import Visit

ROWS = 50


async def history(visit: Visit, before: float = 0.0) -> Context:
    """Calls that began before `before` (0: the newest)."""
    found = await visit.ask(GetHistory(before=before, limit=ROWS))
    return {"past": found.calls, "more": found.more, "before": before}


async def newest(visit: Visit) -> Context:
    return await history(visit)


PAGE = Page(
    key="calls",
    path="/calls",
    title=mark("Calls"),
    icon="phone",
    section=WORK,
    fragments=(CALLS_NOW, Fragment("history", newest, on=(CallEnded,))),
)


def routes(app: App) -> None:
    app.add_route(older, "/calls/older")


async def older(request: Request) -> HTTPResponse:
    """Older calls, fifty at a time; nothing on this screen moves while it is read."""
    visit = await visit_of(request).identified()
    before = _moment((request.args or {}).get("before", "0"))
    rows = await history(visit, before)
    return await site_of(request).page(visit, PAGE, shown={"still": True, **rows})


def _moment(given: str) -> float:
    """Epoch seconds out of an address; 0, the newest, where somebody typed nonsense."""
    try:
        moment = float(given)
    except ValueError:
        return 0.0
    return moment if math.isfinite(moment) else 0.0
