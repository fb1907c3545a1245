"""Where errors become pages. What is not expected here is a bug and says so, once, in the log."""

from __future__ import annotations

import logging

from sanic import Request
from sanic.exceptions import NotFound, SanicException
from sanic.response import HTTPResponse, redirect, text

from appliance.core.errors import Fault
from appliance.spoken.languages import mark
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed, Unreachable
from webui import auth
from webui.api import answering, problems
from webui.api.route import BASE
from webui.application import App
from webui.site import site_of, visit_of

log = logging.getLogger("lineman.web")


def install(app: App) -> None:
    """Give `app` its answers to errors."""
    app.error_handler.add(Unreachable, _unreachable)
    app.error_handler.add(NotAllowed, _not_allowed)
    app.error_handler.add(Fault, _fault)
    app.error_handler.add(NotFound, _not_found)
    app.error_handler.add(SanicException, _refused)
    app.error_handler.add(Exception, _bug)


def _of_api(request: Request, error: SanicException) -> HTTPResponse | None:
    """What a program is told, which reads no page."""
    if not request.path.startswith(f"{BASE}/"):
        return None
    return problems.of(error, answering.language_of(request))


def _page(request: Request, title: str, status: int, **context: str) -> HTTPResponse:
    if not hasattr(request.ctx, "visit"):
        return text(title, status=status)
    words = {"text": "", "remedy": "", "again": "", **context}
    return site_of(request).alone(visit_of(request), "error.html", title, status, **words)


def _unreachable(request: Request, _error: Unreachable) -> HTTPResponse:
    response = _page(request, mark("The supervisor does not answer"), 503, again="/")
    response.headers["Retry-After"] = "2"
    return response


def _not_allowed(request: Request, error: NotAllowed) -> HTTPResponse:
    if error.why is Why.LOG_IN:
        return auth.ended()
    if error.why is Why.FACTOR:
        return redirect("/account/factor", status=303)
    return _page(request, mark("You may not do this"), 403)


def _fault(request: Request, error: Fault) -> HTTPResponse:
    return _page(
        request, mark("The box could not do this"), 500, text=error.text, remedy=error.remedy
    )


def _not_found(request: Request, error: NotFound) -> HTTPResponse:
    if found := _of_api(request, error):
        return found
    return _page(request, mark("There is no such page"), 404)


def _refused(request: Request, error: SanicException) -> HTTPResponse:
    if found := _of_api(request, error):
        return found
    return _page(request, mark("This request was not understood"), error.status_code)


def _bug(request: Request, error: Exception) -> HTTPResponse:
    log.error("%s %s: a fault of the web page", request.method, request.path, exc_info=error)
    return _page(request, mark("Something went wrong on this page"), 500)
