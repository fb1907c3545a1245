"""The screens of every kind of part: its list, a new one's form, and the form of one there is."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields
from functools import partial
from urllib.parse import quote

from msgspec.structs import replace
from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, raw, redirect

from appliance.core.csv_table import harmless
from appliance.core.errors import Invalid
from appliance.core.keys import KEY_BYTES, Key, free_key, lasting_key
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetUses
from appliance.wire.configured import Uses
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.application import App
from webui.difference import meanwhile
from webui.forms import whole
from webui.page import Context, Page
from webui.parts.asking import Listed, keep, listed_name, name_of, one, put, put_as, take_out
from webui.parts.choices import Choices, choices
from webui.parts.form import PartForm, filled, place, posted_texts, read
from webui.parts.kind import Kind, value_at
from webui.parts.widgets import Wrong
from webui.site import Site, site_of, visit_of
from webui.visit import Visit

ROWS = 100  # of a list on one screen


@dataclass(frozen=True, slots=True)
class Row:
    """A part in a list: its name, and each column's words."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class List:
    """What of a kind is on the screen; `found` rows match what is looked for, out of `all`."""

    kind: Kind
    rows: tuple[Row, ...]
    found: int
    all: int
    start: int

    @property
    def more(self) -> bool:
        return self.start + len(self.rows) < self.found


def rows_of(kind: Kind, known: Choices, some: Sequence[Plain] | None = None) -> tuple[Row, ...]:
    """Every part of a kind as a list shows it, or `some` of them."""
    shown = [(kind.widget(column.path), column.path) for column in kind.columns]
    return tuple(
        Row(
            listed_name(kind.of, part),
            tuple(widget.shown(value_at(part, path), known) for widget, path in shown),
        )
        for part in (known.parts(kind.of) if some is None else some)
    )


def _list(kind: Kind, known: Choices, wanted: str, start: int) -> List:
    """Rows that nobody sees are made only where they may be what is looked for."""
    every, end = known.parts(kind.of), start + ROWS
    if not wanted:
        return List(kind, rows_of(kind, known, every[start:end]), len(every), len(every), start)
    looked_for = wanted.casefold()
    rows = rows_of(kind, known)
    found = [row for row in rows if looked_for in " ".join(row.cells).casefold()]
    return List(kind, tuple(found[start:end]), len(found), len(every), start)


def fetch(*kinds: Kind) -> Callable[[Visit], Awaitable[Context]]:
    """What a page that lists `kinds` shows."""

    async def fetched(visit: Visit) -> Context:
        known = await known_of(visit, *kinds)
        wanted = visit.query.get("q", "")
        start = number(visit.query.get("start", ""))
        lists = [_list(kind, known, wanted, start) for kind in kinds]
        return {"lists": lists, "wanted": wanted, "known": known, "rows_shown": ROWS}

    return fetched


def number(text: str) -> int:
    """A count out of an address or a hidden field; 0 where somebody typed nonsense."""
    return whole(text, 6) or 0


async def known_of(visit: Visit, *kinds: Kind) -> Choices:
    """Their parts, and all that their lists and forms choose among."""
    needed = [need for kind in kinds for need in kind.needs]
    whole = [each for kind in kinds for each in kind.whole]
    cards = any(kind.cards for kind in kinds)
    return await choices(visit, visit.words, needed, whole, cards=cards)


async def _chosen_among(visit: Visit, kind: Kind, lists: Mapping[type, Listed]) -> Choices:
    """What a form shows before anything is typed; of all parts the names and `lists` alone."""
    wanted = (*kind.needs, *kind.whole)
    known = await choices(visit, visit.words, wanted, cards=kind.cards)
    return with_fields(known, lists=lists)


def routes(app: App, page: Page) -> None:
    """Form and file of each kind of the page."""
    forms(app, page)
    for kind in page.kinds:
        name = _name(page, kind)
        app.add_route(
            partial(_csv, kind=kind), f"{kind.path}.csv", name=f"{name}-csv", ctx_right=page.right
        )


def _name(page: Page, kind: Kind) -> str:
    return f"{page.key}-{kind.path.strip('/').replace('/', '-')}"


def forms(app: App, page: Page) -> None:
    """The forms of each kind of the page."""
    for kind in page.kinds:
        name = _name(page, kind)
        for suffix, show, methods in (
            ("new", _new, ["GET", "POST"]),
            ("edit", _edit, ["GET", "POST"]),
            ("remove", _remove, ["POST"]),
        ):
            handler = partial(show, page=page, kind=kind)
            app.add_route(
                handler,
                f"{kind.path}/{suffix}",
                methods=methods,
                name=f"{name}-{suffix}",
                ctx_right=page.right,
            )


async def editor(request: Request) -> Visit:
    """The visitor; that he may change things the gate has seen (`auth.gate`)."""
    visit = await visit_of(request).identified()
    return visit.reading() if request.method == "GET" else visit


async def _new(request: Request, page: Page, kind: Kind) -> HTTPResponse:
    visit = await editor(request)
    if request.method == "GET":
        part = {**kind.empty_part(), **_given(kind, visit)}
        known = await _chosen_among(visit, kind, {})
        return await _screen(request, visit, page, filled(kind, known, part), None)
    known = await known_of(visit, kind)
    return await _save(request, visit, page, PartForm(kind, known, posted_texts(request)), None)


def _given(kind: Kind, visit: Visit) -> Plain:
    """Values of a new part that the link to it names, such as the number of a missed caller."""
    return {name: visit.query[name] for name in kind.linked if visit.query.get(name)}


async def _edit(request: Request, page: Page, kind: Kind) -> HTTPResponse:
    visit = await editor(request)
    name = visit.query.get("name", "")
    if kind.many and request.method == "GET":
        known = await _chosen_among(visit, kind, {kind.of: await one(visit, kind.of, name)})
    else:
        known = await known_of(visit, kind)
    part = part_named(kind, known, name)
    if request.method == "GET":
        return await _screen(request, visit, page, filled(kind, known, part), part)
    form = PartForm(kind, known, posted_texts(request))
    return await _save(request, visit, page, form, part)


def part_named(kind: Kind, known: Choices, name: str) -> Plain:
    """The part; NotFound when there is none, such as after somebody else took it out."""
    for part in known.parts(kind.of):
        if listed_name(kind.of, part) == name:
            return part
    raise NotFound


async def part_alone(visit: Visit, kind: type, name: str) -> Plain:
    """The same of a kind that there are many of."""
    for part in (await one(visit, kind, name)).parts:
        return part
    raise NotFound


async def _save(
    request: Request, visit: Visit, page: Page, form: PartForm, old: Plain | None
) -> HTTPResponse:
    """Into the draft, and back to the list; or the form again with what is wrong."""
    kind, known = form.kind, form.choices
    part = read(form, old if old is not None else _keyed(kind, known), new=old is None)

    async def work() -> None:
        first = kind.before(part, old, known)
        fresh = _own(kind.finish(part, old, known))
        _check_new(kind, fresh, old, known)
        await keep(visit, _base(request, known), *first, *_commands(kind, fresh, old))

    if not form.errors:
        try:
            await site_of(request).once(request, work)
        except Wrong as wrong:
            form.errors[wrong.field] = known.say(wrong.text)
        except Invalid as invalid:
            form.errors[place(form, invalid)] = site_of(request).said(visit, invalid.reason)
            form.others = await meanwhile(visit, invalid)
        else:
            return redirect(f"{page.path}#{kind.anchor}", status=303)
    return await _screen(request, visit, page, form, old)


def _own(part: Plain) -> Plain:
    """Without what was typed beside the part's own fields."""
    return {name: value for name, value in part.items() if not name.startswith("+")}


def _commands(kind: Kind, fresh: Plain, old: Plain | None) -> tuple[Plain, ...]:
    """What points at a part whose own name was typed anew follows it."""
    if old is None or kind.stem or name_of(kind.of, fresh) == name_of(kind.of, old):
        return (put(kind.of, fresh),)
    return (put_as(kind.of, fresh, old),)


def _check_new(kind: Kind, fresh: Plain, old: Plain | None, known: Choices) -> None:
    """Wrong where a new part would take the place of another one of its name.

    Whatever has no key of its own is named by the first field of its form.
    """
    name = name_of(kind.of, fresh)
    if old is None and name in {listed_name(kind.of, each) for each in known.parts(kind.of)}:
        raise Wrong(
            mark("It is there already: change that one, or type another."),
            next(kind.fields()).path,
        )


def _keyed(kind: Kind, known: Choices) -> Plain:
    """A new part, with a key of its own where its kind has such."""
    part = kind.empty_part()
    if kind.stem and kind.lasting:
        part["key"] = str(lasting_key(kind.stem, secrets.token_bytes(KEY_BYTES)))
    elif kind.stem:
        taken = {Key(str(each["key"])) for each in known.parts(kind.of)}
        part["key"] = str(free_key(kind.stem, taken))
    return part


def _base(request: Request, known: Choices) -> int:
    """The revision that the form was made from."""
    given = posted_texts(request).get("base", [""])[0]
    return number(given) or known.revision


async def _screen(
    request: Request, visit: Visit, page: Page, form: PartForm, old: Plain | None
) -> HTTPResponse:
    site, kind = site_of(request), form.kind
    name = "" if old is None else name_of(kind.of, old)
    form.new = old is None
    context = {
        "title": site.say(visit, kind.one) if old is None else called(kind, old, form.choices),
        "form": form,
        "kind": kind,
        "name": name,
        "here": f"{kind.path}/edit?name={quote(name)}" if name else f"{kind.path}/new",
        "uses": await _uses(site, visit, kind, name) if name else Uses((), 0),
        "to_accounts": visit.may(Right.ACCOUNTS),
        "extra": await kind.preview(visit, old, form.choices) if old and kind.preview else {},
        **await kind.beside(visit),
    }
    status = 422 if form.errors else 200
    return await site.framed(visit, page, kind.template, status, context)


def called(kind: Kind, part: Plain, known: Choices) -> str:
    """How people call a part of this kind."""
    words = [kind.widget(path).shown(value_at(part, path), known) for path in kind.called]
    return " → ".join(words) or known.title(kind.of, listed_name(kind.of, part))


async def _uses(site: Site, visit: Visit, kind: Kind, name: str) -> Uses:
    """Who points at a part; those without a name are called by what they say."""
    found = await visit.ask(GetUses(kind.of.__name__, name, draft=True))
    nameless = [k for k in site.kinds.values() if k.called and k.of.__name__ in _kinds_of(found)]
    if not nameless:
        return found
    known = await known_of(visit, *nameless)
    titles = {
        (each.of.__name__, listed_name(each.of, part)): called(each, part, known)
        for each in nameless
        for part in known.parts(each.of)
    }
    uses = (replace(u, title=titles.get((u.kind, u.name), u.title)) for u in found.uses)
    return replace(found, uses=tuple(uses))


def _kinds_of(found: Uses) -> set[str]:
    return {each.kind for each in found.uses}


async def _remove(request: Request, page: Page, kind: Kind) -> HTTPResponse:
    visit = await editor(request)
    known = await known_of(visit, kind)
    part = part_named(kind, known, visit.query.get("name", ""))
    try:
        await keep(visit, _base(request, known), take_out(kind.of, part))
    except Invalid as invalid:
        form = filled(kind, known, part)
        form.errors[""] = site_of(request).said(visit, invalid.reason)
        form.others = await meanwhile(visit, invalid)
        return await _screen(request, visit, page, form, part)
    return redirect(f"{page.path}#{kind.anchor}", status=303)


async def _csv(request: Request, kind: Kind) -> HTTPResponse:
    """The whole list as a file that a Russian Excel opens too: UTF-8 with its mark, semicolons."""
    visit = await editor(request)
    known = await known_of(visit, kind)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow([known.say(column.title) for column in kind.columns])
    table.writerows([harmless(cell) for cell in row.cells] for row in rows_of(kind, known))
    name = f"attachment; filename={kind.path.strip('/')}.csv"
    content = written.getvalue().encode("utf-8-sig")
    return raw(content, content_type="text/csv; charset=utf-8",
               headers={"Content-Disposition": name})  # fmt: skip
