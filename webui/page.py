"""What a screen is made of; each module beside this one holds one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.live import Ear
from webui.parts.kind import Kind
from webui.visit import Visit

WORK = mark("Work")
PEOPLE = mark("People and phones")
LINES = mark("Lines and hardware")
HANDLING = mark("Call handling")
SYSTEM = mark("System")
SECTIONS = (WORK, PEOPLE, LINES, HANDLING, SYSTEM)

Context = Mapping[str, object]
Fetch = Callable[[Visit], Awaitable[Context]]
Tell = Callable[[Ear], Awaitable[str | None]]
"""What of an event stream is to be sent next; None when the session has ended."""


class Draws(Protocol):
    """The site, as far as a stream needs it."""

    def text(self, visit: Visit, template: str, context: Context) -> str:
        """A template's HTML for this visitor."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A live part of a page: `fragment/<name>.html`, one element whose id is `name`.

    `fetch` asks the supervisor; it is asked again after each event in `on`. Without the `right` the
    visitor's page has no such part. With `pieces` only those that changed are sent while they are
    the same ones: each has an id and what it shows, and `fragment/<name>-piece.html` draws it as
    one element of this id. Of those that `come_and_go` the ones that went are taken out, and new
    ones put behind the others, within the element `<name>-pieces`; `fragment/<name>-head.html`
    draws what else that changes, such as how many there are.
    """

    name: str
    fetch: Fetch
    on: tuple[type, ...] = ()
    pieces: Callable[[Context], Mapping[str, object]] | None = None
    come_and_go: bool = False
    right: Right = Right.OWN


async def nothing(_visit: Visit) -> Context:
    return {}


@dataclass(frozen=True, slots=True)
class Page:
    """One screen with a place in the menu: `page/<key>.html` and its live fragments.

    It is there for who has the `right`. A page of `kinds` lists parts of the configuration; it has
    another `template` and a `lead` of its own. `also` are words by which it is searched for besides
    its title. `forms` are kinds that are set below it, and neither listed nor made. A `virtual` one
    is there where the hardware is, and nowhere else. One with a `stream` has no fragments, and says
    itself what is told over it.
    """

    key: str
    path: str
    title: str
    icon: str
    section: str
    fragments: tuple[Fragment, ...] = ()
    fetch: Fetch = nothing
    right: Right = Right.OWN
    lead: str = ""
    also: str = ""
    template: str = ""
    kinds: tuple[Kind, ...] = ()
    forms: tuple[Kind, ...] = ()
    virtual: bool = False
    stream: Callable[[Draws, Visit], Tell] | None = None

    def is_there(self, visit: Visit) -> bool:
        """Whether this box has such a page, whoever asks."""
        return visit.virtual or not self.virtual

    def open_to(self, visit: Visit) -> bool:
        """Whether it is in the menu of an identified visitor."""
        return visit.may(self.right) and self.is_there(visit)
