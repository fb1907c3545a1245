"""My access: the own password, the code beside it, and where one is logged in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, urlsplit

import segno
from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.access import (
    BeginSecondFactor,
    ChangePassword,
    ConfirmSecondFactor,
    EndSecondFactor,
    EndSession,
    GetOwnAccess,
    GetSessions,
    RenewRecoveryCodes,
)
from appliance.wire.answers import RecoveryCodes, Why
from appliance.wire.certificate import GetCertificate
from appliance.wire.errors import NotAllowed
from appliance.wire.trusted import fit, unfit
from webui import agents, words
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

_PASSWORDS = (
    "old", "new", "again", "begin_password", "renew_password", "off_password", "end_password"
)  # fmt: skip
_LONGEST_URI = 300  # characters; ours has about 100


async def _shown(visit: Visit) -> Context:
    return {
        "form": Form({"passkey_name": agents.told(visit.agent)}),
        "access": await visit.ask(GetOwnAccess()),
        "place": await _place(visit),
        "sessions": (await visit.ask(GetSessions())).sessions,
        "agent": agents.told,
        "how": words.HOW,
        "done": visit.query.get("done", ""),
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page was opened: why a browser keeps no passkey there, and the address to take."""

    unfit: str = ""
    better: str = ""


async def _place(visit: Visit) -> Place:
    try:
        names = (await visit.ask(GetCertificate())).names
    except Fault:
        names = ()
    why = unfit(visit.host, names)
    if why is None:
        return Place()
    port = urlsplit(f"//{visit.site}").port
    better = [f"https://{name}{f':{port}' if port else ''}" for name in fit(names)[:1]]
    return Place(why.value, "".join(better))


PAGE = Page(
    key="account",
    path="/account",
    title=mark("My access"),
    also=mark("my password, two-factor, TOTP, recovery codes, passkeys, security key, log out"),
    icon="key",
    section=SYSTEM,
    lead=mark("Your password, the code beside it, your passkeys, and where you are logged in."),
    fetch=_shown,
)


_OWED = mark("A second factor is wanted")


def routes(app: App) -> None:
    app.add_route(_owed, "/account/factor", name="account-factor", ctx_right=PAGE.right)
    for handler, path in (
        (_password, "/account/password"),
        (_begin, "/account/second-factor"),
        (_confirm, "/account/second-factor/confirm"),
        (_renew, "/account/recovery-codes"),
        (_off, "/account/second-factor/off"),
        (_end, "/account/sessions/end"),
    ):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=["POST"], name=name, ctx_right=PAGE.right)


async def _owed(request: Request) -> HTTPResponse:
    """Where he is led whose role wants a second factor, until he has made one."""
    visit = await visit_of(request).identified()
    return await _owing(request, visit, Form()) if visit.owes else redirect("/account#factor")


async def _owing(request: Request, visit: Visit, form: Form) -> HTTPResponse:
    access = await visit.ask(GetOwnAccess())
    status = 422 if form.errors else 200
    shown = {"form": form, "opens_at": access.opens_at}
    return site_of(request).alone(visit, "page/factor-owed.html", _OWED, status, **shown)


async def _visit(request: Request) -> tuple[Visit, Form]:
    visit = await visit_of(request).identified()
    names = (*_PASSWORDS, "code", "uri", "session")
    return visit, read_form(request.form, names, (*_PASSWORDS, "code"))


async def _password(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)
    empty = {name: visit.words(mark("Fill this in.")) for name in ("old", "new") if not form[name]}
    if form["again"] != form["new"]:
        empty["again"] = visit.words(mark("The two passwords differ."))
    if empty:
        return await refused(request, visit, form.refused(**empty))

    async def work() -> HTTPResponse:
        await visit.ask(ChangePassword(form["old"], form["new"]))
        return redirect("/account?done=password", status=303)

    return await _tried(request, visit, form, work, at="old")


async def _begin(request: Request) -> HTTPResponse:
    """The picture for the app; it is shown once and never kept."""
    visit, form = await _visit(request)

    async def work() -> HTTPResponse:
        begin = partial(visit.ask, BeginSecondFactor(form["begin_password"]))
        begun = await site_of(request).once(request, begin)
        return await _picture(request, visit, Form({"uri": begun.uri}))

    return await _tried(request, visit, form, work, at="begin_password")


async def _confirm(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)
    confirm = partial(visit.ask, ConfirmSecondFactor(form["code"]))
    try:
        found = await site_of(request).once(request, confirm)
    except Invalid as invalid:
        said = visit.said(invalid.reason)
    except NotAllowed as denied:
        said = denied_said(visit, denied)
    else:
        return await _codes(request, visit, found)
    return await _picture(request, visit, form.refused(code=said))


async def _renew(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)

    async def work() -> HTTPResponse:
        renew = partial(visit.ask, RenewRecoveryCodes(form["renew_password"]))
        return await _codes(request, visit, await site_of(request).once(request, renew))

    return await _tried(request, visit, form, work, at="renew_password")


async def _off(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)

    async def work() -> HTTPResponse:
        await visit.ask(EndSecondFactor(form["off_password"]))
        return redirect("/account?done=off", status=303)

    return await _tried(request, visit, form, work, at="off_password")


async def _end(request: Request) -> HTTPResponse:
    """One session, or without a name all but this."""
    visit, form = await _visit(request)

    async def work() -> HTTPResponse:
        await visit.ask(EndSession(form["end_password"], form["session"]))
        return redirect("/account?done=sessions", status=303)

    return await _tried(request, visit, form, work, at="end_password")


async def _tried(
    request: Request,
    visit: Visit,
    form: Form,
    work: Callable[[], Awaitable[HTTPResponse]],
    at: str,
) -> HTTPResponse:
    """What came of it; or the page again with a message `at` a field."""
    try:
        return await work()
    except Invalid as invalid:
        place = "new" if at == "old" else at  # the old one was right
        return await refused(request, visit, form.refused(**{place: visit.said(invalid.reason)}))
    except NotAllowed as denied:
        return await refused(request, visit, form.refused(**{at: denied_said(visit, denied)}))


def denied_said(visit: Visit, denied: NotAllowed) -> str:
    """Why a password of the own page was not taken."""
    if denied.why is Why.WAIT:
        said = visit.words(mark("Too many tries. Wait %(seconds)d s and try again."))
        return said % {"seconds": int(denied.seconds) + 1}
    if denied.why is Why.WRONG:
        return visit.words(mark("This is not your password."))
    raise denied


async def refused(request: Request, visit: Visit, form: Form) -> HTTPResponse:
    """The page again, with what is wrong at its fields."""
    if visit.owes:
        return await _owing(request, visit, form)
    return await site_of(request).page(visit, PAGE, 422, {"form": form})


async def _picture(request: Request, visit: Visit, form: Form) -> HTTPResponse:
    uri = form["uri"][:_LONGEST_URI]
    shown = {
        "form": form,
        "uri": uri,
        "secret": (parse_qs(urlsplit(uri).query).get("secret") or [""])[0],
        "picture": _qr(uri),
    }
    title = mark("A code beside the password")
    return await _screen(request, visit, "page/second-factor.html", title, shown)


async def _screen(
    request: Request, visit: Visit, template: str, title: str, shown: Context
) -> HTTPResponse:
    """With the menu for whom it leads anywhere."""
    site, form = site_of(request), shown.get("form", Form())
    status = 422 if isinstance(form, Form) and form.errors else 200
    if visit.owes:
        return site.alone(visit, template, title, status, **shown)
    named = {"title": visit.words(title), **shown}
    return await site.framed(visit, PAGE, template, status, named)


def _qr(text: str) -> tuple[str, int]:
    """The picture as the path of an SVG, and how many squares it is wide, its margin included."""
    made = segno.make(text or " ", error="m", micro=False)
    rows = [
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(made.matrix_iter(border=4))
        for x, dark in enumerate(row)
        if dark
    ]
    return "".join(rows), int(made.symbol_size(border=4)[0])


async def _codes(request: Request, visit: Visit, found: RecoveryCodes) -> HTTPResponse:
    title, shown = mark("Recovery codes"), {"codes": found.codes}
    return await _screen(request, visit, "page/recovery-codes.html", title, shown)
