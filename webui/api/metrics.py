"""The box's numbers for Prometheus: by a key, or from an address that was named for it."""

from __future__ import annotations

import logging

from sanic import Request
from sanic.response import HTTPResponse, raw

from appliance.core.errors import Invalid
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed
from appliance.wire.monitoring import GetMetrics, Metrics
from appliance.wire.scopes import OPENED
from webui import metrics
from webui.api import problems
from webui.api.answering import caller_of, identified, language_of
from webui.api.problems import Wrong
from webui.application import App
from webui.site import site_of

log = logging.getLogger("lineman.web")

PATH = "/metrics"
SCOPES = OPENED[GetMetrics]


def routes(app: App) -> None:
    app.add_route(_metrics, PATH, name="metrics", ctx_scopes=SCOPES)


async def _metrics(request: Request) -> HTTPResponse:
    try:
        return raw(metrics.written(await _found(request)), content_type=metrics.TYPE)
    except Exception as error:  # the edge: every error is told as the API tells it
        found = problems.of(error, language_of(request))
        if found is None:
            log.exception("a fault of the metrics")
            return problems.problem(Wrong("bug"), language_of(request))
        return found


async def _found(request: Request) -> Metrics:
    """Whoever brings a key is judged by it alone."""
    try:
        if "authorization" not in request.headers:
            return await _by_address(request)
        caller = caller_of(request)
        await identified(caller, SCOPES, GetMetrics)
        found: Metrics = await caller.ask(GetMetrics())
    except Invalid as invalid:  # they are switched off
        raise Wrong("not-found", invalid.reason) from invalid
    return found


async def _by_address(request: Request) -> Metrics:
    origin = request.headers.get("x-real-ip", "")
    try:
        return await site_of(request).client.ask(GetMetrics(origin))
    except NotAllowed as refusal:
        if refusal.why is Why.LOG_IN:
            raise Wrong("no-key") from refusal
        raise
