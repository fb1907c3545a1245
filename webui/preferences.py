"""Language and colours, kept in the browser."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.spoken.languages import LANGUAGES
from appliance.wire.roles import Right
from webui import auth, language, visit
from webui.application import App
from webui.forms import posted
from webui.site import site_of

YEAR = 365 * 24 * 3600  # seconds


def routes(app: App) -> None:
    app.add_route(save, "/preferences", methods=["POST"], ctx_right=Right.DOOR)


async def save(request: Request) -> HTTPResponse:
    """Keep what was pressed and go back to the page it was pressed on."""
    form = posted(request.form)
    known = {"/setup", "/login", *(page.path for page in site_of(request).pages)}
    back = form.get("back")
    response = redirect(back if back in known else "/", status=303)
    if (chosen := form.get("language")) in LANGUAGES:
        auth.keep(response, language.COOKIE, chosen, YEAR)
    if (theme := form.get("theme")) in visit.THEMES:
        auth.keep(response, visit.THEME_COOKIE, theme, YEAR)
    return response
