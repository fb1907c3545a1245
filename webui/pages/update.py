"""Update: the two slots, a new release from a file or an address, and how the last one ended."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect, text

from appliance.core.errors import Fault, Invalid
from appliance.wire.answers import Update
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.protocol import GetUpdate, InstallUpdate
from appliance.wire.roles import Role
from webui.application import App
from webui.forms import Form, read_form
from webui.language import mark
from webui.page import SYSTEM, Context, Fragment, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

LARGEST = 400 << 20  # bytes of a bundle
log = logging.getLogger("lineman.web")
_following: set[asyncio.Task[None]] = set()


async def state(visit: Visit) -> Context:
    return {"update": await visit.ask(GetUpdate())}


async def able(visit: Visit) -> bool:
    """A box without slots, such as the demo, cannot be updated this way."""
    return bool((await visit.ask(GetUpdate())).slots)


async def choices(_visit: Visit) -> Context:
    return {"form": Form(), "largest": LARGEST, "admin": Role.ADMIN}


PAGE = Page(
    key="update",
    path="/update",
    title=mark("Update"),
    icon="refresh",
    section=SYSTEM,
    fragments=(Fragment("update-state", state, on=(Update,)),),
    fetch=choices,
    able=able,
)


def routes(app: App) -> None:
    app.add_route(from_address, "/update", methods=["POST"], name="update-address")
    app.add_route(from_file, "/update/file", methods=["PUT"], stream=True, name="update-file")


async def _admin(request: Request) -> Visit:
    visit = await visit_of(request).identified()
    if visit.role < Role.ADMIN:
        raise NotFound
    return visit


async def from_address(request: Request) -> HTTPResponse:
    """Install what lies at the address that was typed."""
    visit, site = await _admin(request), site_of(request)
    form = read_form(request.form, ("url",), ())
    if not form["url"].startswith(("http://", "https://")):
        wrong = site.say(visit, mark("An address begins with http:// or https://."))
        return await site.page(visit, PAGE, 422, form=form.refused(url=wrong))
    try:
        await _begin(visit, InstallUpdate(url=form["url"]))
    except (Invalid, Fault) as refused:
        said = site.said(visit, refused.reason if isinstance(refused, Invalid) else refused.text)
        return await site.page(visit, PAGE, 422, form=form.refused(url=said))
    return redirect("/update", status=303)


async def from_file(request: Request) -> HTTPResponse:
    """Take a bundle as the body of the request; its place is a file without a name.

    Answers 202 once the supervisor has begun, or one sentence why not.
    """
    visit, site = await _admin(request), site_of(request)
    length = int(request.headers.get("content-length") or 0)
    if not 0 < length <= LARGEST:
        return text(site.say(visit, mark("The file is larger than any update.")), status=413)
    try:
        with os.fdopen(_nameless(site.settings.uploads), "wb", buffering=0) as kept:
            received = await _receive(request, kept.fileno())
            if received != length:
                return text(site.say(visit, mark("The file did not arrive whole.")), status=400)
            await _begin(visit, InstallUpdate(), kept.fileno())
    except OSError as error:
        log.warning("upload: %s", error)
        return text(site.say(visit, mark("There is no room for the file on the box.")), status=507)
    except (Invalid, Fault) as refused:
        said = refused.reason if isinstance(refused, Invalid) else refused.text
        return text(site.said(visit, said), status=422)
    return text("", status=202)


def _nameless(folder: Path) -> int:
    """A file that is gone when nobody holds it, whatever happens to us."""
    return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)


async def _receive(request: Request, place: int) -> int:
    """Write the body as it comes; Sanic's buffer is all that is held in memory."""
    received = 0
    loop = asyncio.get_running_loop()
    while (piece := await request.stream.read()) is not None:  # type: ignore[union-attr]
        await loop.run_in_executor(None, _write, place, piece)
        received += len(piece)
    return received


def _write(place: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(place, view) :]


async def _begin(visit: Visit, question: InstallUpdate, descriptor: int | None = None) -> None:
    """Wait until the supervisor has begun; the rest is followed by a task of its own.

    Pages see the progress by their own subscription, so nobody has to keep this one open.
    """
    begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(_follow(visit, question, descriptor, begun))
    _following.add(task)
    task.add_done_callback(_following.discard)
    await begun


async def _follow(
    visit: Visit, question: InstallUpdate, descriptor: int | None, begun: asyncio.Future[None]
) -> None:
    try:
        async for _ in visit.client.follow(question, visit.session, descriptor):
            if not begun.done():
                begun.set_result(None)
    except (Invalid, Fault, NotAllowed, Unreachable) as error:
        if not begun.done():
            begun.set_exception(error)
    if not begun.done():
        begun.set_result(None)
