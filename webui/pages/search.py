"""Search over all that the visitor may see: pages, settings, people, numbers, every list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from sanic import Request
from sanic.response import HTTPResponse, html

from appliance.core.feature_codes import Feature
from appliance.spoken.languages import LANGUAGES, mark
from appliance.wire.board import GetBoard
from appliance.wire.roles import Right
from webui.application import App
from webui.language import translations
from webui.page import WORK, Context, Page
from webui.pages import codes, inbound, office, outbound
from webui.parts.kind import Kind
from webui.parts.screens import known_of, rows_of
from webui.parts.terms import term
from webui.site import Site, site_of, visit_of
from webui.visit import Visit

MOST = 8  # of one kind
SHORTEST = 2  # letters; one digit more names half the office
SETTINGS: tuple[Kind, ...] = (office.PLACE, inbound.OPERATOR, outbound.USUAL)
PAGE = Page(key="search", path="/search", title=mark("Search"), icon="search", section=WORK)


@dataclass(frozen=True, slots=True)
class Found:
    """`hint` says what it is, in the visitor's language as `title` is."""

    title: str
    hint: str
    address: str
    icon: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: each word is to be there; a number in any spelling, too."""

    text: str

    @property
    def enough(self) -> bool:
        return len(self.text) >= SHORTEST

    def fits(self, *texts: str) -> bool:
        there = " ".join(texts).casefold()
        digits = _digits(self.text)
        if digits and _digits_alone(self.text):
            return any(digits in _digits(each) for each in texts)
        return all(word in there for word in self.text.casefold().split())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _digits_alone(text: str) -> bool:
    return re.fullmatch(r"[\d\s()+.-]+", text) is not None


async def found(site: Site, visit: Visit, wanted: Wanted) -> list[Found]:
    """The best first: a page by its name, then settings, then what is configured."""
    if not wanted.enough:
        return []
    pages = [page for page in site.pages if page.open_to(visit)]
    results = list(_pages(visit, pages, wanted))
    if visit.may(Right.OFFICE):
        kinds = [kind for page in pages for kind in page.kinds]
        results += [*_settings(visit, kinds, wanted), *await _parts(visit, kinds, wanted)]
        results += [*_fields(visit, pages, wanted), *_codes(visit, wanted)]
    else:
        results += await _people(visit, wanted)
    calls = visit.words(mark("Calls with “%(text)s”")) % {"text": wanted.text}
    log = f"/calls?q={quote(wanted.text)}"
    return [*results, Found(calls, visit.words(mark("Call log")), log, "history")]


def _pages(visit: Visit, pages: Iterable[Page], wanted: Wanted) -> Iterator[Found]:
    """Those that are called so come before those that are only about it."""
    by_title = [page for page in pages if _said_of(wanted, page.title)]
    about = [page for page in pages if page not in by_title and _said_of(wanted, page.also)]
    for page in (*by_title, *about):
        yield Found(visit.words(page.title), visit.words(page.section), page.path, page.icon)


def _said_of(wanted: Wanted, *messages: str) -> bool:
    """Whether it fits in any language: people know a setting by the words of another system."""
    return any(
        wanted.fits(*(translations(language).gettext(m) for m in messages if m))
        for language in LANGUAGES
    )


def _settings(visit: Visit, kinds: Iterable[Kind], wanted: Wanted) -> list[Found]:
    """Fields of what there is once, and lists by their names."""
    results = [
        Found(visit.words(field.label), visit.words(kind.title), kind.path, kind.icon)
        for kind in SETTINGS
        for field in kind.fields()
        if _said_of(wanted, field.label)
    ]
    return results[:MOST] + [
        Found(visit.words(kind.one), visit.words(kind.title), f"{kind.path}/new", "plus")
        for kind in kinds
        if _said_of(wanted, kind.one)
    ]


def _fields(visit: Visit, pages: Iterable[Page], wanted: Wanted) -> list[Found]:
    """What is set at each part of a list: the list, where one is chosen."""
    found = (
        Found(visit.words(field.label), visit.words(kind.title), f"{page.path}#{kind.anchor}",
              kind.icon)
        for page in pages
        for kind in page.kinds
        for field in kind.fields()
        if _said_of(wanted, field.label)
    )  # fmt: skip
    return list(dict.fromkeys(found))[:MOST]


def _codes(visit: Visit, wanted: Wanted) -> list[Found]:
    """What is dialled at a telephone, by what it does."""
    page = codes.PAGE
    return [
        Found(visit.words(text), visit.words(page.title), page.path, page.icon)
        for text in map(term, Feature)
        if _said_of(wanted, text)
    ][:MOST]


async def _parts(visit: Visit, kinds: list[Kind], wanted: Wanted) -> list[Found]:
    """Rows of every list, as the list itself shows them."""
    known = await known_of(visit, *kinds)
    results: list[Found] = []
    for kind in kinds:
        rows = [row for row in rows_of(kind, known) if wanted.fits(*row.cells)]
        results += [
            Found(
                row.cells[0] if row.cells else row.name,
                " · ".join((visit.words(kind.one_of), *_told(row.cells))),
                f"{kind.path}/edit?name={quote(row.name)}",
                kind.icon,
            )
            for row in rows[:MOST]
        ]
    return results


def _told(cells: tuple[str, ...]) -> Iterator[str]:
    """What stands behind the title, which is not said twice."""
    return (cell for cell in cells[1:3] if cell.strip(" –-") and cell != cells[0])


async def _people(visit: Visit, wanted: Wanted) -> list[Found]:
    """Those whose telephones are open to him: their calls."""
    board = await visit.ask(GetBoard())
    fits = [each for each in board.people if each.key and wanted.fits(each.name, each.number)]
    return [
        Found(each.name, each.number, f"/calls?person={quote(each.key)}", "user")
        for each in fits[:MOST]
    ]


def routes(app: App) -> None:
    app.add_route(screen, PAGE.path, name="search", ctx_right=PAGE.right)
    app.add_route(fragment, "/search/found", name="search-found", ctx_right=PAGE.right)


async def _searched(request: Request) -> Context:
    visit = visit_of(request)
    wanted = Wanted(" ".join(visit.query.get("q", "").split())[:100])
    results = await found(site_of(request), visit, wanted)
    return {"found": results, "wanted": wanted, "shortest": SHORTEST}


async def screen(request: Request) -> HTTPResponse:
    context = await _searched(request)
    return await site_of(request).framed(visit_of(request), PAGE, "page/search.html", 200, context)


async def fragment(request: Request) -> HTTPResponse:
    """The same for who is still typing."""
    context = await _searched(request)
    return html(site_of(request).text(visit_of(request), "fragment/found.html", context))
