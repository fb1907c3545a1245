"""Webhooks: whom the box tells what happens to calls, what came of it, and a button to try it."""

from __future__ import annotations

from functools import partial

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from appliance.wire.webhooks import (
    CHOSEN,
    DeliveryView,
    GetDeliveries,
    GetWebhooks,
    HookEvent,
    MakeWebhook,
    RemoveWebhook,
    RenewWebhookSecret,
    SetWebhook,
    TestWebhook,
    WebhookMade,
    WebhookView,
)
from webui import words
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

_BOXES = {event: f"event-{event.value}" for event in CHOSEN}
_NAMES = ("name", "url", *_BOXES.values())
_PLACES = {"name", "url", "events"}


async def _shown(visit: Visit) -> Context:
    return {
        "hooks": (await visit.ask(GetWebhooks())).webhooks,
        "events": words.HOOK_EVENTS,
        "states": words.DELIVERIES,
        "form": Form(dict.fromkeys(_BOXES.values(), "yes")),
        "done": visit.query.get("done", ""),
    }


PAGE = Page(
    key="webhooks",
    path="/webhooks",
    title=mark("Webhooks"),
    also=mark("CRM, notification, integration, event, HTTP"),
    icon="arrow-up-right",
    section=SYSTEM,
    right=Right.ACCOUNTS,
    lead=mark(
        "The box tells other programs by itself what happens to calls. No call waits for it."
    ),
    fetch=_shown,
)


def routes(app: App) -> None:
    for handler, path, method in (
        (_make, "/webhooks/make", "POST"),
        (_one, "/webhooks/one", "GET"),
        (_save, "/webhooks/save", "POST"),
        (_do, "/webhooks/do", "POST"),
    ):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=[method], name=name, ctx_right=PAGE.right)


def _events(form: Form) -> tuple[HookEvent, ...]:
    return tuple(event for event, box in _BOXES.items() if form[box])


def _whole(visit: Visit, form: Form) -> Form:
    """With each field marked that lacks something."""
    lacking = {name: mark("Fill this in.") for name in ("name", "url") if not form[name]}
    if not _events(form):
        lacking["events"] = mark("Choose at least one event.")
    said = {name: visit.words(text) for name, text in lacking.items()}
    return form.refused(**said) if said else form


def _refused(visit: Visit, form: Form, invalid: Invalid) -> Form:
    place = invalid.field if invalid.field in _PLACES else "form"
    return form.refused(**{place: visit.said(invalid.reason)})


async def _make(request: Request) -> HTTPResponse:
    """The secret, shown this once."""
    visit = await visit_of(request).identified()
    form = _whole(visit, read_form(request.form, _NAMES, ()))
    if form.errors:
        return await site_of(request).page(visit, PAGE, 422, {"form": form})
    wanted = MakeWebhook(form["name"], form["url"], _events(form))
    try:
        made = await site_of(request).once(request, partial(visit.ask, wanted))
    except Invalid as invalid:
        shown = {"form": _refused(visit, form, invalid)}
        return await site_of(request).page(visit, PAGE, 422, shown)
    return await _secret(request, visit, made)


async def _secret(request: Request, visit: Visit, made: WebhookMade) -> HTTPResponse:
    shown = {"title": made.webhook.name, "made": made}
    return await site_of(request).framed(visit, PAGE, "page/webhook-secret.html", 200, shown)


async def _named(visit: Visit, ident: str) -> WebhookView:
    """NotFound where there is none, such as after somebody else removed it."""
    for each in (await visit.ask(GetWebhooks())).webhooks:
        if each.id == ident:
            return each
    raise NotFound


async def _one(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    hook = await _named(visit, visit.query.get("id", ""))
    chosen = {box: "yes" if event in hook.events else "" for event, box in _BOXES.items()}
    return await _card(request, visit, hook, Form({"name": hook.name, "url": hook.url, **chosen}))


async def _card(
    request: Request,
    visit: Visit,
    hook: WebhookView,
    form: Form,
    tried: DeliveryView | None = None,
) -> HTTPResponse:
    shown = {
        "title": hook.name,
        "hook": hook,
        "form": form,
        "events": words.HOOK_EVENTS,
        "states": words.DELIVERIES,
        "deliveries": (await visit.ask(GetDeliveries(hook.id))).deliveries,
        "tried": tried,
    }
    status = 422 if form.errors else 200
    return await site_of(request).framed(visit, PAGE, "page/webhook.html", status, shown)


async def _save(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("id", *_NAMES), ())
    hook = await _named(visit, form["id"])
    form = _whole(visit, form)
    if form.errors:
        return await _card(request, visit, hook, form)
    wanted = (form["name"], form["url"], _events(form))
    try:
        await visit.ask(SetWebhook(hook.id, *wanted, on=hook.on))
    except Invalid as invalid:
        return await _card(request, visit, hook, _refused(visit, form, invalid))
    return redirect("/webhooks?done=saved", status=303)


async def _do(request: Request) -> HTTPResponse:
    """Try it, switch it off or on, make another secret, or remove it."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("id", "deed"), ())
    hook = await _named(visit, form["id"])
    match form["deed"]:
        case "test":
            tried = (await visit.ask(TestWebhook(hook.id))).delivery
            chosen = {box: "yes" if e in hook.events else "" for e, box in _BOXES.items()}
            typed = Form({"name": hook.name, "url": hook.url, **chosen})
            return await _card(request, visit, await _named(visit, hook.id), typed, tried)
        case "on" | "off" as deed:
            on = deed == "on"
            await visit.ask(SetWebhook(hook.id, hook.name, hook.url, hook.events, on=on))
        case "secret":
            renew = partial(visit.ask, RenewWebhookSecret(hook.id))
            return await _secret(request, visit, await site_of(request).once(request, renew))
        case "remove":
            await visit.ask(RemoveWebhook(hook.id))
            return redirect("/webhooks?done=removed", status=303)
    return redirect("/webhooks?done=saved", status=303)
