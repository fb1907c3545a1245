"""Logs: the box's own, found by who wrote, how grave it is, its text and its time."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from msgspec.structs import replace
from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.box_log import Level, Source
from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.journal import LONGEST_SEARCH, GetJournal, GetJournalText, Journal
from appliance.wire.roles import Right
from webui.application import App
from webui.page import SYSTEM, Context, Draws, Page, Tell
from webui.pages.log_lines import MOST_KEPT, following, word_of
from webui.parts.choices import Option
from webui.pieces import send_file
from webui.site import site_of, visit_of
from webui.visit import Visit

SOURCES: Mapping[Source, str] = {
    Source.EXCHANGE: mark("The exchange (Asterisk)"),
    Source.SUPERVISOR: mark("The supervisor"),
    Source.WEB: mark("Web page"),
    Source.CARDS: mark("Drivers of the line cards"),
    Source.GUARD: mark("Firewall and who is shut out"),
    Source.NETWORK: mark("Network"),
    Source.TIME: mark("Time"),
    Source.UPDATE: mark("Updates"),
    Source.KERNEL: mark("Kernel"),
}
LEVELS: Mapping[Level, str] = {
    Level.ERROR: mark("errors only"),
    Level.WARNING: mark("warnings and errors"),
    Level.NOTICE: mark("what is worth noting, and worse"),
    Level.INFO: mark("everything but details for programmers"),
}
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?", re.ASCII)
_NAMES = ("source", "level", "q", "from", "to")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, what it asks for, and what is wrong with it by field."""

    typed: Mapping[str, str]
    asked: GetJournal
    errors: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether it is less than everything."""
        return any(self.typed.values())

    @property
    def query(self) -> str:
        """The same filter in an address."""
        return urlencode({name: value for name, value in self.typed.items() if value})

    def readable(self, name: str) -> bool:
        """Whether a field for moments can hold what was typed; a browser empties it otherwise."""
        return name not in self.errors


def wanted(visit: Visit) -> Wanted:
    """The filter of the page's address."""
    typed = {name: visit.query.get(name, "").strip() for name in _NAMES}
    errors: dict[str, str] = {}
    since, until = (_moment(typed, name, errors) for name in ("from", "to"))
    if since and until and until <= since:
        errors["to"] = mark("The end lies before the begin.")
    if len(typed["q"]) > LONGEST_SEARCH:
        errors["q"] = mark("That is longer than any line: a few words will do.")
    asked = GetJournal(
        before=visit.query.get("before", ""),
        source=_one_of(Source, typed["source"]),
        level=_one_of(Level, typed["level"]),
        search=typed["q"],
        since=since,
        until=until,
    )
    return Wanted(typed, asked, errors)


def _moment(typed: Mapping[str, str], name: str, errors: dict[str, str]) -> float:
    """By the office's clock; 0 for none."""
    if not typed[name]:
        return 0.0
    try:
        return max(1.0, datetime.fromisoformat(typed[name]).astimezone().timestamp())
    except (ValueError, OverflowError, OSError):
        errors[name] = mark("A day and a time, such as 2026-11-28 09:30.")
        return 0.0


W = TypeVar("W", bound=StrEnum)


def _one_of(kind: type[W], value: str) -> W | None:
    """A word out of a list; None for any other."""
    return next((each for each in kind if each.value == value), None)


async def _shown(visit: Visit) -> Context:
    chosen, found, problem, drawn = wanted(visit), Journal(()), "", time.time()
    if not chosen.errors:
        try:
            found = await visit.ask(chosen.asked)
        except Invalid as invalid:  # a place in an address that is none
            problem = visit.said(invalid.reason)
    rest = ""
    if found.more:
        rest = f"{PAGE.path}?{chosen.query}&{urlencode({'before': found.rest})}"
    return {
        "wanted": chosen,
        "found": found,
        "problem": problem,
        "older": "before" in visit.query,
        "rest": rest.replace("?&", "?"),
        "lines": found.lines,
        "left_out": False,
        "drawn": drawn,
        "word_of": word_of,
        "follows": not (chosen.errors or problem or chosen.asked.until or "before" in visit.query),
        "most_kept": MOST_KEPT,
        "choices": {
            "sources": [Option(each.value, visit.words(text)) for each, text in SOURCES.items()],
            "levels": [Option(each.value, visit.words(text)) for each, text in LEVELS.items()],
        },
    }


def _followed(site: Draws, visit: Visit) -> Tell:
    chosen, drawn = wanted(visit), visit.query.get("drawn", "")
    asked = replace(chosen.asked, after=visit.query.get("after", ""))
    since = float(drawn) if _SECONDS.fullmatch(drawn) else 0.0
    return following(site, visit, asked, since, chosen.query)


PAGE = Page(
    key="logs",
    path="/logs",
    title=mark("Logs"),
    also=mark("journal, messages, errors, syslog"),
    icon="file-text",
    section=SYSTEM,
    right=Right.BOX,
    lead=mark("What the box says of itself. Passwords, PINs and keys are left out of it."),
    fetch=_shown,
    stream=_followed,
)


def routes(app: App) -> None:
    app.add_route(_text, "/logs/text", name="logs-text", ctx_right=PAGE.right)


async def _text(request: Request) -> HTTPResponse | None:
    """The lines that the filter finds, as a file."""
    visit = await visit_of(request).identified()
    chosen = wanted(visit)
    if chosen.errors:
        return await site_of(request).page(visit, PAGE, status=400)
    pieces = visit.client.follow(GetJournalText(chosen.asked), visit.session)
    try:
        await send_file(request, pieces, "lineman-log.txt", "text/plain; charset=utf-8")
    except Invalid:
        return await site_of(request).page(visit, PAGE, status=400)
    return None
