"""The call log and the card of one call, with a real supervisor behind them."""

from __future__ import annotations

import csv
import io
import re
from array import array

import pytest
from playwright.sync_api import expect

from appliance.core.cdr import COLUMNS
from appliance.wire.history import GetHistory
from tests.fakes.simulated import eventually
from tests.fakes.stories import told_again
from tests.web.configured import Configured, aside
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged

RECORDED, BUSY = ("attended", 21), ("out_busy", 20)  # their seconds begin so, in the future
SINCE = "2033-05-18"


@pytest.fixture
def log(office: Configured) -> Configured:
    """Two calls that everybody knows, one of them with two seconds of sound."""
    tell(office, RECORDED, BUSY)
    return office


def tell(office: Configured, *stories: tuple[str, int]) -> None:
    """These calls happened, and what was recorded of them is two seconds of sound."""
    box = office.running.folder
    spool = next(box.glob("**/cel/current.csv"))
    known = spool.read_text(encoding="utf-8")
    for name, number in stories:
        lines = told_again(name, number)
        if lines[0] not in known:
            with spool.open("a", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        for path in re.findall(r"/srv/recordings/([^ ,\"]+\.raw)", "\n".join(lines)):
            sound = box / "data" / "recordings" / path
            sound.parent.mkdir(parents=True, exist_ok=True)
            sound.write_bytes(array("h", [9000, 0, -9000, 3000] * 8000).tobytes())
    numbers = [number for _, number in stories]  # their hundred million seconds
    asked = GetHistory(since=1e8 * min(numbers), before=1e8 * (max(numbers) + 1))
    aside(
        lambda: eventually(
            lambda: office.running.console.ask(asked),
            lambda found: len(found.calls) >= len(stories),
        )
    )


def test_a_call_is_found_by_what_one_remembers(log: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{log.stand.url}/calls?from={SINCE}")
    expect(page.locator("#history tbody tr")).to_have_count(2)
    page.get_by_label("Number or name").fill("(495) 111-22")
    page.get_by_label("Result").select_option("busy")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#history tbody tr")).to_have_count(1)
    expect(page.locator("#history tbody tr")).to_contain_text("84951112233")
    with page.expect_download() as download:
        page.get_by_role("link", name="As a table").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(table[0]) == COLUMNS
    assert len(table) == 2
    page.get_by_label("Number or name").fill("nobody at all")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No such call.")).to_be_visible()


def test_what_is_wrong_in_the_filter_stands_at_its_field(
    log: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{log.stand.url}/calls?q=ab&from=2033-05-18&to=2033-05-17&result=nonsense")
    expect(page.locator("#q-error")).to_contain_text("three letters")
    expect(page.locator("#to-error")).to_contain_text("before the first")
    expect(page.get_by_label("Number or name")).to_have_value("ab")
    expect(page.get_by_label("To day")).to_have_value("2033-05-17")
    page.goto(f"{log.stand.url}/calls?from=soon")
    expect(page.locator("#from-error")).to_contain_text("A day, such as")
    for path in ("/calls", "/recordings", "/calls.csv", "/recordings.csv"):
        for last in ("9999-12-31", "9999-12-31T00:00Z"):  # no day comes after it
            page.goto(f"{log.stand.url}{path}?to={last}")
            expect(page.locator("#to-error")).to_contain_text("A day, such as")
            expect(page.locator("#to")).to_have_value(last)


def test_the_card_tells_why_and_is_heard_and_noted(log: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{log.stand.url}/calls?from={SINCE}&recorded=yes")
    page.locator("#history tbody a").first.click()
    expect(page.locator(".call-why")).not_to_be_empty()
    expect(page.locator(".legs li")).to_have_count(4)
    expect(page.locator(".legs rect.leg-talked").first).to_be_attached()
    expect(page.locator("lm-player canvas").first).to_be_visible()  # within the player's own tree
    sound = page.locator("audio").get_attribute("src")
    assert sound is not None
    part = page.request.get(log.stand.url + sound, headers={"Range": "bytes=40-47"})
    assert (part.status, len(part.body())) == (206, 8)
    assert part.headers["content-range"] == "bytes 40-47/64044"
    assert page.request.get(log.stand.url + sound).body()[:4] == b"RIFF"
    beyond = page.request.get(log.stand.url + sound, headers={"Range": "bytes=70000-"})
    assert beyond.status == 416
    seconds = page.evaluate(
        """async () => {
            const audio = document.querySelector("audio");
            audio.preload = "metadata";
            audio.load();
            await new Promise((done) => audio.addEventListener("loadedmetadata", done));
            return audio.duration;
        }"""
    )
    assert seconds == 2.0
    page.get_by_label("What is to be known").fill("x" * 1001)
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#text-error")).to_contain_text("longer than 1000")
    expect(page.get_by_label("What is to be known")).to_have_value("x" * 1001)
    page.get_by_label("What is to be known").fill("<b>call back</b>")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.get_by_label("What is to be known")).to_have_value("<b>call back</b>")
    expect(page.locator("#text-hint")).to_contain_text("Written by anna")
    expect(page.get_by_role("list").filter(has_text="wrote a comment")).to_contain_text("anna")


def test_no_such_call_is_no_page(log: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    for path in (
        "/calls/one?key=17.1",
        "/calls/one",
        "/calls/sound?key=17.1",
        "/calls/peaks?key=1",
    ):
        assert page.request.get(log.stand.url + path).status == 404


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("ru-RU", 1440, "light"), View("en-GB", 768, "dark")]
)
def test_log_and_card_are_readable(log: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    page.goto(f"{log.stand.url}/calls?from={SINCE}&recorded=yes")
    judged(page)
    page.locator("#history tbody a").first.click()
    expect(page.locator("lm-player canvas").first).to_be_visible()
    judged(page)
