"""First set-up: code from the screen, then the administrator. Nothing else answers before."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.accepted import refusals
from appliance.wire.answers import SessionOpened, Why
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import SetUp
from appliance.wire.roles import Right
from webui import auth, visit
from webui.application import App
from webui.forms import Form, read_form
from webui.site import site_of, visit_of

TITLE = mark("First set-up")
FIELDS = ("code", "user", "password", "again")
SECRETS = ("password", "again")
_NO_CODE = mark("This is not the code on the box's screen.")


def routes(app: App) -> None:
    app.add_route(show, "/setup", name="setup", ctx_right=Right.DOOR)
    app.add_route(open_box, "/setup", methods=["POST"], name="open-box", ctx_right=Right.DOOR)


async def show(request: Request) -> HTTPResponse:
    return _screen(request, Form())


async def open_box(request: Request) -> HTTPResponse:
    """Make the first administrator and log them in; a form sent twice does it once."""
    site, visiting = site_of(request), visit_of(request)
    form = read_form(request.form, FIELDS, SECRETS)
    if wrong := _wrong(visiting, form):
        if form["code"] and not await _opens(visiting, form["code"]):
            wrong["code"] = site.say(visiting, _NO_CODE)
        return _screen(request, form.refused(**wrong))

    async def work() -> SessionOpened:
        words = (form["code"], form["user"], form["password"])
        return await visiting.ask(SetUp(*words, origin=visiting.origin, agent=visiting.agent))

    try:
        session = await site.once(request, work)
    except NotAllowed as denied:
        return _screen(request, form.refused(code=_denied(request, denied)))
    except Invalid as wrong_value:
        field = wrong_value.field if wrong_value.field in FIELDS else "form"
        said = site.said(visiting, wrong_value.reason)
        return _screen(request, form.refused(**{field: said}))
    site.set_up = True
    return auth.opened(session)


def _wrong(visiting: visit.Visit, form: Form) -> dict[str, str]:
    """All that can be said at once, in the visitor's language."""
    wrong = {each.field: visiting.said(each.reason) for each in _refused(form)}
    wrong |= {name: visiting.words(mark("Fill this in.")) for name in FIELDS if not form[name]}
    if "again" not in wrong and form["again"] != form["password"]:
        wrong["again"] = visiting.words(mark("The two passwords differ."))
    return wrong


def _refused(form: Form) -> tuple[Invalid, ...]:
    return tuple(refusals(form["user"], form["password"]))


async def _opens(visiting: visit.Visit, code: str) -> bool:
    """Whether the code is right, asked in a way that makes no account: without a password."""
    try:
        await visiting.ask(SetUp(code, "", "", origin=visiting.origin, agent=visiting.agent))
    except NotAllowed as denied:
        return denied.why is not Why.WRONG
    except Invalid:
        return True
    return True


def _denied(request: Request, denied: NotAllowed) -> str:
    site, visiting = site_of(request), visit_of(request)
    if denied.why is Why.WAIT:
        message = mark("Too many tries. Wait %(seconds)d s and try again.")
        return site.say(visiting, message, seconds=int(denied.seconds) + 1)
    return site.say(visiting, _NO_CODE)


def _screen(request: Request, form: Form) -> HTTPResponse:
    status = 422 if form.errors else 200
    return site_of(request).alone(visit_of(request), "page/setup.html", TITLE, status, form=form)
