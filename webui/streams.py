"""The event stream of an open page: its fragments, drawn anew when what they show has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, html, text

from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.roles import Right
from webui.application import App
from webui.live import QUIET_SECONDS, STILL_HERE, Ear, Full, Link, message
from webui.page import Context, Draws, Fragment, Page, Tell
from webui.site import Site, site_of, visit_of
from webui.visit import Visit

Pieces: TypeAlias = Mapping[str, object]  # by the id of its element


def routes(app: App) -> None:
    app.add_route(stream, "/live/<key:str>", ctx_right=Right.OWN, ctx_patient=True)
    app.add_route(single, "/fragment/<key:str>/<name:str>", ctx_right=Right.OWN)


async def single(request: Request, key: str, name: str) -> HTTPResponse:
    """One fragment by itself."""
    site, visit = site_of(request), await visit_of(request).identified()
    page = _page(site, key)
    _admit_to(page, visit)
    for fragment in page.fragments:
        if fragment.name == name:
            _admit(visit, fragment.right)
            return html(await _drawn(site, visit, fragment))
    raise NotFound


async def stream(request: Request, key: str) -> HTTPResponse | None:
    """What the page tells, and how it stands with the supervisor, until the page is closed."""
    site, visit = site_of(request), visit_of(request)
    page = _page(site, key)
    try:
        visit = await visit.identified()
        _admit_to(page, visit)
    except Unreachable:
        pass  # the stream says so, and tells nothing before the visitor is judged
    except NotAllowed as denied:
        if denied.why is not Why.LOG_IN:
            raise  # else the stream says that the session has ended
    try:
        async with site.hub.listening(visit.session) as (ear, recent):
            response = await request.respond(
                content_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
            )
            await response.send("retry: 1000\n\n")
            begin = page.stream or partial(_fragments, page)
            tell = begin(site, replace(visit, client=recent, path=page.path))
            while (piece := await tell(ear)) is not None:
                await response.send(piece)
            await response.send(message(Link.SIGNED_OUT.value, ""))
            await response.eof()
    except Full:
        return text("too many open pages", status=503, headers={"Retry-After": "5"})
    return None


def _admit(visit: Visit, right: Right) -> None:
    if not visit.may(right):
        raise NotAllowed(Why.RIGHTS)


def _admit_to(page: Page, visit: Visit) -> None:
    _admit(visit, page.right)
    if not page.is_there(visit):
        raise NotFound


def _page(site: Site, key: str) -> Page:
    for page in site.pages:
        if page.key == key:
            return page
    raise NotFound


@dataclass(slots=True)
class Drawing:
    """What one open page shows, so that only what changed is sent."""

    site: Draws
    visit: Visit
    shown: dict[str, Context] = field(default_factory=dict)

    async def allowed(self, page: Page, fragments: list[Fragment]) -> list[Fragment]:
        """Those that the visitor's page has; NotAllowed for another role's page."""
        self.visit = await self.visit.identified()
        _admit_to(page, self.visit)
        return [each for each in fragments if self.visit.may(each.right)]

    async def changed(self, fragment: Fragment) -> str:
        """Messages that bring the fragment up to date; none when it is."""
        context = await fragment.fetch(self.visit)
        before = self.shown.get(fragment.name)
        self.shown[fragment.name] = context
        if before == context:
            return ""
        if before is None or fragment.pieces is None:
            return self._message(f"fragment/{fragment.name}.html", context)
        old, new = fragment.pieces(before), fragment.pieces(context)
        if list(old) == list(new):
            return "".join(self._drawn_anew(fragment, old, new))
        if fragment.come_and_go and _only_behind(old, new):
            return "".join(self._moved(fragment, old, new, context))
        return self._message(f"fragment/{fragment.name}.html", context)

    def _drawn_anew(self, fragment: Fragment, old: Pieces, new: Pieces) -> Iterator[str]:
        template = f"fragment/{fragment.name}-piece.html"
        for name, piece in new.items():
            if name in old and old[name] != piece:
                yield self._message(template, {"piece": piece})

    def _moved(
        self, fragment: Fragment, old: Pieces, new: Pieces, context: Context
    ) -> Iterator[str]:
        """Those that went, those that changed, those that came, and what stands above them."""
        yield from (message("gone", name) for name in old if name not in new)
        yield from self._drawn_anew(fragment, old, new)
        template, place = f"fragment/{fragment.name}-piece.html", f"{fragment.name}-pieces"
        for name, piece in new.items():
            if name not in old:
                html = self.site.text(self.visit, template, {"piece": piece})
                yield message("added", f"{place}\n{html}")
        yield self._message(f"fragment/{fragment.name}-head.html", context)

    def _message(self, template: str, context: Context) -> str:
        return message("fragment", self.site.text(self.visit, template, context))


def _only_behind(old: Pieces, new: Pieces) -> bool:
    """Whether some stay, in their order, and whatever is new stands behind them."""
    stay = [name for name in old if name in new]
    return bool(stay) and list(new)[: len(stay)] == stay


def _fragments(page: Page, site: Draws, visit: Visit) -> Tell:
    return partial(_next, Drawing(site, visit), page)


async def _next(drawing: Drawing, page: Page, ear: Ear) -> str | None:
    """What to send now; None when the session has ended."""
    kinds, link = await ear.take(QUIET_SECONDS)
    if link is Link.SIGNED_OUT:
        return None
    if link is Link.LOST:
        return message(Link.LOST.value, "")
    if link is Link.UP:
        drawing.shown.clear()
    changed = [each for each in page.fragments if link is Link.UP or kinds & set(each.on)]
    try:
        changed = await drawing.allowed(page, changed)
        drawn = [await drawing.changed(each) for each in changed]
    except Unreachable:  # what was drawn of it is not sent: all is, when it is back
        drawing.shown.clear()
        return message(Link.LOST.value, "")
    except NotAllowed:
        return None
    if link is Link.UP:
        drawn.append(message(Link.UP.value, ""))
    return "".join(drawn) or STILL_HERE


async def _drawn(site: Site, visit: Visit, fragment: Fragment) -> str:
    return site.text(visit, f"fragment/{fragment.name}.html", await fragment.fetch(visit))
