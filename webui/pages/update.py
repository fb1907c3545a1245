"""Update: the two slots, a new release from a file or an address, and how the last one ended."""

from __future__ import annotations

from functools import partial

from sanic import Request
from sanic.response import HTTPResponse, redirect, text

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.answers import Update
from appliance.wire.protocol import LARGEST_UPDATE, GetUpdate, InstallUpdate
from appliance.wire.roles import Right
from webui import upload
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Fragment, Page
from webui.site import site_of, visit_of
from webui.visit import Visit


async def state(visit: Visit) -> Context:
    return {"update": await visit.ask(GetUpdate())}


async def choices(_visit: Visit) -> Context:
    return {"form": Form(), "largest": LARGEST_UPDATE, "box": Right.BOX}


PAGE = Page(
    key="update",
    path="/update",
    title=mark("Update"),
    also=mark("release, version, firmware, upgrade, slots"),
    icon="refresh",
    section=SYSTEM,
    fragments=(Fragment("update-state", state, on=(Update,)),),
    fetch=choices,
    right=Right.STATE,
)


def routes(app: App) -> None:
    app.add_route(
        from_address, "/update", methods=["POST"], name="update-address", ctx_right=Right.BOX
    )
    app.add_route(
        from_file,
        "/update/file",
        methods=["PUT"],
        stream=True,
        name="update-file",
        ctx_right=Right.BOX,
    )


async def from_address(request: Request) -> HTTPResponse:
    """Install what lies at the address that was typed."""
    visit, site = await visit_of(request).identified(), site_of(request)
    form = read_form(request.form, ("url",), ())
    if not form["url"].startswith(("http://", "https://")):
        wrong = site.say(visit, mark("An address begins with http:// or https://."))
        return await site.page(visit, PAGE, 422, {"form": form.refused(url=wrong)})
    try:
        told = partial(_install(visit), InstallUpdate(url=form["url"]), None)
        await site.once(request, lambda: upload.begin(told()))
    except (Invalid, Fault) as refused:
        said = site.said(visit, refused.reason if isinstance(refused, Invalid) else refused.text)
        return await site.page(visit, PAGE, 422, {"form": form.refused(url=said)})
    return redirect("/update", status=303)


def _install(visit: Visit) -> upload.Install:
    return lambda question, file: visit.client.follow(question, visit.session, file)


async def from_file(request: Request) -> HTTPResponse:
    """Take a bundle as the body of the request and hand it on as it comes.

    Answers 202 once the supervisor has all of it, or one sentence why not. Whether the bundle is
    any good the pages hear by their subscription.
    """
    visit, site = await visit_of(request).identified(), site_of(request)
    length = upload.promised(request)
    if not length:
        said = mark("The browser did not say how large the file is.")
        return text(site.say(visit, said), status=411)
    if length > LARGEST_UPDATE:
        return text(site.say(visit, mark("The file is larger than any update.")), status=413)
    try:
        await upload.hand_over(request, _install(visit), length)
    except upload.Short:
        return text(site.say(visit, mark("The file did not arrive whole.")), status=400)
    except (Invalid, Fault) as refused:
        await upload.drain(request)
        said = refused.reason if isinstance(refused, Invalid) else refused.text
        return text(site.said(visit, said), status=422)
    except (BrokenPipeError, TimeoutError):
        await upload.drain(request)
        sentence = (await visit.ask(GetUpdate())).sentence
        return text(site.said(visit, sentence) or site.say(visit, _STOPPED), status=422)
    return text("", status=202)


_STOPPED = mark("The box stopped taking the file.")
