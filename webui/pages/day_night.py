"""The switch of day and night, on the pages where somebody sees it: as the office answers now."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.wire.live_state import DayNight, GetDayNight, SetDayNight, Switch
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import read_form
from webui.page import Context, Fragment
from webui.site import site_of, visit_of
from webui.visit import Visit


async def days(visit: Visit) -> Context:
    return {"days": await visit.ask(GetDayNight())}


DAY_NIGHT = Fragment("day-night", days, on=(DayNight,), right=Right.STATE)


def routes(app: App) -> None:
    app.add_route(switch, "/day-night", methods=["POST"], ctx_right=Right.STATE)


async def switch(request: Request) -> HTTPResponse:
    """By hand, or back to what the hours say; then to the page that it was done on."""
    site, visit = site_of(request), visit_of(request)
    form = read_form(request.form, ("schedule", "to", "back"), ())
    pages = {page.path: page for page in site.pages if DAY_NIGHT in page.fragments}
    page = pages.get(form["back"], pages["/"])
    to = next((each for each in Switch if each.value == form["to"]), Switch.AUTO)
    try:
        await visit.ask(SetDayNight(form["schedule"], to))
    except (Invalid, Fault) as error:
        return await site.page(visit, page, 409, {"problem": visit.why(error)})
    return redirect(page.path, status=303)
