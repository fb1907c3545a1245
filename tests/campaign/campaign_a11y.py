"""Every page in both languages, three widths and both colours, by axe-core and a look for what is
cut off or too small; in a browser, where nothing complains.

Real nginx and web process; a real supervisor on a simulated machine, and for what that seldom shows
(alarms, an issue, a box that nobody has set up) one that says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from msgspec.structs import replace
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from appliance.wire.answers import CallsNow, Cards
from appliance.wire.views import AlarmWord, CallState
from build.lib.vm.waiting import PATIENCE
from tests.campaign.plan import Campaign
from tests.fakes.office import Office, analogue_card, call, e1_card, issue
from tests.fakes.supervisor import FakeSupervisor, running
from tests.web.configured import configured
from tests.web.conftest import EXPECTED
from tests.web.every_page import NOWHERE, PATHS, furnish
from tests.web.stand import standing
from tests.web.test_look import PATHS as OF_THE_BOX
from tests.web.test_look import View, findings
from webui.security import SESSION_COOKIE

VIEWS = tuple(
    View(locale, width, theme)
    for locale, width, theme in product(("ru-RU", "en-GB"), (360, 768, 1440), ("light", "dark"))
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A visitor: at which page, with which session, and the screens there by name."""

    url: str
    session: str
    screens: Mapping[str, str]


class A11y:
    """A case is a screen in a view."""

    def __init__(self, browser: Browser, seats: Mapping[str, Seat]) -> None:
        self._browser = browser
        self._seats = seats
        self._at: tuple[str, View] | None = None
        self._page: Page | None = None
        self._complaints: list[str] = []
        # By view, so that a visitor stays one for as long as he can.
        self._cases = {
            f"{seat}: {name} {view.named()}": (seat, name, view)
            for seat, of in seats.items()
            for view in VIEWS
            for name in of.screens
        }

    def cases(self) -> Sequence[str]:
        """Visitor, screen and view."""
        return list(self._cases)

    def bad(self, case: str) -> str | None:
        seat, name, view = self._cases[case]
        page = self._visitor(seat, view)
        self._complaints.clear()
        answer = page.goto(self._seats[seat].url + self._seats[seat].screens[name])
        said = answer.status if answer is not None else 0
        wrong = [] if said == (404 if name == NOWHERE else 200) else [f"answered with {said}"]
        html = page.locator("html")
        if (shown := html.get_attribute("lang")) != view.locale[:2]:
            wrong.append(f"in the language {shown}")
        if (shown := html.get_attribute("data-bs-theme")) != view.theme:
            wrong.append(f"in the colours {shown}")
        wrong += findings(page)
        wrong += [f"the browser complains: {text}" for text in self._complaints]
        return "; ".join(wrong) or None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How many screens there are, and in how many views."""
        screens = {self._cases[name][:2] for name in tried}
        return {"screens": len(screens), "views": len({self._cases[name][2] for name in tried})}

    def _visitor(self, name: str, view: View) -> Page:
        """The one before leaves when another comes: streams of open pages are counted."""
        if self._page is None or self._at != (name, view):
            if self._page is not None:
                self._page.context.close()
            self._at, self._page = (name, view), self._entered(self._seats[name], view)
        return self._page

    def _entered(self, seat: Seat, view: View) -> Page:
        context = self._browser.new_context(
            ignore_https_errors=True, locale=view.locale,
            viewport={"width": view.width, "height": 800},
            color_scheme="dark" if view.theme == "dark" else "light",
        )  # fmt: skip
        context.set_default_timeout(30_000 * PATIENCE)
        if seat.session:
            context.add_cookies(
                [{"name": SESSION_COOKIE, "value": seat.session, "url": seat.url, "secure": True}]
            )
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        expected = any(known in message.text for known in EXPECTED)
        if message.type in {"error", "warning"} and not expected:
            self._complaints.append(message.text)


def _at_once(paths: Sequence[str]) -> dict[str, str]:
    return dict(zip(paths, paths, strict=True))


def _busy(fake: FakeSupervisor) -> str:
    """Calls in each state, an alarm and an issue; a session."""
    session = fake.set_up()
    calls = tuple(call(number, state) for number, state in enumerate(CallState, 1))
    status = replace(fake.office.status, issues=(issue(),))
    cards = Cards((analogue_card(), e1_card(alarms=(AlarmWord.LOS,))), 97.5)
    fake.change(CallsNow(calls), status, cards)
    return session


def _seats(stack: ExitStack, folder: Path) -> Iterator[tuple[str, Seat]]:
    for name in ("office", "told", "new"):
        (folder / name).mkdir()
    office = stack.enter_context(configured(folder / "office"))
    stack.enter_context(office.certified())
    known = _at_once(PATHS) | furnish(office)
    yield "an office", Seat(office.stand.url, office.session, known)

    stand = stack.enter_context(standing(folder / "told"))
    fake = stack.enter_context(running(stand.supervisor, Office()))
    session = _busy(fake)
    screens = _at_once(OF_THE_BOX) | {"/board/transfer": "/board/transfer?call=call-1"}
    yield "in trouble", Seat(stand.url, session, screens)
    yield "a stranger", Seat(stand.url, "", _at_once(["/login"]))

    stand = stack.enter_context(standing(folder / "new"))
    stack.enter_context(running(stand.supervisor, Office()))
    yield "nobody yet", Seat(stand.url, "", _at_once(["/setup"]))


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """The pages are the same for any seed."""
    del seed, folder
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-a11y-", dir="/tmp"))
        seats = dict(_seats(stack, Path(place)))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        yield A11y(browser, seats)
