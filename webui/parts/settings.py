"""Forms about what a configuration has once: each a part of `core.office.Office`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.core.office import Office
from appliance.wire.configuration import GetOffice
from appliance.wire.configured import OfficeSettings
from appliance.wire.kinds import Plain
from webui.application import App
from webui.difference import meanwhile
from webui.page import Context, Fetch, Page, nothing
from webui.parts.asking import keep
from webui.parts.choices import Choices, choices
from webui.parts.form import PartForm, filled, place, posted_texts, read
from webui.parts.kind import Field, Finish, Group, Kind, as_typed, value_at
from webui.parts.screens import editor, number
from webui.site import site_of, visit_of
from webui.visit import Visit

Then = Callable[[Visit], Awaitable[str]]
"""What follows once the form is kept: the address to go to."""


def settings(
    path: str,
    title: str,
    icon: str,
    *fields: Field,
    template: str = "page/settings.html",
    finish: Finish = as_typed,
) -> Kind:
    """A form of these fields of the office, below `path`; `finish` as in `Kind`."""
    return Kind(
        of=Office, path=path, title=title, one=title, one_of=title, icon=icon, empty="",
        columns=(), groups=(Group(title, fields),), template=template, finish=finish,
    )  # fmt: skip


async def _back(_visit: Visit) -> str:
    return ""


def routes(app: App, page: Page, kind: Kind, around: Fetch = nothing, then: Then = _back) -> None:
    """`around` is what the template shows beside the form; `then` leads on, else to the page."""
    app.add_route(
        partial(_screen_of, page=page, kind=kind, around=around, then=then),
        kind.path, methods=["GET", "POST"],
        name=f"settings-{kind.anchor.replace('/', '-')}", ctx_right=page.right,
    )  # fmt: skip


async def office_of(visit: Visit) -> dict[str, Any]:
    """A `core.office.Office` as the visitor's draft would make it."""
    return (await visit.ask(GetOffice(draft=True))).office


async def zone_of(visit: Visit) -> ZoneInfo:
    """The office's, as the visitor's draft would make it."""
    return ZoneInfo((await office_of(visit))["zone"])


async def told(visit: Visit, kind: Kind, known: Choices) -> list[tuple[str, str]]:
    """Each field with what it says, for a page that shows them."""
    office = await office_of(visit)
    return [
        (each.label, kind.widget(each.path).shown(value_at(office, each.path), known))
        for each in kind.fields()
    ]


async def known_of(visit: Visit, kind: Kind) -> Choices:
    return await choices(visit, visit.words, kind.needs)


async def _screen_of(
    request: Request, page: Page, kind: Kind, around: Fetch, then: Then
) -> HTTPResponse:
    visit = await editor(request)
    known = await known_of(visit, kind)
    answer = await visit.ask(GetOffice(draft=True))
    if request.method == "GET":
        form = filled(kind, known, answer.office)
        return await _drawn(request, page, form, answer, await around(visit))
    form = PartForm(kind, known, posted_texts(request))
    office = kind.finish(read(form, answer.office), answer.office, known)
    if not form.errors and await _kept(request, visit, form, office):
        return redirect(await then(visit) or page.path, status=303)
    return await _drawn(request, page, form, answer, await around(visit))


async def _kept(request: Request, visit: Visit, form: PartForm, office: Plain) -> bool:
    try:
        await keep(visit, number(form.first("base")), {"type": "SetOffice", "office": office})
    except Invalid as invalid:
        named = Invalid(invalid.field.removeprefix("office."), invalid.reason)
        form.errors[place(form, named)] = site_of(request).said(visit, invalid.reason)
        form.others = await meanwhile(visit, invalid)
    else:
        return True
    return False


async def _drawn(
    request: Request, page: Page, form: PartForm, answer: OfficeSettings, around: Context
) -> HTTPResponse:
    visit = visit_of(request)
    form.typed.setdefault("base", [str(answer.revision)])
    context = {"title": visit.words(form.kind.title), "form": form, "kind": form.kind,
               "name": "", "here": form.kind.path, **around}  # fmt: skip
    status = 422 if form.errors else 200
    return await site_of(request).framed(visit, page, form.kind.template, status, context)
