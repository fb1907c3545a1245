"""The log on an open page as it is written: followed, paused, bounded."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from appliance.wire.access import EndSessions, RemoveAccount, SetAccount
from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.protocol import GetExtensions, LogIn
from appliance.wire.roles import Role, Scope
from build.lib.vm.waiting import PATIENCE
from tests.fakes.simulated import eventually
from tests.web.configured import PASSWORD, Configured, aside, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import VIEWS, View, judged

SOON = 5000.0 * PATIENCE  # milliseconds; a look is a second apart
_numbers = count()
_WORDS = {"ru": ("Следить", "Пауза", "встают сверху"), "en": ("Follow", "Pause", "stand on top")}


def _said(office: Configured) -> str:
    """Something that the supervisor writes into the log."""
    name = f"follow-{next(_numbers)}"
    ask(office.running.page, MakeApiKey(name, (Scope.METRICS,)), office.session)
    ask(office.running.page, RevokeApiKey(name), office.session)
    return f"key {name} "


def _rows(page: Page) -> Locator:
    return page.locator("#log-lines tr")


@pytest.mark.parametrize("view", VIEWS, ids=View.named)
def test_new_lines_stand_on_top_until_one_pauses(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    follow, pause, says = _WORDS[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/logs")
    unseen = _said(office)
    page.get_by_role("button", name=follow).click()
    expect(page.get_by_role("status").filter(has_text=says)).to_be_visible()
    expect(_rows(page).filter(has_text=unseen).first).to_be_visible(timeout=SOON)
    first = _said(office)
    expect(_rows(page).filter(has_text=first)).to_have_count(2, timeout=SOON)
    expect(_rows(page).nth(0)).to_contain_text("revoked")
    judged(page)
    page.get_by_role("button", name=pause).click()
    expect(page.get_by_role("button", name=follow)).to_be_focused()
    second = _said(office)
    page.wait_for_timeout(1500)
    assert _rows(page).filter(has_text=second).count() == 0
    page.get_by_role("button", name=follow).click()
    expect(_rows(page).filter(has_text=second)).to_have_count(2, timeout=SOON)
    assert _rows(page).filter(has_text=first).count() == 2


def test_the_filter_holds_for_what_comes(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/logs?source=supervisor&q=revoked by anna&level=info")
    before = _rows(page).count()
    page.get_by_role("button", name="Follow").click()
    said = _said(office)
    expect(_rows(page).filter(has_text=said)).to_have_count(1, timeout=SOON)
    assert _rows(page).count() == before + 1
    page.goto(f"{office.stand.url}/logs?q=nothing of the kind")
    page.get_by_role("button", name="Follow").click()
    _said(office)
    page.wait_for_timeout(2500)  # two looks
    expect(page.get_by_text("No such line.")).to_be_visible()
    for address in ("/logs?to=2040-01-01T00:00", "/logs?from=nonsense"):
        page.goto(office.stand.url + address)
        expect(page.get_by_role("button", name="Find")).to_be_visible()
        expect(page.get_by_role("button", name="Follow")).to_have_count(0)


def test_where_there_was_no_line_the_first_one_takes_the_place_of_that(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/logs?q=follow-{next(_numbers) + 1}")
    expect(page.get_by_text("No such line.")).to_be_visible()
    _said(office)  # before anybody follows
    page.get_by_role("button", name="Follow").click()
    expect(_rows(page)).to_have_count(2, timeout=SOON)
    expect(page.get_by_role("columnheader", name="Text")).to_be_visible()
    expect(page.get_by_text("No such line.")).to_have_count(0)


def test_no_more_lines_stay_than_the_page_says(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/logs")
    expect(page.locator("#log-lines")).to_have_attribute("data-most", "500")
    page.locator("#log-lines").evaluate("list => { list.dataset.most = 5; }")
    page.get_by_role("button", name="Follow").click()
    said = _said(office)
    expect(_rows(page).filter(has_text=said)).to_have_count(2, timeout=SOON)
    expect(_rows(page)).to_have_count(5)


def test_a_lost_supervisor_is_shown_and_its_return_needs_no_reload(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/logs")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Follow").click()
    said = _said(office)
    expect(_rows(page).filter(has_text=said)).to_have_count(2, timeout=SOON)
    office.running.kill()
    notice = page.get_by_text("The supervisor does not answer.")
    expect(notice).to_be_visible(timeout=SOON)
    office.running.again()
    asking = office.running.console
    aside(lambda: eventually(lambda: asking.ask(GetExtensions()), lambda e: e.revision > 0))
    expect(notice).to_be_hidden(timeout=3 * SOON)
    later = _said(office)
    expect(_rows(page).filter(has_text=later)).to_have_count(2, timeout=3 * SOON)
    assert _rows(page).filter(has_text=said).count() == 2
    assert page.evaluate("window.stayed")


def test_a_session_that_ends_leads_to_the_door(office: Configured, at_work: OpenPage) -> None:
    ask(office.running.page, SetAccount("ivan", PASSWORD, Role.INSTALLER), office.session)
    session = ask(office.running.page, LogIn("ivan", PASSWORD)).token
    page = replace(office, session=session).enter(at_work("en-GB"))
    page.goto(f"{office.stand.url}/logs")
    page.get_by_role("button", name="Follow").click()
    said = _said(office)
    expect(_rows(page).filter(has_text=said)).to_have_count(2, timeout=SOON)
    ask(office.running.page, EndSessions("ivan"), office.session)
    page.wait_for_url("**/login")
    ask(office.running.page, RemoveAccount("ivan"), office.session)
