"""Many people at once from a table: first what each row would do, then into the draft."""

from __future__ import annotations

import base64
import binascii
import os
from collections import Counter

from sanic import Request
from sanic.request import File
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetDraft, ImportTable
from appliance.wire.configured import RowView, TableRead
from webui.application import App
from webui.page import Context
from webui.pages import people
from webui.parts.screens import editor
from webui.site import site_of
from webui.upload import LARGEST_TABLE
from webui.visit import Visit

PATH = "/people/import"
LARGEST_FORM = 3 << 20  # of a form that brings it, a third longer the second time; nginx's too
SHOWN = 300  # rows on the screen; those that are wrong come first


def routes(app: App) -> None:
    app.add_route(_show, PATH, name="people-import", ctx_right=people.PAGE.right)
    app.add_route(
        _read,
        PATH,
        methods=["POST"],
        stream=True,
        name="people-import-read",
        ctx_right=people.PAGE.right,
        ctx_form=LARGEST_FORM,
    )


async def _show(request: Request) -> HTTPResponse:
    visit = await editor(request)
    said = visit.words(_LARGE) if visit.query.get("large") else ""
    return await _screen(request, visit, said, None, b"")


async def _read(request: Request) -> HTTPResponse:
    """A dry run of the file; or, once that was seen, the file into the draft."""
    visit, site = await editor(request), site_of(request)
    content = _kept(request) or _sent(request)
    if not content:
        return await _screen(request, visit, visit.words(mark("Choose a file first.")), None, b"")
    if len(content) > LARGEST_TABLE:
        return await _screen(request, visit, visit.words(_LARGE), None, b"")
    keep = bool(request.form and request.form.get("keep"))
    try:
        read = await asked(visit, content, keep=keep)
    except Invalid as invalid:
        return await _screen(request, visit, site.said(visit, invalid.reason), None, b"")
    if keep:
        return redirect("/changes", status=303)
    return await _screen(request, visit, "", read, content)


_LARGE = mark("The file is larger than 2 MB.")


def _sent(request: Request) -> bytes:
    given = request.files.get("table") if request.files else None
    return given.body if isinstance(given, File) else b""


def _kept(request: Request) -> bytes:
    """The file as the dry run gave it back: this process remembers nothing."""
    given = request.form.get("content") if request.form else None
    try:
        return base64.b64decode(given or "", validate=True)
    except binascii.Error:
        return b""


async def asked(visit: Visit, content: bytes, *, keep: bool) -> TableRead:
    """What the table does, or would do where it is not to be kept."""
    base = (await visit.ask(GetDraft())).base
    rows: list[RowView] = []
    while True:
        question = ImportTable(base, after=len(rows), draft=True, preview=not keep)
        read = await _with_file(visit, question, content)
        rows.extend(read.rows)
        if keep or not read.more or not read.rows:
            return TableRead(tuple(rows), read.unread)


async def _with_file(visit: Visit, question: ImportTable, content: bytes) -> TableRead:
    descriptor = os.memfd_create("table")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return await visit.client.ask(question, visit.session, descriptor)
    finally:
        os.close(descriptor)


async def _screen(
    request: Request, visit: Visit, error: str, read: TableRead | None, content: bytes
) -> HTTPResponse:
    context = {
        "title": visit.words(mark("Bring people from a table")),
        "error": error,
        **shown(read),
        "content": base64.b64encode(content).decode("ascii"),
    }
    status = 422 if error else 200
    return await site_of(request).framed(
        visit, people.PAGE, "page/people-import.html", status, context
    )


def shown(read: TableRead | None) -> Context:
    """The rows, those that are refused first."""
    rows = sorted(read.rows if read is not None else (), key=lambda row: row.does != "refused")
    return {
        "read": read,
        "rows": rows[:SHOWN],
        "left": max(0, len(rows) - SHOWN),
        "counts": Counter(row.does for row in rows),
    }
