"""What happens if: told step by step in both languages, kept, and asked at the next change."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.configured import Configured
from tests.web.conftest import OpenPage


def _asked(page: Page, office: Configured, day: str) -> None:
    page.goto(f"{office.stand.url}/what-if")
    page.locator("#group").select_option("1")
    page.locator("#caller").fill("+7 916 111-22-33")
    page.locator("#called").fill("74951234500")
    page.locator("#day").fill(day)
    page.locator("#time").fill("19:30")
    page.locator("#time").press("Enter")


@pytest.mark.parametrize(
    ("locale", "told", "story"),
    [("ru-RU", "Праздничный", "Что будет"), ("en-GB", "holiday", "What happens")],
)
def test_a_call_on_a_holiday(
    office: Configured, at_work: OpenPage, locale: str, told: str, story: str
) -> None:
    page = at_work(locale)
    _asked(page, office, "2027-03-08")
    expect(page.get_by_role("region", name=story, exact=True)).to_contain_text(told)
    expect(page.get_by_role("region", name=story, exact=True)).to_contain_text("Ночное")


def test_own_lines_that_are_not_followed_are_named(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    own = office.running.folder / "state" / "custom" / "extensions_custom.conf"
    own.write_text("[from-internal-custom]\nexten => 700,1,Answer()\n", encoding="utf-8")
    try:
        _asked(page, office, "2027-03-08")
    finally:
        own.unlink()
    story = page.get_by_role("region", name="What happens", exact=True)
    expect(story).to_contain_text("Not followed: your own lines in extensions_custom.conf")


def test_what_a_telephone_may_not(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/what-if")
    page.get_by_label("A telephone of ours").check()
    page.get_by_role("button", name="What happens?").click()
    expect(page.get_by_text("Choose a telephone.")).to_be_visible()
    page.get_by_label("Which telephone").select_option("202")
    page.get_by_label("What is dialled").fill("8 10 49 30 123 45 67")
    page.get_by_role("button", name="What happens?").click()
    expect(page.get_by_text("Refused", exact=True)).to_be_visible()
    story = page.get_by_role("region", name="What happens", exact=True)
    expect(story).to_contain_text("In the end: refused, the caller may not.")
    page.get_by_label("What is dialled").fill("what?")
    page.get_by_role("button", name="What happens?").click()
    expect(page.get_by_label("What is dialled")).to_have_attribute("aria-invalid", "true")


def test_a_kept_call_guards_the_office(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    _asked(page, office, "2027-03-09")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("#name")).to_have_attribute("aria-invalid", "true")
    page.locator("#name").fill("Evening")
    page.get_by_role("button", name="Keep", exact=True).click()
    kept = page.get_by_role("region", name="Test calls")
    expect(kept.get_by_role("row", name="Evening")).to_contain_text("as expected")
    page.goto(f"{office.stand.url}/inbound/edit?name=74951234500")
    page.locator('[name="hours.schedule"]').select_option("")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{office.stand.url}/what-if")
    expect(kept.get_by_role("row", name="Evening")).to_contain_text("differs")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Yes, “Evening” is to go so from now on").check()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    page.goto(f"{office.stand.url}/what-if")
    page.get_by_role("button", name="Remove Evening").click()
    expect(kept.get_by_role("row", name="Evening")).to_have_count(0)
