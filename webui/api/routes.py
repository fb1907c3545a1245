"""The API's routes, given to the application; each names what opens it, as a page's does."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, raw

from appliance.wire.api_keys import GetOwnApiKey
from appliance.wire.roles import Right
from appliance.wire.scopes import OPENED
from webui.api import openapi, problems
from webui.api.answering import caller_of, handler, identified, language_of
from webui.api.route import BASE, GAP
from webui.api.table import ROUTES
from webui.application import App
from webui.once import Once

KEPT = 512  # changes with an Idempotency-Key that are remembered


def routes(app: App) -> None:
    """A way in for each row of the table, and the description of them all."""
    once = Once(KEPT)
    for each in ROUTES:
        app.add_route(
            handler(each, once),
            BASE + GAP.sub(r"<\1:str>", each.path),
            methods=[each.method],
            name=f"api-v1-{each.name}",
            unquote=True,
            stream=bool(each.brings),  # read once it is known who sends it
            ctx_scopes=each.scopes,
        )
    app.add_route(
        _described, f"{BASE}/openapi.json", name="api-openapi", ctx_scopes=OPENED[GetOwnApiKey]
    )
    app.add_route(_document, "/api/openapi.json", name="api-document", ctx_right=Right.OWN)


async def _described(request: Request) -> HTTPResponse:
    """For whoever has a key of any scope."""
    try:
        await identified(caller_of(request), OPENED[GetOwnApiKey], GetOwnApiKey)
    except Exception as error:
        if (found := problems.of(error, language_of(request))) is None:
            raise
        return found
    return await _document(request)


async def _document(_request: Request) -> HTTPResponse:
    return raw(openapi.document(), content_type="application/json")
