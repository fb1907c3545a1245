"""The call log: one row for each call that ended, found by what a person remembers of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse

from appliance.spoken.languages import mark
from appliance.wire.answers import CallEnded
from appliance.wire.board import GetBoard
from appliance.wire.history import GetCallTable, GetHistory
from appliance.wire.views import CallResult, Direction
from webui.application import App
from webui.dates import moment_of
from webui.page import WORK, Context, Fragment, Page
from webui.pages.directory import other_number, own_number
from webui.parts.choices import Option, options_of
from webui.site import site_of, visit_of
from webui.visit import Visit
from webui.words import DIRECTIONS, RESULTS, Word

ROWS = 50
SHORTEST = 3  # letters of a name; a number may be shorter
PLACE = ("before", "key")  # where a further page of the list begins
_NAMES = ("q", "person", "direction", "result", "line", "from", "to", "recorded")


_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, what it asks for, and what is wrong with it by field."""

    typed: Mapping[str, str]
    asked: GetHistory
    errors: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether it is less than everything."""
        return any(self.typed.values())

    def readable(self, name: str) -> bool:
        """Whether a field for days can hold what was typed; a browser empties it otherwise."""
        return not self.typed[name] or _DAY.fullmatch(self.typed[name]) is not None

    @property
    def query(self) -> str:
        """The same filter in an address."""
        return urlencode({name: value for name, value in self.typed.items() if value})


def wanted(visit: Visit, *, heard: bool = False) -> Wanted:
    """The filter of the page's address; of those `heard` alone that the visitor may hear."""
    typed = {name: visit.query.get(name, "").strip() for name in _NAMES}
    errors: dict[str, str] = {}
    since, until = _day(typed, "from", errors), _day(typed, "to", errors, days=1)
    if since and until and until <= since:
        errors["to"] = mark("The last day lies before the first.")
    text = typed["q"]
    if text and len(text) < SHORTEST and not text.isdecimal():
        errors["q"] = mark("At least three letters of a name, or a number.")
    before = moment_of(visit.query.get("before", ""))
    asked = GetHistory(
        before=before or until,
        before_key=visit.query.get("key", "") if before else "",
        limit=ROWS,
        since=since,
        person=typed["person"],
        line=typed["line"],
        result=_one_of(CallResult, typed["result"]),
        direction=_one_of(Direction, typed["direction"]),
        recorded=bool(typed["recorded"]),
        search=text,
        heard=heard,
    )
    return Wanted(typed, asked, errors)


def _day(typed: Mapping[str, str], name: str, errors: dict[str, str], days: int = 0) -> float:
    """The beginning of a day, or of one so many days later; 0 for none."""
    if not typed[name]:
        return 0.0
    try:
        day = datetime.fromisoformat(typed[name]) + timedelta(days=days)
        return day.astimezone().timestamp()
    except (ValueError, OverflowError):
        errors[name] = mark("A day, such as 2026-11-28.")
        return 0.0


W = TypeVar("W", bound=StrEnum)


def _one_of(kind: type[W], value: str) -> W | None:
    """A word out of a list; None for any other."""
    return next((each for each in kind if each.value == value), None)


async def history(visit: Visit) -> Context:
    """The rows that the address asks for, each with whom one may ring back."""
    found = await find(visit, wanted(visit), "/calls")
    own = await own_number(visit)
    return {**found, "back_to": lambda call: other_number(call, own), "own": own}


async def find(visit: Visit, chosen: Wanted, address: str) -> Context:
    """The rows of a filter, and where at this address the older ones are."""
    if chosen.errors:
        return {"past": (), "rest": "", "searched_to": 0.0, "wanted": chosen}
    found = await visit.ask(chosen.asked)
    rest = ""
    if found.more:
        place = urlencode({"before": repr(found.rest), "key": found.rest_key})
        rest = f"{address}?{chosen.query}&{place}" if chosen.query else f"{address}?{place}"
    far = found.rest if found.more and len(found.calls) < ROWS else 0.0
    return {"past": found.calls, "rest": rest, "searched_to": far, "wanted": chosen}


async def choices(visit: Visit) -> Context:
    """What the lists of the filter offer: values with their words."""
    board = await visit.ask(GetBoard())
    people = sorted({(each.name, each.key) for each in board.people if each.key})
    return {
        "choices": {
            "people": options_of(tuple(k for _, k in people), tuple(name for name, _ in people)),
            "lines": tuple(Option(each.number, each.name) for each in board.lines),
            "results": _worded(visit, CallResult, RESULTS),
            "directions": _worded(visit, Direction, DIRECTIONS),
        },
        "older": "before" in visit.query,
    }


def _worded(visit: Visit, kind: type[StrEnum], words: Mapping[str, Word]) -> tuple[Option, ...]:
    return tuple(Option(each.value, visit.words(words[each.value].text)) for each in kind)


PAGE = Page(
    key="calls",
    path="/calls",
    title=mark("Call log"),
    icon="history",
    section=WORK,
    fragments=(Fragment("history", history, on=(CallEnded,)),),
    fetch=choices,
)


def routes(app: App) -> None:
    app.add_route(table, "/calls.csv", ctx_right=PAGE.right)


async def table(request: Request) -> HTTPResponse | None:
    """What the filter finds, all of it, as a file with the columns of call detail records."""
    visit = await visit_of(request).identified()
    return await send_table(request, visit, wanted(visit), PAGE)


async def send_table(
    request: Request, visit: Visit, chosen: Wanted, page: Page
) -> HTTPResponse | None:
    """The rows of a filter, all of them; the page again where it says what is wrong with it."""
    if chosen.errors:
        return await site_of(request).page(visit, page, status=400)
    pieces = visit.client.follow(GetCallTable(chosen.asked), visit.session)
    head = await anext(pieces)  # a refusal comes before the first byte
    headers = {"Content-Disposition": f'attachment; filename="{page.key}.csv"'}
    response = await request.respond(content_type="text/csv; charset=utf-8", headers=headers)
    await response.send("\ufeff".encode())  # a spreadsheet would take it for Latin letters else
    await response.send(head.content)
    async for piece in pieces:
        await response.send(piece.content)
    await response.eof()
    return None
