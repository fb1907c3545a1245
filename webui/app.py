"""The web page as one Sanic application, put together here and nowhere else."""

from __future__ import annotations

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from appliance.wire.protocol import LARGEST_UPDATE, Hello
from appliance.wire.roles import Right
from webui import auth, edges, pages, preferences, streams
from webui.api import metrics, phone_books
from webui.api import routes as api
from webui.application import App
from webui.live import Hub
from webui.settings import Settings
from webui.site import Site, site_of

LARGEST_BODY = LARGEST_UPDATE + (20 << 20)  # bytes, with the form around it; nginx says the same
PATIENCE = 15.0  # seconds for the supervisor's answer to one question


def create(settings: Settings) -> App:
    """The application; nothing is opened before the first request."""
    app = Sanic("lineman-web", configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=LARGEST_BODY,
        REQUEST_TIMEOUT=60,
        RESPONSE_TIMEOUT=60,
        KEEP_ALIVE_TIMEOUT=75,
        GRACEFUL_SHUTDOWN_TIMEOUT=1.0,
        FALLBACK_ERROR_FORMAT="text",
        ACCESS_LOG=False,
        MOTD=False,
    )
    client = Client(settings.supervisor, patience=PATIENCE)
    app.ctx.site = Site(settings, client, Hub(client), pages.ALL)
    app.register_middleware(auth.gate, "request")
    app.register_middleware(auth.close, "response")
    edges.install(app)
    app.add_route(health, "/healthz", ctx_right=Right.DOOR)
    if settings.port:  # on the box nginx serves them
        app.static("/assets", settings.assets, name="assets")
    preferences.routes(app)
    streams.routes(app)
    pages.routes(app)
    api.routes(app)
    phone_books.routes(app)
    metrics.routes(app)
    return app


async def health(request: Request) -> HTTPResponse:
    """For the update's health gate: the page answers and reaches the supervisor."""
    try:
        await site_of(request).client.ask(Hello())
    except Unreachable:
        return json({"supervisor": False}, status=503)
    return json({"supervisor": True})
