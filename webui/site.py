"""What all screens share: the settings, the way to the supervisor, the templates."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from sanic import Request
from sanic.response import HTTPResponse, html

from appliance.spoken import sentences
from appliance.wire.client import Client
from webui import language, render
from webui.changing import changing
from webui.forms import posted
from webui.live import Hub
from webui.once import SECONDS, Answer, Once
from webui.page import SECTIONS, Context, Page
from webui.parts.kind import Kind
from webui.settings import Settings
from webui.visit import Visit, browser_secret


@dataclass(slots=True)
class Site:
    """The one object that requests share; `set_up` once true stays true."""

    settings: Settings
    client: Client
    hub: Hub
    pages: tuple[Page, ...]
    forms: Once = field(default_factory=lambda: Once(seconds=SECONDS))
    set_up: bool = False

    @property
    def kinds(self) -> dict[str, Kind]:
        """Every kind of part that has a form, by its class's name."""
        forms = (kind for page in self.pages for kind in (*page.kinds, *page.forms))
        return {kind.of.__name__: kind for kind in forms}

    async def once(self, request: Request, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do `work` for a form with the field `once`, and no second time when it is sent again.

        What is typed anew into the same form, such as after a step back, is another deed.
        """
        if not posted(request.form).get("once"):
            return await work()
        sent = hashlib.sha256(request.body).hexdigest()
        return await self.forms.do(f"{browser_secret(request)} {request.path} {sent}", work)

    def text(self, visit: Visit, template: str, context: Context) -> str:
        """A template's HTML for this visitor."""
        environment = render.environment(visit.language, self.settings.assets)
        return environment.get_template(template).render(visit=visit, **context)

    def say(self, visit: Visit, message: str, **values: object) -> str:
        """One sentence in the visitor's language."""
        words = language.translations(visit.language).gettext(message)
        return words % values if values else words

    def said(self, visit: Visit, sentence: str) -> str:
        """What the supervisor said in English, in the visitor's language where it is known."""
        return sentences.said(sentence, visit.language)

    def alone(
        self, visit: Visit, template: str, title: str, status: int = 200, **context: object
    ) -> HTTPResponse:
        """A screen without a menu: set-up, log-in, errors."""
        named = {"title": self.say(visit, title), "once": secrets.token_urlsafe(12), **context}
        return html(self.text(visit, template, named), status=status)

    async def page(
        self, visit: Visit, page: Page, status: int = 200, shown: Context | None = None
    ) -> HTTPResponse:
        """A screen with the menu and all of its fragments; `visit` has been identified.

        `shown` takes the place of what the page itself would fetch.
        """
        visit = visit.reading()
        found: dict[str, object] = dict(await page.fetch(visit))
        for fragment in page.fragments:
            if visit.may(fragment.right):
                found |= await fragment.fetch(visit)
        template = page.template or f"page/{page.key}.html"
        return await self.framed(visit, page, template, status, {**found, **(shown or {})})

    async def framed(
        self, visit: Visit, page: Page, template: str, status: int, context: Context
    ) -> HTTPResponse:
        """A screen of its own that belongs to `page` in the menu."""
        named = {
            "title": self.say(visit, page.title),
            "menu": self._menu(visit),
            "page": page,
            "once": secrets.token_urlsafe(12),
            "changing": await changing(visit),
            "kinds": self.kinds,
            **context,
        }
        return html(self.text(visit, template, named), status=status)

    def _menu(self, visit: Visit) -> list[tuple[str, list[Page]]]:
        shown = [page for page in self.pages if page.open_to(visit)]
        sections = ((section, [p for p in shown if p.section == section]) for section in SECTIONS)
        return [(section, pages) for section, pages in sections if pages]


def site_of(request: Request) -> Site:
    return cast("Site", request.app.ctx.site)


def visit_of(request: Request) -> Visit:
    return cast("Visit", request.ctx.visit)
