"""Each screen in both languages, both colours, wide and narrow: readable by machines and people."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest
from playwright.sync_api import Page, expect

from appliance.wire.answers import CallsNow, Cards
from appliance.wire.live_state import DayNight
from appliance.wire.roles import Right
from appliance.wire.views import AlarmWord
from appliance.wire.webhooks import CHOSEN, MakeWebhook, RemoveWebhook
from tests.fakes.office import analogue_card, call, e1_card, issue
from tests.fakes.supervisor import FakeSupervisor
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Stand, assets
from webui import pages

# What an administrator configures is looked at with a real supervisor (test_parts_look.py).
LOOKED_AT_THERE = {Right.OFFICE, Right.ACCOUNTS, Right.AUDIT, Right.BOX}
PATHS = [
    page.path for page in pages.ALL if page.right not in LOOKED_AT_THERE and page.key != "account"
]


class View(NamedTuple):
    """A visitor's browser."""

    locale: str
    width: int
    theme: str

    def named(self) -> str:
        return f"{self.locale}-{self.width}-{self.theme}"


VIEWS = (View("ru-RU", 360, "dark"), View("ru-RU", 1280, "light"), View("en-GB", 360, "light"),
          View("en-GB", 1280, "dark"))  # fmt: skip
# To read the player's own style sheet axe would make one that the page's rules forbid.
_AXE = """() => axe.run(document, {
    preload: !document.querySelector("lm-player"),
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
})
    .then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.target.join(" "))]))"""
_CUT = """() => [...document.querySelectorAll("main *")].filter((e) => {
    const box = e.getBoundingClientRect();
    const apart = ".visually-hidden, .table-responsive, details:not([open]), .as-rows thead";
    return box.width && !e.closest(apart)
        && box.right > document.documentElement.clientWidth + 1;
}).map((e) => e.outerHTML.slice(0, 80))"""
_SMALL = """() => [...document.querySelectorAll("button, a.btn, nav a, summary, .form-control")]
    .filter((e) => e.offsetParent && (e.offsetHeight < 24 || e.offsetWidth < 24))
    .map((e) => e.outerHTML.slice(0, 80))"""


def findings(page: Page) -> list[str]:
    """Of axe; what is wider than the window, and what is too small for a finger."""
    script = (assets() / "testing/axe.min.js").read_text()
    page.evaluate(script)  # by the browser's tools: the page itself may load no such script
    found = [f"{rule}: {', '.join(places)}" for rule, places in page.evaluate(_AXE)]
    found += [f"cut off: {html}" for html in page.evaluate(_CUT)]
    found += [f"too small: {html}" for html in page.evaluate(_SMALL)]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append("the page is wider than the window")
    return found


def judged(page: Page) -> None:
    """Nothing is to be found."""
    found = findings(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.locale}-{view.width}-{view.theme}")
def test_every_screen(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, view: View
) -> None:
    supervisor.change(
        CallsNow((call(1), call(2))),
        msgspec.structs.replace(supervisor.office.status, issues=(issue(),)),
        Cards((analogue_card(), e1_card(alarms=(AlarmWord.LOS,)))),
    )
    page = inside(*view)
    for path in [*PATHS, "/no-such-page"]:
        page.goto(stand.url + path)
        assert page.locator("html").get_attribute("lang") == view.locale[:2]
        assert page.locator("html").get_attribute("data-bs-theme") == view.theme
        judged(page)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.locale}-{view.width}-{view.theme}")
def test_log_in_screen(
    stand: Stand, supervisor: FakeSupervisor, open_page: OpenPage, view: View
) -> None:
    assert supervisor.accounts
    page = open_page(*view)
    page.goto(stand.url)
    page.keyboard.press("Enter")
    judged(page)


def test_language_and_colours_are_chosen_and_kept(stand: Stand, inside: OpenPage) -> None:
    page = inside()
    page.goto(f"{stand.url}/ports")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url == f"{stand.url}/ports"
    page.get_by_role("button", name="Dark").click()
    page.goto(stand.url)
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_menu_of_a_narrow_screen_opens_by_keyboard(stand: Stand, inside: OpenPage) -> None:
    page = inside("en-GB", 360)
    page.goto(stand.url)
    button = page.locator("[data-opens]")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.get_by_role("link", name="Call log", exact=True).press("Enter")
    page.wait_for_url("**/calls")


_TOPS = """columns => [...document.querySelectorAll(columns)].map((column) => {
    const cards = column.matches(".card") ? [column] : [...column.querySelectorAll(":scope > *")];
    return cards.find((each) => each.offsetHeight).getBoundingClientRect().top;
})"""


_TOUCHING = """() => [...document.querySelectorAll(".stack")].flatMap((stack) => {
    const cards = [...stack.children].filter((each) => each.matches(".card") && each.offsetHeight);
    return cards.slice(1).filter((each, at) =>
        each.getBoundingClientRect().top - cards[at].getBoundingClientRect().bottom < 16);
}).length"""


@pytest.mark.parametrize("schedules", [True, False])
def test_columns_begin_on_one_line(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, schedules: bool
) -> None:
    if not schedules:
        supervisor.change(DayNight((), may=True))
    page = inside("en-GB")
    for path, columns in (("/", ".two > *"), ("/board", ".board > *")):
        page.goto(stand.url + path)
        expect(page.locator("#day-night")).to_have_count(1)
        left, right = page.evaluate(_TOPS, columns)
        assert left == right, path
        assert page.evaluate(_TOUCHING) == 0, path


# Labels of a table's rows that are broken within a word, or stand at the side of the values.
_BROKEN = """() => [...document.querySelectorAll(".as-rows td[data-label]")].filter((cell) => {
    const style = getComputedStyle(cell, "::before");
    if (!cell.offsetHeight || style.content === '""') return false;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const words = cell.dataset.label.split(" ").map((word) => pen.measureText(word).width);
    return style.textAlign !== "start" || Math.max(...words) > parseFloat(style.width) + 1;
}).map((cell) => cell.dataset.label)"""


def test_labels_of_narrow_tables_are_whole(office: Configured, at_work: OpenPage) -> None:
    session, client = office.session, office.running.page
    long = "https://nobody.invalid/" + "long" * 60
    made = ask(client, MakeWebhook("crm", long, CHOSEN), session).webhook
    page = at_work("ru-RU", 360)
    for path in ("/webhooks", "/audit", "/accounts", "/calls", "/changes", "/people"):
        page.goto(office.stand.url + path)
        assert page.evaluate(_BROKEN) == [], path
    ask(client, RemoveWebhook(made.id), session)
