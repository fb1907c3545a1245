"""API keys: what other programs may ask, how long, and which key was used last from where."""

from __future__ import annotations

from functools import partial

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.api_keys import ApiKeyMade, GetApiKeys, MakeApiKey, RevokeApiKey
from appliance.wire.roles import Right, Scope
from webui import phone_book
from webui.api import docs, phone_books
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.scope_words import SCOPES
from webui.site import site_of, visit_of
from webui.visit import Visit

_DAY = 86400.0
_USUAL = "365"
LIVES = {
    "30": mark("30 days"),
    "90": mark("90 days"),
    "365": mark("a year"),
    "0": mark("until it is revoked"),
}
_BOXES = {scope: f"scope-{scope.value}" for scope in Scope}
_PLACES = {"name": "name", "scopes": "scopes", "seconds": "days"}


async def _shown(visit: Visit) -> Context:
    return {
        "keys": (await visit.ask(GetApiKeys())).keys,
        "scopes": SCOPES,
        "lives": LIVES,
        "form": Form({"days": _USUAL}),
        "done": visit.query.get("done", ""),
    }


PAGE = Page(
    key="api-keys",
    path="/api-keys",
    title=mark("API keys"),
    also=mark("API, REST, token, key, CRM, phone book, provisioning"),
    icon="plug-connected",
    section=SYSTEM,
    right=Right.ACCOUNTS,
    lead=mark("By these other programs ask this box: a CRM, the bookkeeping, a script of yours."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(_make, "/api-keys/make", methods=["POST"], ctx_right=PAGE.right)
    app.add_route(_revoke, "/api-keys/revoke", methods=["POST"], ctx_right=PAGE.right)
    app.add_route(_docs, docs.PATH, ctx_right=Right.OWN)


async def _make(request: Request) -> HTTPResponse:
    """The key, shown this once."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("name", "days", *_BOXES.values()), ())
    chosen = tuple(scope for scope, box in _BOXES.items() if form[box])
    wrong = {}
    if not form["name"]:
        wrong["name"] = mark("Fill this in.")
    if not chosen:
        wrong["scopes"] = mark("Choose at least one.")
    if form["days"] not in LIVES:
        wrong["days"] = mark("Choose one.")
    if wrong:
        return await _refused(request, visit, form, wrong)
    wanted = MakeApiKey(form["name"], chosen, int(form["days"]) * _DAY)
    try:
        made = await site_of(request).once(request, partial(visit.ask, wanted))
    except Invalid as invalid:
        place = _PLACES.get(invalid.field, "form")
        return await _refused(request, visit, form, {place: visit.said(invalid.reason)})
    return await _told(request, visit, made)


async def _refused(
    request: Request, visit: Visit, form: Form, wrong: dict[str, str]
) -> HTTPResponse:
    said = {name: visit.words(text) for name, text in wrong.items()}
    return await site_of(request).page(visit, PAGE, 422, {"form": form.refused(**said)})


async def _told(request: Request, visit: Visit, made: ApiKeyMade) -> HTTPResponse:
    scopes = frozenset(made.key.scopes)
    shown = {
        "title": made.key.name,
        "made": made,
        "scopes": SCOPES,
        "base": docs.BASE,
        "books": _books(visit, made) if scopes == phone_books.ALONE else {},
        "mixed": scopes > phone_books.ALONE,
    }
    return await site_of(request).framed(visit, PAGE, "page/api-key-made.html", 200, shown)


def _books(visit: Visit, made: ApiKeyMade) -> dict[str, str]:
    """The address of the phone book for each make; Grandstream adds the file's name itself."""
    below = f"https://{visit.site}{phone_books.BASE}/{made.text}"
    named = {make: f"{below}/{form}" for make, form in phone_book.MAKES.items()}
    return {**named, "Grandstream": below}


async def _revoke(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("key",), ())
    try:
        await visit.ask(RevokeApiKey(form["key"]))
    except Invalid as invalid:
        raise NotFound from invalid
    return redirect("/api-keys?done=revoked", status=303)


async def _docs(request: Request) -> HTTPResponse:
    """What programs may ask, told to whoever has logged in."""
    visit = await visit_of(request).identified()
    shown = {
        "title": visit.words(mark("API: what programs may ask")),
        "sections": docs.sections(),
        "problems": docs.KINDS,
        "scopes": SCOPES,
        "base": docs.BASE,
        "keys": visit.may(PAGE.right),
    }
    return await site_of(request).framed(visit, PAGE, "page/api-docs.html", 200, shown)
