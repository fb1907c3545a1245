"""The recordings that one may hear, walked through one by one, with a real supervisor behind."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from appliance.wire.access import SetAccount
from appliance.wire.history import GetCall, GetHistory, RemoveRecordings
from appliance.wire.protocol import LogIn
from appliance.wire.roles import Role
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_call_log import SINCE, log, tell
from tests.web.test_look import View, judged
from webui import security

__all__ = ["log"]


def _cookie(office: Configured, user: str, person: str) -> dict[str, str]:
    """Of an employee who is this person."""
    page = office.running.page
    ask(page, SetAccount(user, PASSWORD, Role.EMPLOYEE, person), office.session)
    session = ask(page, LogIn(user, PASSWORD)).token
    return {"Cookie": f"{security.SESSION_COOKIE}={session}"}


def test_one_is_found_heard_noted_and_left_for_the_next(log: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{log.stand.url}/recordings?from={SINCE}")
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(1)  # the call that was busy has no sound
    rows.get_by_role("link", name="Hear").click()
    expect(page.locator("lm-player canvas").first).to_be_visible()
    expect(page.locator("[aria-current='true']").last).to_contain_text("Hear")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes()[:4] == b"RIFF"
    note = page.get_by_label("What is to be known")
    note.fill("x" * 1001)
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#text-error")).to_contain_text("longer than 1000")
    expect(note).to_have_value("x" * 1001)
    expect(rows).to_have_count(1)
    note.fill("well <i>done</i>")
    page.get_by_role("button", name="Keep the comment").click()
    expect(note).to_have_value("well <i>done</i>")
    assert f"from={SINCE}" in page.url
    page.get_by_role("link", name="All about this call").click()
    expect(page.get_by_label("What is to be known")).to_have_value("well <i>done</i>")
    page.goto(f"{log.stand.url}/recordings?q=nobody+at+all")
    expect(page.get_by_text("No such recording.")).to_be_visible()


def test_the_newer_and_the_older_one_are_a_click_away(log: Configured, at_work: OpenPage) -> None:
    tell(log, ("attended", 19))
    page = at_work("en-GB")
    page.goto(f"{log.stand.url}/recordings?from=2033-03-01")
    page.locator("table tbody a").first.click()
    expect(page.get_by_role("link", name="The newer one")).to_have_count(0)
    page.get_by_role("link", name="The older one").click()
    expect(page.get_by_role("link", name="The newer one")).to_be_visible()
    expect(page.get_by_role("link", name="The older one")).to_have_count(0)


def test_one_that_was_removed_says_by_whom(log: Configured, at_work: OpenPage) -> None:
    tell(log, ("attended", 12))
    for path in (log.running.folder / "data/recordings").glob("**/1295*.raw"):
        os.utime(path, (1.2e9, 1.2e9))
    removed = ask(log.running.page, RemoveRecordings(1.3e9), log.session)
    assert removed.count == 1
    (call,) = ask(log.running.page, GetHistory(before=1.3e9), log.session).calls
    page = at_work("en-GB")
    for address in ("recordings/hear?call=", "calls/one?key="):
        page.goto(f"{log.stand.url}/{address}{call.key}")
        expect(page.locator(".state", has_text="Removed by anna")).to_be_visible()
        expect(page.locator("audio")).to_have_count(0)
    page.goto(f"{log.stand.url}/audit")
    expect(page.get_by_text("removed recordings of calls").first).to_be_visible()
    told = ask(log.running.page, GetCall(call.key), log.session).recordings
    assert [(each.there, each.removed_by) for each in told] == [(False, "anna")]


def test_nobody_finds_or_hears_what_is_not_open_to_him(log: Configured) -> None:
    found = ask(log.running.page, GetHistory(since=2_000_000_000.0, heard=True), log.session)
    (call,) = found.calls
    hear, stand = f"/recordings/hear?call={call.key}", log.stand
    own = _cookie(log, "peter", "person-301")
    assert call.caller in stand.ask(f"/recordings?from={SINCE}", headers=own).text
    assert stand.ask(hear, headers=own).status == 200
    table = stand.ask(f"/recordings.csv?from={SINCE}", headers=own).text
    foreign = _cookie(log, "clerk", "person-202")
    assert "/recordings/hear" not in stand.ask(f"/recordings?from={SINCE}", headers=foreign).text
    assert stand.ask(hear, headers=foreign).status == 404
    empty = stand.ask(f"/recordings.csv?from={SINCE}", headers=foreign).text
    assert table.count("\r\n") > empty.count("\r\n") == 1


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("ru-RU", 1440, "light"), View("en-GB", 768, "dark")]
)
def test_it_is_readable(log: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    page.goto(f"{log.stand.url}/recordings?q=nobody")
    judged(page)
    page.goto(f"{log.stand.url}/recordings?from={SINCE}")
    judged(page)
    page.locator("table tbody a").first.click()
    expect(page.locator("lm-player canvas").first).to_be_visible()
    judged(page)
