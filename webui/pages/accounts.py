"""Users and roles: who may log in, as what, whose calls each sees, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.core.people import Person
from appliance.spoken.languages import mark
from appliance.wire.access import (
    DropPasskeys,
    DropSecondFactor,
    EndSessions,
    GetAccounts,
    GetEverySession,
    LiftDelays,
    LockAccount,
    RemoveAccount,
    SetAccount,
    WantSecondFactor,
)
from appliance.wire.answers import Done
from appliance.wire.kinds import Request as Question
from appliance.wire.roles import ROLES, Right, Role
from appliance.wire.views import AccountView
from webui import agents, words
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.parts.choices import Option, choices
from webui.site import site_of, visit_of
from webui.visit import Visit

FIELDS = ("user", "role", "person", "password", "again", "new")
_SECRETS = ("password", "again")


async def _people(visit: Visit) -> tuple[Option, ...]:
    return (await choices(visit, visit.words, (Person,))).options(Person)


async def _shown(visit: Visit) -> Context:
    names = {each.value: each.label for each in await _people(visit)}
    found = await visit.ask(GetAccounts())
    return {
        "accounts": found.accounts,
        "must": found.must,
        "form": Form(),
        "sessions": (await visit.ask(GetEverySession())).sessions,
        "names": names,
        "roles": words.ROLES,
        "agent": agents.told,
        "how": words.HOW,
        "done": visit.query.get("done", ""),
    }


PAGE = Page(
    key="accounts",
    path="/accounts",
    title=mark("Users and roles"),
    also=mark("accounts, log-in, password, access, sessions, administrator"),
    icon="users",
    section=SYSTEM,
    right=Right.ACCOUNTS,
    lead=mark("Who may log in to this page, and what each sees here. It counts at once."),
    fetch=_shown,
)


def routes(app: App) -> None:
    for handler, path, method, name in (
        (_new, "/accounts/new", "GET", "accounts-new"),
        (_edit, "/accounts/edit", "GET", "accounts-edit"),
        (_save, "/accounts/save", "POST", "accounts-save"),
        (_do, "/accounts/do", "POST", "accounts-do"),
        (_lift, "/accounts/lift", "POST", "accounts-lift"),
        (_factor, "/accounts/factor", "POST", "accounts-factor"),
    ):
        app.add_route(handler, path, methods=[method], name=name, ctx_right=PAGE.right)


async def _new(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    return await _form(request, visit, Form({"role": Role.EMPLOYEE.value, "new": "yes"}), None)


async def _edit(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    account = await _account(visit, visit.query.get("user", ""))
    form = Form({"user": account.user, "role": account.role.value, "person": account.person})
    return await _form(request, visit, form, account)


async def _account(visit: Visit, user: str) -> AccountView:
    """NotFound when there is none, such as after somebody else took it away."""
    for each in (await visit.ask(GetAccounts())).accounts:
        if each.user == user:
            return each
    raise NotFound


async def _save(request: Request) -> HTTPResponse:
    """A new account, or one as it is to be; a new one's name may not be another's."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, FIELDS, _SECRETS)
    every = {each.user: each for each in (await visit.ask(GetAccounts())).accounts}
    new = form["new"] == "yes"
    account = None if new else every.get(form["user"])
    if account is None and not new:
        raise NotFound
    if wrong := _wrong(form, new=new, taken=set(every)):
        said = {name: visit.words(text) for name, text in wrong.items()}
        return await _form(request, visit, form.refused(**said), account)
    try:
        question = SetAccount(form["user"], form["password"], Role(form["role"]), form["person"])
        await visit.ask(question)
    except Invalid as invalid:
        place = invalid.field if invalid.field in FIELDS else "form"
        refused = form.refused(**{place: visit.said(invalid.reason)})
        return await _form(request, visit, refused, account)
    return redirect("/accounts?done=saved", status=303)


def _wrong(form: Form, *, new: bool, taken: set[str]) -> Mapping[str, str]:
    wrong = {}
    if not form["user"]:
        wrong["user"] = mark("Fill this in.")
    elif new and form["user"] in taken:
        wrong["user"] = mark("There is an account of this name already.")
    if new and not form["password"]:
        wrong["password"] = mark("Fill this in.")
    if form["again"] != form["password"]:
        wrong["again"] = mark("The two passwords differ.")
    if form["role"] not in {role.value for role in ROLES}:
        wrong["role"] = mark("Choose one.")
    return wrong


async def _form(
    request: Request, visit: Visit, form: Form, account: AccountView | None
) -> HTTPResponse:
    shown = {
        "title": account.user if account is not None else visit.words(mark("New account")),
        "form": form,
        "account": account,
        "own": account is not None and account.user == visit.person,
        "people": await _people(visit),
        "roles": words.ROLES,
    }
    status = 422 if form.errors else 200
    return await site_of(request).framed(visit, PAGE, "page/one-account.html", status, shown)


async def _do(request: Request) -> HTTPResponse:
    """One of the buttons beside an account."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("user", "deed"), ())
    user = form["user"]
    deeds: Mapping[str, Question[Done]] = {
        "lock": LockAccount(user, locked=True),
        "open": LockAccount(user, locked=False),
        "log-out": EndSessions(user),
        "drop-code": DropSecondFactor(user),
        "drop-passkeys": DropPasskeys(user),
        "remove": RemoveAccount(user),
    }
    if form["deed"] not in deeds:
        raise NotFound
    try:
        await visit.ask(deeds[form["deed"]])
    except Invalid as invalid:
        every = {each.user: each for each in (await visit.ask(GetAccounts())).accounts}
        if (account := every.get(user)) is None:
            raise NotFound from invalid
        kept = Form({"user": user, "role": account.role.value, "person": account.person})
        refused = kept.refused(form=visit.said(invalid.reason))
        return await _form(request, visit, refused, account)
    if form["deed"] == "remove":
        return redirect("/accounts?done=removed", status=303)
    return redirect(f"/accounts/edit?user={quote(user)}", status=303)


async def _lift(request: Request) -> HTTPResponse:
    """Whoever typed a wrong password too often may try again at once."""
    visit = await visit_of(request).identified()
    await visit.ask(LiftDelays())
    return redirect("/accounts?done=lifted", status=303)


async def _factor(request: Request) -> HTTPResponse:
    """Of which roles a second factor is wanted."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, tuple(role.value for role in ROLES), ())
    roles = tuple(role for role in ROLES if form[role.value])
    try:
        await visit.ask(WantSecondFactor(roles))
    except Invalid as invalid:
        shown = {"form": form.refused(roles=visit.said(invalid.reason)), "must": roles}
        return await site_of(request).page(visit, PAGE, 422, shown)
    return redirect("/accounts?done=factor", status=303)
