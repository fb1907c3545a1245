"""Change log: who changed what and when, what it was and is; settings, live state, access."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Fault, Invalid
from appliance.spoken import sentences
from appliance.spoken.languages import mark
from appliance.wire.access import MOST_ENTRIES, GetAccessLog
from appliance.wire.answers import AccessLog
from appliance.wire.configuration import GetDifference, GetRevisions
from appliance.wire.configured import Revisions
from appliance.wire.live_state import GetLiveChanges, LiveChanges
from appliance.wire.roles import Right
from webui import words
from webui.application import App
from webui.dates import clock, day
from webui.difference import Part, told
from webui.forms import whole
from webui.page import SYSTEM, Context, Page
from webui.parts.screens import number
from webui.site import site_of, visit_of
from webui.visit import Visit

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is empty where nobody is known, such as somebody with a wrong password. `revision`
    is the state of the settings that came of it, 0 for none.
    """

    time: float
    who: str
    what: str
    of: str = ""
    before: str = ""
    after: str = ""
    where: str = ""
    revision: int = 0


async def _shown(visit: Visit) -> Context:
    rows = min(max(ROWS, number(visit.query.get("rows", ""))), MOST_ENTRIES)
    try:
        revisions = await visit.ask(GetRevisions(rows))
    except Fault:  # stored settings that cannot be read keep nobody from the rest
        revisions = Revisions(0, ())
    live, access = await asyncio.gather(
        visit.ask(GetLiveChanges(limit=rows)), visit.ask(GetAccessLog(limit=rows))
    )
    lines = sorted(
        (*_settings(visit, revisions), *_live(visit, live), *_access(visit, access)),
        key=lambda line: -line.time,
    )
    more = len(lines) > rows or revisions.more or live.more or access.more
    return {
        "lines": lines[:rows],
        "more": min(rows + ROWS, MOST_ENTRIES) if more and rows < MOST_ENTRIES else 0,
        "office": visit.may(Right.OFFICE),
    }


def _settings(visit: Visit, found: Revisions) -> Iterator[Line]:
    for each in found.revisions:
        what = sentences.message(each.message, visit.language)
        where = visit.words(words.through(each.author))
        yield Line(each.time, each.author, what, where=where, revision=each.number)


def _live(visit: Visit, found: LiveChanges) -> Iterator[Line]:
    for each in found.changes:
        what = visit.words(words.LIVE.get(each.what, each.what))
        where = visit.words(words.place(each.where, each.who))
        before, after = (_value(visit, each.what, value) for value in (each.before, each.after))
        yield Line(each.time, each.who, what, each.of, before, after, where)


def _value(visit: Visit, what: str, value: str) -> str:
    """As a person says it; a wake-up call is kept as the moment of it."""
    if what == "wake-up" and (moment := whole(value, 11)) is not None:
        return f"{day(moment, visit.language)} {clock(moment)}"
    if what == "day-night" and not value:
        return visit.words(mark("as its hours say"))
    known = words.LIVE_VALUES.get(value)
    return visit.words(known) if known is not None else value


def may(visit: Visit, text: str) -> str:
    """An account's role with whose it is, or the scopes of a key, in words."""
    return ", ".join(
        visit.words(_MAY[name].title) if name in _MAY else name
        for part in text.split(",")
        for name in (part.split() if _MAY.keys() >= set(part.split()) else [part.strip()])
    )


_MAY = {**words.ROLES, **words.SCOPES}


def _access(visit: Visit, found: AccessLog) -> Iterator[Line]:
    for each in found.entries:
        what = visit.words(words.ACCESS.get(each.what, each.what))
        before, after = may(visit, each.before), may(visit, each.after)
        where = each.origin or visit.words(words.OF_BOX.get(each.who, words.NOBODY).through)
        yield Line(each.time, each.who, what, each.of, before, after, where)


PAGE = Page(
    key="audit",
    path="/audit",
    title=mark("Change log"),
    also=mark("history, log-ins, who changed what, journal"),
    icon="history",
    section=SYSTEM,
    right=Right.AUDIT,
    lead=mark("Who changed what, at the page, at a telephone or at the box; and who logged in."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(_revision, "/audit/revision", name="audit-revision", ctx_right=Right.OFFICE)


async def _revision(request: Request) -> HTTPResponse:
    """What the settings were before a revision, and are since."""
    visit = await visit_of(request).identified()
    wanted = number(visit.query.get("number", ""))
    refused = ""
    parts: tuple[Part, ...] = ()
    try:
        difference = await visit.ask(GetDifference(old=wanted - 1, new=wanted))
        parts = await told(visit, difference.changes)
    except Invalid as invalid:
        refused = invalid.reason
    title = visit.words(mark("Revision %(number)d")) % {"number": wanted}
    context = {"title": title, "parts": parts, "refused": refused, "revision": wanted}
    return await site_of(request).framed(visit, PAGE, "page/audit-revision.html", 200, context)
