"""The directory for desk telephones, which send no header: the key stands in the address.

Why only a key that opens nothing else may: `appliance/decisions/0050-the-phone-book.md`.
"""

from __future__ import annotations

import logging

from sanic import Request
from sanic.response import HTTPResponse, raw

from appliance.wire.directory import DirectoryEntry, GetDirectory
from appliance.wire.keys import is_key
from appliance.wire.roles import Scope
from webui import phone_book
from webui.api import problems
from webui.api.answering import Caller, identified, language_of
from webui.api.problems import Wrong
from webui.application import App
from webui.site import site_of

log = logging.getLogger("lineman.web")

BASE = "/phone-book"
ALONE = frozenset({Scope.PHONE_BOOK})


def routes(app: App) -> None:
    app.add_route(_book, f"{BASE}/<key:str>/<form:str>", name="phone-book", ctx_scopes=ALONE)


async def _book(request: Request, key: str, form: str) -> HTTPResponse:
    if form not in phone_book.FORMS:
        return problems.problem(Wrong("not-found"), language_of(request))
    try:
        text = phone_book.written(form, await entries(_caller(request, key)))
        return raw(text, content_type=phone_book.TYPE)
    except Exception as error:  # the edge: every error is told as the API tells it
        found = problems.of(error, language_of(request))
        if found is None:
            log.exception("a fault of the phone book")
            return problems.problem(Wrong("bug"), language_of(request))
        return found


def _caller(request: Request, key: str) -> Caller:
    if not is_key(key):
        raise Wrong("wrong-key")
    origin = request.headers.get("x-real-ip", request.ip or "")
    return Caller(site_of(request).client, key, origin, language_of(request))


async def entries(caller: Caller) -> list[DirectoryEntry]:
    """All of them, however many answers they fill."""
    known = await identified(caller, ALONE, GetDirectory)
    if frozenset(known.scopes) != ALONE:
        raise Wrong("key-in-address")
    found: list[DirectoryEntry] = []
    while True:
        answer = await caller.ask(GetDirectory(after=len(found)))
        found.extend(answer.entries)
        if not answer.more or not answer.entries:
            return found
