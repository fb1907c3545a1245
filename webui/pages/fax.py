"""Fax numbers, and the documents that came to them."""

from __future__ import annotations

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.core.fax import FaxNumber
from appliance.spoken.languages import mark
from appliance.wire.faxes import Faxes, GetFax, GetFaxes, RemoveFax
from appliance.wire.roles import Right
from webui.application import App
from webui.dates import local
from webui.forms import read_form, whole
from webui.page import HANDLING, Context, Page
from webui.pages.groups import NAME, NUMBER
from webui.pages.storage import size
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.mail import Addresses
from webui.parts.screens import fetch
from webui.site import site_of, visit_of
from webui.visit import Visit

ROWS = 50

NUMBERS = Kind(
    of=FaxNumber,
    path="/fax",
    title=mark("Fax numbers"),
    one=mark("New fax number"),
    one_of=mark("Fax number"),
    icon="file-text",
    empty=mark("A fax number takes faxes as a machine does. Each is kept as a PDF, and sent on by "
               "e-mail."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("E-mail"), "to"),
    ),
    groups=(
        Group(
            mark("Fax number"),
            (
                NAME,
                NUMBER,
                Field("to", mark("Who gets the documents"),
                      mark("E-mail addresses, one a line. Without any they are on this page only."),
                      example="office@example.com", widget=Addresses()),
            ),
        ),
    ),
    stem="fax",
)  # fmt: skip

_listed = fetch(NUMBERS)


async def _shown(visit: Visit) -> Context:
    after = whole(visit.query.get("after", ""), 6) or 0
    found: Faxes | None = None
    closed = ""
    if visit.may(Right.CALLS):
        try:
            found = await visit.ask(GetFaxes(after, ROWS))
        except Fault as fault:
            closed = visit.why(fault)
    return {
        **await _listed(visit),
        "received": found,
        "closed": closed,
        "after": after,
        "rows": ROWS,
        "size": lambda count: size(count, visit),
        "done": visit.query.get("done", ""),
        "problem": "",
    }


PAGE = Page(
    key="fax",
    path="/fax",
    title=mark("Fax"),
    also=mark("facsimile, T.38, documents, received faxes, fax by e-mail"),
    icon="file-text",
    section=HANDLING,
    right=Right.OFFICE,
    kinds=(NUMBERS,),
    fetch=_shown,
)


def routes(app: App) -> None:
    right = Right.CALLS
    app.add_route(document, "/fax/document", name="fax-document", ctx_right=right)
    app.add_route(
        remove, "/fax/document/remove", methods=["POST"], name="fax-remove", ctx_right=right
    )


async def document(request: Request) -> HTTPResponse | None:
    """One of them as a PDF, to be kept."""
    visit = await visit_of(request).identified()
    pieces = visit.client.follow(GetFax(visit.query.get("fax", "")), visit.session)
    try:
        head = await anext(pieces)  # a refusal comes before the first byte
    except (Invalid, Fault) as error:
        raise NotFound from error
    name = file_name(visit.query["fax"])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = await request.respond(content_type="application/pdf", headers=headers)
    await response.send(head.content)
    async for piece in pieces:
        await response.send(piece.content)
    await response.eof()
    return None


def file_name(fax: str) -> str:
    """Of a document by its id: when it came, and from where."""
    _, unique, caller, *_ = [*fax.split("_"), "", "", ""]
    then = f"{local(float(unique.partition('.')[0])):%Y-%m-%d_%H-%M-%S}"
    return "_".join(filter(None, ("fax", then, caller))) + ".pdf"


async def remove(request: Request) -> HTTPResponse:
    """For good."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("fax",), ())
    try:
        await visit.ask(RemoveFax(form["fax"]))
    except (Invalid, Fault) as error:
        return await site_of(request).page(visit, PAGE, 409, {"problem": visit.why(error)})
    return redirect(f"{PAGE.path}?done=remove", status=303)
