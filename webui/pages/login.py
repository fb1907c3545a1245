"""Logging in, with a code beside the password where the account wants one, and out."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.spoken.languages import mark
from appliance.wire.access import GiveCode
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import LogIn, LogOut
from appliance.wire.roles import Right
from appliance.wire.trusted import is_address
from webui import auth
from webui.application import App
from webui.forms import Form, read_form
from webui.site import site_of, visit_of

TITLE = mark("Log in")
CODE_TITLE = mark("Code")


def routes(app: App) -> None:
    for handler, path, method, name in (
        (show, "/login", "GET", "login"),
        (enter, "/login", "POST", "enter"),
        (give_code, "/login/code", "POST", "give-code"),
        (leave, "/logout", "POST", "leave"),
    ):
        app.add_route(handler, path, methods=[method], name=name, ctx_right=Right.DOOR)


async def show(request: Request) -> HTTPResponse:
    return screen(request, Form())


async def enter(request: Request) -> HTTPResponse:
    """Name and password; the supervisor judges, and slows down who guesses."""
    visit = visit_of(request)
    form = read_form(request.form, ("user", "password"), ("password",))
    missing = {name: _say(request, mark("Fill this in.")) for name in form.values if not form[name]}
    if missing:
        return screen(request, form.refused(**missing))
    try:
        question = LogIn(form["user"], form["password"], visit.origin, visit.agent)
        session = await visit.ask(question)
    except NotAllowed as denied:
        if denied.why is Why.CODE:
            return _code_screen(request, Form({"ticket": denied.ticket}))
        return screen(request, form.refused(form=denied_said(request, denied)))
    return await auth.let_in(visit, session)


async def give_code(request: Request) -> HTTPResponse:
    """The second half: the code that the app shows, or a recovery code."""
    visit = visit_of(request)
    form = read_form(request.form, ("ticket", "code"), ("code",))
    if not form["code"]:
        return _code_screen(request, form.refused(code=_say(request, mark("Fill this in."))))
    try:
        question = GiveCode(form["ticket"], form["code"], visit.origin, visit.agent)
        session = await visit.ask(question)
    except NotAllowed as denied:
        if denied.why is Why.LOG_IN:  # it took too long
            said = mark("This took too long. Log in again.")
            return screen(request, Form().refused(form=_say(request, said)))
        wrong = mark("This code is wrong, or it was used before. The app shows another soon.")
        return _code_screen(request, form.refused(code=denied_said(request, denied, wrong)))
    return await auth.let_in(visit, session)


async def leave(request: Request) -> HTTPResponse:
    """End the session; gone already is as good: the gate has sent such a visitor to log in."""
    await visit_of(request).ask(LogOut())
    return auth.ended()


_WRONG = mark("Name or password is wrong.")


def denied_said(request: Request, denied: NotAllowed, wrong: str = _WRONG) -> str:
    """Why nobody was let in, in the visitor's language."""
    if denied.why is Why.WAIT:
        return _say(
            request,
            mark("Too many tries. Wait %(seconds)d s and try again."),
            seconds=int(denied.seconds) + 1,
        )
    if denied.why is Why.LOCKED:
        return _say(request, mark("This account is locked. An administrator can open it."))
    return _say(request, wrong)


def _say(request: Request, message: str, **values: object) -> str:
    return site_of(request).say(visit_of(request), message, **values)


def screen(request: Request, form: Form) -> HTTPResponse:
    """Name and password; a passkey is offered where the page was opened by a name."""
    status = 422 if form.errors else 200
    site, visit = site_of(request), visit_of(request)
    named = not is_address(visit.host)
    return site.alone(visit, "page/login.html", TITLE, status, form=form, named=named)


def _code_screen(request: Request, form: Form) -> HTTPResponse:
    status = 422 if form.errors else 200
    site, visit = site_of(request), visit_of(request)
    return site.alone(visit, "page/login-code.html", CODE_TITLE, status, form=form)
