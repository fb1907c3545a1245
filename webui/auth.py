"""Who may come in: the gate before every request, and the cookies of a log-in."""

from __future__ import annotations

import contextlib
import logging

from sanic import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, redirect, text

from appliance.spoken.languages import mark
from appliance.wire.answers import SessionOpened, Why
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import Hello, LogOut
from appliance.wire.sessions import LONGEST
from webui import security, upload, visit
from webui.api.route import BASE
from webui.forms import posted
from webui.seldom import Seldom
from webui.site import site_of

log = logging.getLogger("lineman.web")

OPEN = frozenset({"/healthz", "/preferences", "/password/strength"})  # answered to anybody
BEFORE_LOGIN = frozenset(
    {"/setup", "/login", "/login/code", "/login/passkey", "/login/passkey/confirm"}
)
OWING = frozenset(
    {
        "/account/factor",
        "/account/second-factor",
        "/account/second-factor/confirm",
        "/logout",
    }
)  # what somebody reaches who owes a second factor
_FORGED = Seldom()
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


async def gate(request: Request) -> HTTPResponse | None:
    """Refuse what is not from our own page; send a stranger to set-up or log-in.

    Who the session belongs to is the supervisor's to say, at every question.
    """
    if _is_api(request):  # a key opens it, and no cookie: there is nothing that a page could forge
        return None
    site = site_of(request)
    if not request.cookies.get(security.VISITOR_COOKIE):
        request.ctx.new_visitor = security.new_visitor()
    request.ctx.visit = visit.of(request, site.client)
    if request.method in _CHANGING and not _from_here(request):
        return _forged(request, "from another site")
    if largest := getattr(getattr(request.route, "ctx", None), "form", 0):
        return await _door(request) or await _whole_form(request, largest)
    if request.method in _CHANGING and not _has_token(request):
        return _forged(request, "without its token")
    return await _door(request)


async def _door(request: Request) -> HTTPResponse | None:
    site = site_of(request)
    if request.path in OPEN or request.path.startswith("/assets/"):
        return None
    if not site.set_up:
        site.set_up = (await site.client.ask(Hello())).set_up
    if not site.set_up:
        return None if request.path == "/setup" else redirect("/setup")
    if request.path in BEFORE_LOGIN:
        return redirect("/login") if request.path == "/setup" else None
    return await _inside(request)


async def _inside(request: Request) -> HTTPResponse | None:
    if not request.ctx.visit.session:
        return redirect("/login")
    await judge(request)
    return None


def _is_api(request: Request) -> bool:
    """Whether it is answered to programs, which the API itself judges by their key; by the route,
    and where there is none by how its path begins.
    """
    if request.route is None:
        return request.path.startswith(f"{BASE}/")
    return hasattr(request.route.ctx, "scopes")


async def judge(request: Request) -> None:
    """NotAllowed for who has not the right that the route names; a route without one is nobody's.

    The page hides nothing by this that the supervisor would tell: it judges each question too.
    """
    if request.route is None:
        return  # there is no such page, whoever asks
    right = getattr(request.route.ctx, "right", None)
    if not getattr(request.route.ctx, "patient", False):  # a stream waits for the supervisor
        request.ctx.visit = await request.ctx.visit.identified()
        if request.ctx.visit.owes and request.path not in OWING:
            raise NotAllowed(Why.FACTOR)
        if right is None or not request.ctx.visit.may(right):
            who = request.ctx.visit.person
            log.warning("%s may not %s %s", who, request.method, request.path)
            raise NotAllowed(Why.RIGHTS)


async def _whole_form(request: Request, largest: int) -> HTTPResponse | None:
    """Take in a form that brings a file: only now, when it is known whose it is.

    Its route is a stream named `ctx_form`, at most so many bytes; `?large` tells of a larger one,
    as nginx does.
    """
    length = upload.promised(request)
    if length > largest:
        return redirect(f"{request.path}?large=yes", status=303)
    if length:
        request.body = b"".join([piece async for piece in upload.pieces(request)])
    return None if _has_token(request) else _forged(request, "without its token")


_EXPIRED = mark("This page has expired. Go back, reload it and try again.")


def _forged(request: Request, how: str) -> HTTPResponse:
    origin = request.headers.get("x-real-ip", "") or "nowhere"
    if _FORGED.now(origin):
        # What has no route may have a secret in its address: a telephone's book has.
        where = f"/{request.route.path}" if request.route is not None else "no page of ours"
        log.warning("%s sent a form %s: %s %s", origin, how, request.method, where)
    return text(site_of(request).say(request.ctx.visit, _EXPIRED), status=403)


def _from_here(request: Request) -> bool:
    headers = request.headers
    return security.same_origin(
        headers.get("origin"), headers.get("sec-fetch-site"), headers.get("host", "")
    )


def _has_token(request: Request) -> bool:
    given = request.headers.get("x-csrf-token")
    if given is None and request.method == "POST":
        given = posted(request.form).get("token")  # a PUT is a stream: its body is not read here
    return visit.knows_token(request, given or "")


def close(request: Request, response: BaseHTTPResponse) -> None:
    """What every answer carries; a visitor's number is set with the first one."""
    for name, value in security.HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/assets/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if number := getattr(request.ctx, "new_visitor", None):
        keep(response, security.VISITOR_COOKIE, number)


def keep(response: BaseHTTPResponse, name: str, value: str, seconds: int | None = None) -> None:
    """Set one of our cookies; without `seconds` it lasts as long as the browser is open."""
    response.add_cookie(
        name, value, path="/", secure=True, httponly=True, samesite="Strict", max_age=seconds
    )


async def let_in(visited: visit.Visit, session: SessionOpened) -> HTTPResponse:
    """`opened`, and whoever was in from this browser until now is out."""
    if visited.session:
        with contextlib.suppress(NotAllowed):  # it had ended by itself
            await visited.ask(LogOut())
    return opened(session)


def opened(session: SessionOpened) -> HTTPResponse:
    """The way in: the session's cookie and the first page.

    The browser keeps it for as long as a session can last: whoever works all day stays in, and
    when he has been idle for too long is the supervisor's to say.
    """
    response = redirect("/", status=303)
    keep(response, security.SESSION_COOKIE, session.token, int(LONGEST))
    return response


def ended(to: str = "/login") -> HTTPResponse:
    """The way out; the cookie is taken back, and what else the browser keeps of us."""
    response = redirect(to, status=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    keep(response, security.SESSION_COOKIE, "", 0)
    return response
