"""Accounts, sessions and the code beside the password, as their owners meet them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.wire.access import GetAccounts, RemoveAccount, SetAccount
from appliance.wire.protocol import LogIn, WhoAmI
from appliance.wire.roles import Role
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged

OTHER = "a bicycle of forty reds"


@pytest.fixture
def olga(office: Configured) -> Iterator[str]:
    """An operator's name; the account is gone afterwards."""
    client = office.running.page
    ask(client, SetAccount("olga", OTHER, Role.OPERATOR, "person-201"), office.session)
    yield "olga"
    names = [each.user for each in ask(client, GetAccounts(), office.session).accounts]
    for name in names:
        if name != "anna":
            ask(client, RemoveAccount(name), office.session)


def enter(page: Page, url: str, user: str, password: str) -> None:
    """By keyboard alone."""
    page.goto(f"{url}/login")
    page.get_by_label("User name").focus()
    page.keyboard.type(user)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def set_up(page: Page, url: str, *, twice: bool = False) -> tuple[str, list[str]]:
    """The code that proved the app, and the recovery codes that were shown.

    `twice`: a double click switches it on.
    """
    page.goto(f"{url}/account")
    factor = page.get_by_role("region", name="A code beside the password")
    factor.get_by_label("Password").fill("not the password")
    factor.get_by_role("button", name="Set it up").click()
    expect(page.locator("#begin_password-error")).to_have_text("This is not your password.")
    page.locator("#begin_password").focus()
    page.keyboard.type(OTHER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Picture for the app")).to_be_visible()
    uri = page.locator("[name=uri]").input_value()
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    expect(page.locator(".secret-key")).to_have_text(secret)
    code = page.get_by_label("Code that the app shows now")
    code.fill("000000")
    page.get_by_role("button", name="Switch on").press("Enter")
    expect(page.locator("#code-error")).to_contain_text("app shows now")
    expect(page.locator(".secret-key")).to_have_text(secret)
    used = pyotp.TOTP(secret).now()
    code.fill(used)
    page.get_by_role("button", name="Switch on").click(click_count=2 if twice else 1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return used, page.locator(".recovery-codes code").all_inner_texts()


def test_a_code_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    office: Configured, olga: str, open_page: OpenPage
) -> None:
    url, page = office.stand.url, open_page("en-GB")
    enter(page, url, olga, OTHER)
    used, codes = set_up(page, url)
    assert len(codes) == 10
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    elsewhere = open_page("en-GB")
    enter(elsewhere, url, olga, OTHER)
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Code")
    assert OTHER not in elsewhere.content()
    elsewhere.get_by_label("Code").fill(used)  # it counted already
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.locator("#code-error")).to_contain_text("wrong")
    elsewhere.get_by_label("Code").fill(codes[0])
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto(f"{url}/account")
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
    page.get_by_label("Password, to switch the code off").fill(OTHER)
    page.get_by_role("button", name="Switch off").press("Enter")
    expect(page.get_by_text("From now on the password alone counts.")).to_be_visible()


def test_the_own_password_is_changed_with_its_messages_at_the_field(
    office: Configured, olga: str, open_page: OpenPage
) -> None:
    url, page = office.stand.url, open_page("en-GB")
    enter(page, url, olga, OTHER)
    page.goto(f"{url}/account")
    form = page.get_by_role("region", name="Password", exact=True)
    for typed, field, said in (
        ((OTHER, "short", "short"), "new", "shorter than 10"),
        ((OTHER, PASSWORD, "another"), "again", "The two passwords differ."),
        (("guessed it", PASSWORD, PASSWORD), "old", "This is not your password."),
    ):
        for name, text in zip(("old", "new", "again"), typed, strict=True):
            page.locator(f"#{name}").fill(text)
        form.get_by_role("button").press("Enter")
        expect(page.locator(f"#{field}-error")).to_contain_text(said)
    for weak, word in (("short", "Too short"), ("qwerty12345", "Too easy to guess")):
        page.locator("#new").fill(weak)
        expect(form.get_by_text(word)).to_be_visible()
    page.locator("#new").fill(PASSWORD)
    expect(page.locator("meter")).to_have_attribute("value", "3")
    page.locator("#old").fill(OTHER)
    page.locator("#again").fill(PASSWORD)
    form.get_by_role("button").press("Enter")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    assert ask(office.running.page, LogIn(olga, PASSWORD)).token


def test_one_ends_a_session_from_another_and_its_open_page_notices(
    office: Configured, olga: str, open_page: OpenPage
) -> None:
    url = office.stand.url
    lost, page = open_page("en-GB"), open_page("en-GB")
    for each in (lost, page):
        enter(each, url, olga, OTHER)
        expect(each.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto(f"{url}/account")
    rows = page.get_by_role("region", name="Where you are logged in").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="this one")).to_contain_text("Linux")
    end, password = rows.get_by_role("button"), page.get_by_label("Password, to end a session")
    password.fill("guessed it")
    end.press("Enter")
    expect(page.locator("#end_password-error")).to_contain_text("This is not your password.")
    expect(rows).to_have_count(3)
    password.fill(OTHER)
    end.press("Enter")
    expect(rows).to_have_count(2)
    lost.goto(f"{url}/calls")
    expect(lost).to_have_url(f"{url}/login")


def test_an_administrator_makes_locks_and_takes_away_an_account(
    office: Configured, olga: str, at_work: OpenPage
) -> None:
    assert olga
    url, page = office.stand.url, at_work("en-GB")
    page.goto(f"{url}/accounts")
    page.get_by_role("link", name="New account").press("Enter")
    page.get_by_label("User name").fill("olga")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password again").fill("short")
    save = page.get_by_role("button", name="Save")
    save.press("Enter")
    expect(page.locator("#user-error")).to_contain_text("already")
    page.get_by_label("User name").fill("petr")
    page.get_by_label("Role").select_option("manager")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password again").fill("short")
    save.press("Enter")
    expect(page.locator("#password-error")).to_contain_text("shorter than 10")
    expect(page.get_by_label("Role")).to_have_value("manager")
    page.get_by_label("Password", exact=True).fill(OTHER)
    page.get_by_label("Password again").fill(OTHER)
    save.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    petr = ask(office.running.page, LogIn("petr", OTHER)).token
    assert ask(office.running.page, WhoAmI(), petr).role is Role.MANAGER
    page.get_by_role("link", name="petr").press("Enter")
    page.get_by_role("button", name="Lock").press("Enter")
    expect(page.get_by_role("region", name="Access")).to_contain_text("locked")
    other = page.context.browser
    assert isinstance(other, Browser)
    locked = other.new_context(ignore_https_errors=True, locale="en-GB").new_page()
    enter(locked, url, "petr", OTHER)
    expect(locked.get_by_role("alert")).to_contain_text("This account is locked.")
    locked.context.close()
    page.get_by_role("button", name="Open again").press("Enter")
    expect(page.get_by_role("region", name="Access")).to_contain_text("not logged in")
    page.get_by_text("Remove", exact=True).first.press("Enter")
    page.get_by_role("button", name="Remove «petr»").press("Enter")
    expect(page.get_by_text("The account is gone")).to_be_visible()
    page.goto(f"{url}/audit")
    log = page.get_by_role("table")
    expect(log.get_by_role("row").nth(1)).to_contain_text("took the account away")
    expect(log).to_contain_text("locked the account")
    page.goto(f"{url}/accounts/edit?user=anna")
    expect(page.get_by_text("only another administrator changes")).to_be_visible()
    expect(page.get_by_role("button", name="Lock")).to_have_count(0)


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=View.named
)
def test_every_screen_of_the_second_factor(
    office: Configured, olga: str, open_page: OpenPage, view: View
) -> None:
    url, page = office.stand.url, open_page(*view)
    page.goto(f"{url}/login")
    page.locator("#user").fill(olga)
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/account")
    page.locator("#begin_password").fill(OTHER)
    page.keyboard.press("Enter")
    expect(page.locator(".qr")).to_be_visible()
    judged(page)
    secret = page.locator(".secret-key").inner_text()
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes")).to_be_visible()
    judged(page)
    page.goto(f"{url}/account")
    judged(page)
    page.context.clear_cookies(name="__Host-session")
    page.goto(f"{url}/login")
    page.locator("#user").fill(olga)
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    judged(page)
