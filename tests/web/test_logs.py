"""The box's log in a browser: found, page by page, as a text."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.configured import Configured
from tests.web.conftest import OpenPage


def test_lines_are_found_by_who_wrote_how_grave_text_and_time(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/logs")
    rows = page.locator("section[aria-labelledby=listed] tbody tr")
    expect(rows.filter(has_text="lineman").first).to_be_visible()
    page.get_by_label("Кто написал").select_option(label="Ядро")
    page.get_by_label("Насколько важно").select_option(label="предупреждения и ошибки")
    page.get_by_role("button", name="Найти").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("no battery")
    expect(rows.locator(".state")).to_have_text("предупреждение")
    page.get_by_role("link", name="Весь журнал").click()
    page.get_by_label("Текст").fill("ASTERISK READY")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Текстом").click()
    said = download.value.path().read_text()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 5 asterisk.service: Asterisk Ready.\n", said
    )
    page.goto(f"{office.stand.url}/logs?from=2040-01-01T00:00")
    expect(page.get_by_text("Таких строк нет.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Текстом").click()
    assert download.value.path().read_text() == ""


def test_what_is_wrong_with_the_filter_stands_at_its_field(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/logs?from=yesterday&q=x")
    expect(page.locator("#from-error")).to_contain_text("A day and a time")
    expect(page.locator("#from")).to_have_value("yesterday")
    expect(page.locator("#q")).to_have_value("x")
    page.goto(f"{office.stand.url}/logs?from=2026-01-02T00:00&to=2026-01-01T00:00")
    expect(page.locator("#to-error")).to_contain_text("before the begin")
    page.goto(f"{office.stand.url}/logs?before=nowhere&source=rm%20-rf&level=99")
    expect(page.get_by_role("alert")).to_contain_text("is no place of the log")
