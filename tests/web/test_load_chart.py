"""How busy the box was, as a person reads it: drawn, in sentences, and without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.wire.history import GetLoad, Load
from tests.web.busy_week import MOST, spend_a_week
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import VIEWS, View, judged
from webui.security import SESSION_COOKIE


@pytest.fixture
def busy(office: Configured) -> Load:
    """A week of calls lies behind the office."""
    spend_a_week(office)
    return ask(office.running.page, GetLoad(), office.session)


def _drawn(page: Page) -> int:
    """Points of the picture in the colour of calls; grid and words have others."""
    return int(
        page.locator("lm-chart canvas").evaluate(
            """canvas => {
                const pen = document.createElement("canvas").getContext("2d");
                const colour = getComputedStyle(canvas.closest("lm-chart"))
                    .getPropertyValue("--lm-live").trim();
                pen.fillStyle = colour;
                pen.fillRect(0, 0, 1, 1);
                const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
                const { data } = canvas.getContext("2d")
                    .getImageData(0, 0, canvas.width, canvas.height);
                let found = 0;
                for (let at = 0; at < data.length; at += 4)
                    if (data[at] === r && data[at + 1] === g && data[at + 2] === b
                        && data[at + 3] === 255) found += 1;
                return found;
            }"""
        )
    )


@pytest.mark.parametrize("view", VIEWS, ids=View.named)
def test_a_day_and_a_week_are_drawn_and_said(
    office: Configured, at_work: OpenPage, busy: Load, view: View
) -> None:
    assert max(busy.calls) == MOST
    page = at_work(*view)
    said = {
        "ru": (f"одновременно — {MOST} звонков", "То же таблицей", "7 дней"),
        "en": (f"At most {MOST} calls at once", "The same as a table", "7 days"),
    }[view.locale[:2]]
    page.goto(f"{office.stand.url}/monitoring")
    card = page.locator("#load")
    expect(card).to_contain_text(said[0])
    expect(card.locator("canvas")).to_have_count(1)
    assert _drawn(page) > 100
    judged(page)
    table = card.get_by_text(said[1])
    table.click()
    expect(card.locator("details tbody tr").first).to_be_visible()
    assert len(card.locator("details tbody tr").all()) in {24, 25}
    judged(page)
    page.get_by_role("link", name=said[2]).click()
    expect(page.get_by_role("link", name=said[2])).to_have_attribute("aria-current", "true")
    assert _drawn(page) > 100
    assert len(card.locator("details tbody tr").all()) in {28, 29}


def test_what_is_pointed_at_is_said_by_the_clock_of_the_box(
    office: Configured, at_work: OpenPage, busy: Load
) -> None:
    assert busy.step == 300
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/monitoring")
    shown = page.locator("#load .u-over")
    box = shown.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 20)
    first = page.locator("#load details tbody tr").last.locator("td").first.text_content() or ""
    legend = page.locator("#load .u-legend .u-value").first
    expect(legend).to_have_text(re.compile(rf"{re.escape(first[:11])}–\d\d:\d\d"))


def test_the_picture_follows_the_colours_and_the_width(
    office: Configured, at_work: OpenPage, busy: Load
) -> None:
    assert busy.calls
    page = at_work("en-GB", 1280, "light")
    page.goto(f"{office.stand.url}/monitoring")
    pixels = "canvas => canvas.toDataURL()"
    canvas = page.locator("lm-chart canvas")
    light = canvas.evaluate(pixels)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    expect(canvas).to_have_js_property("isConnected", value=True)
    page.wait_for_function(
        "before => document.querySelector('lm-chart canvas').toDataURL() !== before", arg=light
    )
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function("document.querySelector('lm-chart canvas').offsetWidth < 400")


def test_without_a_script_the_sentences_and_the_table_are_there(
    office: Configured, browser: Browser, busy: Load
) -> None:
    assert busy.calls
    context = browser.new_context(
        ignore_https_errors=True, locale="en-GB", java_script_enabled=False
    )
    context.add_cookies(
        [{"name": SESSION_COOKIE, "value": office.session, "url": office.stand.url}]
    )
    page = context.new_page()
    page.goto(f"{office.stand.url}/monitoring?time=week")
    expect(page.locator("#load")).to_contain_text(f"At most {MOST} calls at once")
    page.get_by_text("The same as a table").click()
    expect(page.locator("#load details tbody tr").first).to_be_visible()
    context.close()


def test_only_where_something_is_drawn_is_the_script_for_it_fetched(
    office: Configured, at_work: OpenPage, busy: Load
) -> None:
    assert busy.calls
    page = at_work("en-GB")
    scripts = "[...document.scripts].map(each => new URL(each.src).pathname)"
    page.goto(f"{office.stand.url}/monitoring")
    (own,) = (each for each in page.evaluate(scripts) if "chart-" in each)
    for path in ("/", "/calls", "/diagnostics", "/logs"):
        page.goto(office.stand.url + path)
        assert own not in page.evaluate(scripts)
