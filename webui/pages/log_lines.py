"""The log as it is written: lines that the page's filter finds, over its event stream."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from msgspec.structs import replace

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.journal import GetJournal, Journal
from webui.live import QUIET_SECONDS, STILL_HERE, Ear, Link, message
from webui.page import Draws, Tell
from webui.visit import Visit
from webui.words import Word

BEAT = 1.0  # seconds from one look to the next, whatever else happens on the box
MOST_KEPT = 500  # lines of a page that is open for hours
_WORDS = (
    (3, Word("bad", "alert-octagon", mark("error"))),
    (4, Word("warn", "alert-triangle", mark("warning"))),
    (5, Word("live", "info-circle", mark("to note"))),
    (7, Word("none", "minus", mark("said"))),
)


def word_of(priority: int) -> Word:
    """How grave a line is."""
    return next(word for most, word in _WORDS if priority <= most or most == _WORDS[-1][0])


def following(site: Draws, visit: Visit, asked: GetJournal, drawn: float, query: str) -> Tell:
    """What comes after the place that `asked` names, or since the page was `drawn`.

    `query` is the page's filter in an address.
    """
    if not asked.after:
        asked = replace(asked, since=max(asked.since, drawn or time.time()))
    return _Following(site, visit, asked, query).next


@dataclass(slots=True)
class _Following:
    """`asked` moves on with the newest line that was looked at; `link` is what was told of it."""

    site: Draws
    visit: Visit
    asked: GetJournal
    query: str
    link: Link | None = None
    wait: float = 0.0

    async def next(self, _ear: Ear) -> str | None:
        """Lines that came, or how it stands with the supervisor; None when the session is over."""
        quiet = time.monotonic() + QUIET_SECONDS
        while True:
            if self.wait:
                await asyncio.sleep(self.wait)
            self.wait = BEAT
            try:
                said = await self._look()
            except Unreachable:
                said = self._moved(Link.LOST)
            except Fault:
                self.wait = QUIET_SECONDS  # each look writes an error into the log
                said = self._moved(Link.LOST)
            except NotAllowed:
                return None
            if said or time.monotonic() > quiet:
                return said or STILL_HERE

    async def _look(self) -> str:
        self.visit = await self.visit.identified()
        try:
            found = await self.visit.ask(self.asked)
        except Invalid:  # a place in an address that is none
            self.asked = replace(self.asked, after="", since=time.time())
            return self._moved(Link.UP)
        self.asked = replace(self.asked, after=found.newest or self.asked.after)
        return self._drawn(found) + self._moved(Link.UP)

    def _moved(self, link: Link) -> str:
        before, self.link = self.link, link
        return "" if link is before else message(link.value, "")

    def _drawn(self, found: Journal) -> str:
        if not (found.lines or found.more):
            return ""
        context = {
            "lines": found.lines,
            "left_out": found.more,
            "word_of": word_of,
            "query": self.query,
        }
        html = self.site.text(self.visit, "fragment/log-lines.html", context)
        return message("newest", f"log-lines\n{html}", self.asked.after)
