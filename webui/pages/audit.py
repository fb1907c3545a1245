"""Change log: who changed what and when, what it was and is; settings, live state, access."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Fault, Invalid
from appliance.spoken import sentences
from appliance.spoken.languages import mark
from appliance.wire.access import GetAccessLog
from appliance.wire.answers import AccessLog
from appliance.wire.configuration import GetDifference, GetRevisions
from appliance.wire.configured import Revisions
from appliance.wire.live_state import GetLiveChanges, LiveChanges
from appliance.wire.roles import Right
from webui import words
from webui.application import App
from webui.dates import clock, day, moment_of
from webui.difference import Part, told
from webui.forms import whole
from webui.page import SYSTEM, Context, Page
from webui.parts.screens import number
from webui.scope_words import SCOPES
from webui.site import site_of, visit_of
from webui.visit import Visit

ROWS = 50
SETTINGS, LIVE, ACCESS = LOGS = ("settings", "telephones", "access")
"""The logs, as an address says where a further page of each begins: below what is in it so far."""
_LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is empty where nobody is known, such as somebody with a wrong password. `revision`
    is the state of the settings that came of it, 0 for none. `place` is where its `log` has it.
    """

    log: str
    place: float
    time: float
    who: str
    what: str
    of: str = ""
    before: str = ""
    after: str = ""
    where: str = ""
    revision: int = 0


async def _shown(visit: Visit) -> Context:
    begin = {log: min(max(0.0, moment_of(visit.query.get(log, ""))), _LARGEST) for log in LOGS}
    try:
        revisions = await visit.ask(GetRevisions(ROWS, int(begin[SETTINGS])))
    except Fault:  # stored settings that cannot be read keep nobody from the rest
        revisions = Revisions(0, ())
    live, access = await asyncio.gather(
        visit.ask(GetLiveChanges(int(begin[LIVE]), ROWS)),
        visit.ask(GetAccessLog(begin[ACCESS], ROWS)),
    )
    found = {
        SETTINGS: tuple(_settings(visit, revisions)),
        LIVE: tuple(_live(visit, live)),
        ACCESS: tuple(_access(visit, access)),
    }
    # Each in its own order, whatever the clock said then: so none is passed over.
    lines = tuple(islice(heapq.merge(*found.values(), key=lambda line: -line.time), ROWS))
    more = sum(map(len, found.values())) > ROWS or revisions.more or live.more or access.more
    return {
        "lines": lines,
        "older": f"{PAGE.path}?{urlencode(further(found, lines, begin))}" if more else "",
        "newest": PAGE.path if any(begin.values()) else "",
        "office": visit.may(Right.OFFICE),
    }


def further(
    found: Mapping[str, tuple[Line, ...]], shown: tuple[Line, ...], begin: Mapping[str, float]
) -> dict[str, str]:
    """Where each log goes on: below the last that is shown, or where it began while none is.

    What comes in meanwhile belongs to the newest page.
    """
    at: dict[str, str] = {}
    for log, lines in found.items():
        if count := sum(line.log == log for line in shown):
            at[log] = repr(lines[count - 1].place)
        else:
            at[log] = repr(begin[log] or (lines[0].place + 1 if lines else 1))
    return at


def _settings(visit: Visit, found: Revisions) -> Iterator[Line]:
    for each in found.revisions:
        what = sentences.message(each.message, visit.language)
        where = visit.words(words.through(each.author))
        yield Line(
            SETTINGS, each.number, each.time, each.author, what, where=where, revision=each.number
        )


def _live(visit: Visit, found: LiveChanges) -> Iterator[Line]:
    for each in found.changes:
        what = visit.words(words.LIVE.get(each.what, each.what))
        where = visit.words(words.place(each.where, each.who))
        before, after = (_value(visit, each.what, value) for value in (each.before, each.after))
        yield Line(LIVE, each.number, each.time, each.who, what, each.of, before, after, where)


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


_MAY = {**words.ROLES, **SCOPES}


def _access(visit: Visit, found: AccessLog) -> Iterator[Line]:
    for each in found.entries:
        what = visit.words(words.ACCESS.get(each.what, each.what))
        before, after = may(visit, each.before), may(visit, each.after)
        where = each.origin or visit.words(words.OF_BOX.get(each.who, words.NOBODY).through)
        yield Line(ACCESS, each.time, each.time, each.who, what, each.of, before, after, where)


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
