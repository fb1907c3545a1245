"""Passkeys as their owners meet them, with a device that Chromium makes up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from appliance.wire.access import GetAccounts, RemoveAccount, SetAccount
from appliance.wire.roles import Role
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged

OTHER = "a bicycle of forty reds"


@pytest.fixture
def vera(office: Configured) -> Iterator[str]:
    """An operator's name; the account is gone afterwards."""
    client = office.running.page
    ask(client, SetAccount("vera", OTHER, Role.OPERATOR), office.session)
    with office.certified():
        yield "vera"
    if "vera" in {each.user for each in ask(client, GetAccounts(), office.session).accounts}:
        ask(client, RemoveAccount("vera"), office.session)


@pytest.fixture
def url(office: Configured) -> str:
    """By a name that stands in the certificate."""
    return f"https://localhost:{office.stand.front.https}"


def _device(page: Page) -> tuple[CDPSession, str]:
    """One that is built into the visitor's computer and knows his finger; what drives it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, str(added["authenticatorId"])


def _enter(page: Page, url: str, user: str = "vera") -> None:
    page.goto(f"{url}/login")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


def _add(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/account")
    part = page.get_by_role("region", name="Passkeys")
    part.get_by_label("What you will know it by").fill(name)
    part.get_by_label("Password, to add a passkey").fill(OTHER)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make the passkey").press("Enter")


def test_a_passkey_is_added_logs_in_and_is_removed(
    office: Configured, vera: str, url: str, open_page: OpenPage, at_work: OpenPage
) -> None:
    page = open_page("en-GB")
    tools, _ = _device(page)
    _enter(page, url, vera)
    page.goto(f"{url}/account")
    part = page.get_by_role("region", name="Passkeys")
    expect(part.get_by_label("What you will know it by")).to_have_value("Chrome, Linux")
    part.get_by_label("Password, to add a passkey").fill("guessed it")
    page.keyboard.press("Enter")
    expect(page.locator("#passkey_password-error")).to_have_text("This is not your password.")
    _add(page, url, "computer at home")
    expect(page.get_by_text("From now on this passkey logs you in.")).to_be_visible()
    row = part.get_by_role("row").nth(1)
    expect(row).to_contain_text("computer at home")
    expect(row).to_contain_text("localhost")
    expect(row).to_contain_text("never")

    for name in ("", vera):
        page.get_by_role("button", name="Log out").press("Enter")
        page.wait_for_url(f"{url}/login")
        page.get_by_label("User name").fill(name)
        page.get_by_role("button", name="Log in with a passkey").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto(f"{url}/account")
    expect(part.get_by_role("row").nth(1)).not_to_contain_text("never")
    sessions = page.get_by_role("region", name="Where you are logged in")
    own = sessions.get_by_role("row").filter(has_text="this one")
    expect(own.get_by_role("cell", name="passkey", exact=True)).to_be_visible()

    part.get_by_role("button", name="Remove").press("Enter")
    expect(page.get_by_text("This passkey opens nothing any more.")).to_be_visible()
    page.get_by_role("button", name="Log out").press("Enter")
    page.get_by_role("button", name="Log in with a passkey").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("this passkey opens no account here")
    expect(page).to_have_url(f"{url}/login/passkey/confirm")
    tools.detach()

    log = at_work("en-GB")
    log.goto(f"{office.stand.url}/audit")
    for said in ("added a passkey", "logged in with a passkey", "removed a passkey"):
        row = log.get_by_role("row").filter(has_text=said).first
        expect(row).to_contain_text(vera)


def test_what_the_browser_refuses_is_told_and_can_be_tried_again(
    vera: str, url: str, open_page: OpenPage
) -> None:
    page = open_page("en-GB")
    tools, device = _device(page)
    _enter(page, url, vera)
    _add(page, url, "first")
    expect(page.get_by_text("From now on this passkey logs you in.")).to_be_visible()
    _add(page, url, "again")
    expect(page.get_by_role("alert")).to_have_text(
        "This device keeps a passkey for this account already."
    )
    page.get_by_role("button", name="Log out").press("Enter")
    known = {"authenticatorId": device, "isUserVerified": False}
    tools.send("WebAuthn.setUserVerified", known)
    page.get_by_role("button", name="Log in with a passkey").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("you broke it off")
    tools.send("WebAuthn.setUserVerified", {**known, "isUserVerified": True})
    page.get_by_role("button", name="Use the passkey").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("button", name="Log out").press("Enter")
    page.get_by_label("User name").fill("anna")  # who has none here
    page.get_by_role("button", name="Log in with a passkey").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no passkey for this here")
    page.get_by_role("link", name="Log in with a password").press("Enter")
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "said"), [("en-GB", "this is an address of numbers"), ("ru-RU", "адрес из цифр")]
)
def test_at_an_address_the_page_says_why_not_and_where(
    office: Configured, vera: str, open_page: OpenPage, locale: str, said: str
) -> None:
    page, address = open_page(locale), office.stand.url
    page.goto(f"{address}/login")
    expect(page.locator("[formaction]")).to_have_count(0)
    page.locator("#user").fill(vera)
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account")
    part = page.locator("[aria-labelledby=passkeys-title]")
    expect(part).to_contain_text(said)
    expect(part).to_contain_text("127.0.0.1")
    expect(part).to_contain_text(address.replace("127.0.0.1", "localhost"))
    expect(part.locator("a[href='/certificate']")).to_be_visible()
    expect(part.locator("form")).to_have_count(0)


def test_without_a_certificate_the_page_says_so(
    office: Configured, url: str, open_page: OpenPage
) -> None:
    page = open_page("en-GB")
    page.goto(f"{url}/login")
    page.get_by_role("button", name="Log in with a passkey").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("a name of the box's certificate")
    page.get_by_label("User name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/account")
    part = page.get_by_role("region", name="Passkeys")
    expect(part).to_contain_text("the box has none that can be read")


def test_an_administrator_removes_those_of_a_lost_device(
    office: Configured, vera: str, url: str, open_page: OpenPage, at_work: OpenPage
) -> None:
    page = open_page("en-GB")
    _device(page)
    _enter(page, url, vera)
    _add(page, url, "lost")
    expect(page.get_by_text("From now on this passkey logs you in.")).to_be_visible()
    admin = at_work("en-GB")
    admin.goto(f"{office.stand.url}/accounts")
    row = admin.get_by_role("row").filter(has_text=vera).first
    expect(row).to_contain_text("password, 1 passkey")
    admin.goto(f"{office.stand.url}/accounts/edit?user={vera}")
    admin.get_by_role("button", name="Remove every passkey").press("Enter")
    expect(admin.get_by_role("button", name="Remove every passkey")).to_have_count(0)
    page.goto(f"{url}/account")
    expect(page).to_have_url(f"{url}/login")


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=View.named
)
def test_every_screen_of_it(
    office: Configured, vera: str, url: str, open_page: OpenPage, view: View
) -> None:
    page = open_page(*view)
    tools, device = _device(page)
    page.goto(f"{url}/login")
    expect(page.locator("[formaction]")).to_be_visible()
    judged(page)
    page.locator("#user").fill(vera)
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/account")
    page.locator("#passkey_password").fill(OTHER)
    page.keyboard.press("Enter")
    expect(page.locator("[data-go]")).to_be_visible()
    judged(page)
    page.locator("[data-go]").press("Enter")
    expect(page.locator("[role=status]")).to_be_visible()
    judged(page)
    page.locator("form[action='/logout'] button").evaluate("button => button.click()")
    known = {"authenticatorId": device, "isUserVerified": False}
    tools.send("WebAuthn.setUserVerified", known)
    page.locator("[formaction]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    judged(page)
    page.goto(f"{office.stand.url}/login")
    page.locator("#user").fill(vera)
    page.locator("#password").fill(OTHER)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{office.stand.url}/")
    page.goto(f"{office.stand.url}/account")
    judged(page)
