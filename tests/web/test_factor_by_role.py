"""Whose role wants a second factor: what he meets, and how it is switched on and lifted."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import expect

from appliance.wire.access import RemoveAccount, SetAccount, WantSecondFactor
from appliance.wire.roles import Role
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_access import OTHER, enter
from tests.web.test_look import View, judged


@pytest.fixture
def wanted(office: Configured) -> Iterator[Configured]:
    """Of operators, as olga is one."""
    console = office.running.console
    ask(console, SetAccount("olga", OTHER, Role.OPERATOR))
    ask(console, WantSecondFactor((Role.OPERATOR,)))
    yield office
    ask(console, WantSecondFactor(()))
    ask(console, RemoveAccount("olga"))


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=View.named
)
def test_who_has_none_is_led_to_make_one_and_nowhere_else(
    wanted: Configured, open_page: OpenPage, view: View
) -> None:
    url, page = wanted.stand.url, open_page(*view)
    page.goto(f"{url}/login")
    page.locator("#user").fill("olga")
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/account/factor")
    judged(page)
    for path in ("/", "/calls", "/account", "/search/found?q=2"):
        page.goto(f"{url}{path}")
        expect(page).to_have_url(f"{url}/account/factor")
    page.locator("#begin_password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.locator("#begin_password-error")).to_be_visible()
    page.locator("#begin_password").fill(OTHER)
    page.keyboard.press("Enter")
    expect(page.locator(".qr")).to_be_visible()
    judged(page)
    secret = page.locator(".secret-key").inner_text()
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes")).to_be_visible()
    judged(page)
    page.locator("main a.btn-primary").click()
    expect(page).to_have_url(f"{url}/")
    page.goto(f"{url}/account/factor")
    expect(page).to_have_url(f"{url}/account#factor")


def test_an_administrator_without_one_cannot_ask_it_of_others_but_lifts_it(
    wanted: Configured, at_work: OpenPage, open_page: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{wanted.stand.url}/accounts")
    card = page.get_by_role("region", name="Of whom a second factor is wanted")
    expect(card.get_by_label("Operator")).to_be_checked()
    card.get_by_label("Administrator").check()
    card.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("#roles-error")).to_contain_text("of your own")
    expect(card.get_by_label("Administrator")).to_be_checked()
    card.get_by_label("Administrator").uncheck()
    card.get_by_label("Operator").uncheck()
    card.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page = open_page("en-GB")
    enter(page, wanted.stand.url, "olga", OTHER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
