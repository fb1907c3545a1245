"""One request seen as a visit: who asks, in which language, and the way to the supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from sanic import Request

from appliance.core.errors import Fault, Invalid
from appliance.spoken import sentences
from appliance.wire.client import Client
from appliance.wire.clock import keep_zone
from appliance.wire.kinds import Request as Question
from appliance.wire.protocol import WhoAmI
from appliance.wire.roles import Right, Role, may
from webui import language, security
from webui.forms import LONGEST_VALUE
from webui.reading import Reading

A = TypeVar("A")
_USUAL_PORT = 443
THEMES = ("light", "dark", "auto")
THEME_COOKIE = "__Host-theme"


@dataclass(frozen=True, slots=True)
class Visit:
    """`session` is empty before a log-in; `token` is what this browser's forms must carry."""

    client: Client
    path: str
    language: str
    theme: str
    session: str
    token: str
    origin: str
    agent: str = ""
    host: str = ""
    site: str = ""
    """Host, and port if it is not the usual one, as they stand in an address."""
    query: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    role: Role = Role.ANYONE
    virtual: bool = False
    """The box's hardware is, and has demo telephones."""
    owes: bool = False
    """A second factor, which his role wants: until he has made one he reaches nothing else."""

    def words(self, message: str) -> str:
        """One of the page's own words in the visitor's language."""
        return language.translations(self.language).gettext(message) if message else message

    def said(self, sentence: str) -> str:
        """What the supervisor said in English, in the visitor's language where it is known."""
        return sentences.said(sentence, self.language)

    def why(self, error: Invalid | Fault) -> str:
        """What was refused or could not be done, and what to do, in the visitor's language."""
        if isinstance(error, Invalid):
            return self.said(error.reason)
        return f"{self.said(error.text)} {self.said(error.remedy)}".strip()

    async def ask(self, question: Question[A]) -> A:
        """Raises Invalid, Fault, NotAllowed or Unreachable instead of answering."""
        return await self.client.ask(question, self.session)

    def reading(self) -> Visit:
        """The same visit for a page that changes nothing: no question is asked twice."""
        client = self.client
        return replace(self, client=Reading(client.path, client.console, client.patience, client))

    def may(self, right: Right) -> bool:
        """Whether the visitor has the right, once identified."""
        return may(self.role, right)

    async def identified(self) -> Visit:
        """The same visit with the person's name; NotAllowed when nobody is logged in."""
        if self.role is not Role.ANYONE:
            return self
        me = await self.ask(WhoAmI())
        keep_zone(me.zone)
        return replace(self, person=me.user, role=me.role, virtual=me.virtual, owes=me.owes)


def of(request: Request, client: Client) -> Visit:
    """What the browser brought along; nothing of it is trusted yet."""
    cookies = {name: request.cookies.get(name) or "" for name in request.cookies}
    theme = cookies.get(THEME_COOKIE, "")
    session = cookies.get(security.SESSION_COOKIE, "")
    given = request.headers.get("host", "")
    return Visit(
        client=client,
        path=request.path,
        host=urlsplit(f"//{given}").hostname or "",
        site=site_named(given),
        query={name: given[0][:LONGEST_VALUE] for name, given in dict(request.args or {}).items()},
        language=language.chosen(cookies, request.headers.get("accept-language", "")),
        theme=theme if theme in THEMES else "auto",
        session=session,
        token=security.form_token(browser_secret(request)),
        agent=request.headers.get("user-agent", "")[:LONGEST_VALUE],
        # nginx sets the header; without nginx the address is the demo's loopback.
        origin=request.headers.get("x-real-ip", request.ip or ""),
    )


def site_named(host: str) -> str:
    """Of a Host header what may stand between `https://` and the path."""
    parts = urlsplit(f"//{host}")
    name = parts.hostname or ""
    bracketed = f"[{name}]" if ":" in name else name
    try:
        port = parts.port
    except ValueError:  # none that there could be
        port = None
    return bracketed if port in {None, _USUAL_PORT} else f"{bracketed}:{port}"


def browser_secret(request: Request) -> str:
    """What only this browser and we know: its session, or before a log-in its visitor number."""
    if session := request.cookies.get(security.SESSION_COOKIE):
        return str(session)
    if visitor := request.cookies.get(security.VISITOR_COOKIE):
        return str(visitor)
    return str(request.ctx.new_visitor)


def knows_token(request: Request, given: str) -> bool:
    """Whether `given` is the token of this browser, as it is now or as it was before the log-in.

    A form that is sent twice comes back a second time when the first has already logged in.
    """
    cookies = (security.SESSION_COOKIE, security.VISITOR_COOKIE)
    secrets = [str(secret) for name in cookies if (secret := request.cookies.get(name))]
    return any(security.token_matches(secret, given) for secret in secrets)
