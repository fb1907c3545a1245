"""From a new box to the overview: code, administrator, out and in again, without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.supervisor import CODE, PASSWORD, FakeSupervisor
from tests.web.conftest import OpenPage
from tests.web.stand import Stand

NewStand = tuple[Stand, FakeSupervisor]


def _type(page: Page, *texts: str) -> None:
    """Into the fields one after the other, by keyboard alone, and send."""
    page.locator("input.form-control").first.focus()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("locale", "title", "first"),
    [("ru-RU", "Первая настройка", "Обзор"), ("en-GB", "First set-up", "Overview")],
)
def test_a_new_box_is_opened_by_keyboard(
    new_stand: NewStand, open_page: OpenPage, locale: str, title: str, first: str
) -> None:
    stand, supervisor = new_stand
    page = open_page(locale)
    page.goto(f"{stand.url}/calls")
    expect(page).to_have_url(f"{stand.url}/setup")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    _type(page, CODE, "anna", PASSWORD, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    assert supervisor.accounts == {"anna": PASSWORD}


def test_all_that_is_wrong_is_said_at_once(new_stand: NewStand, open_page: OpenPage) -> None:
    stand, supervisor = new_stand
    page = open_page()
    page.goto(stand.url)
    _type(page, "WRONG-WRONG", "anna", "short", "another")
    for field in ("code", "password", "again"):
        expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    for field, text in (("code", CODE), ("password", "short"), ("again", "short")):
        page.fill(f"#{field}", text)
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#again")).not_to_have_attribute("aria-invalid", "true")
    assert page.locator("#code").get_attribute("aria-invalid") is None
    assert supervisor.accounts == {}


def test_what_is_wrong_stands_at_its_field_and_secrets_are_not_sent_back(
    new_stand: NewStand, open_page: OpenPage
) -> None:
    stand, supervisor = new_stand
    page = open_page()
    page.goto(stand.url)
    _type(page, CODE, "anna", PASSWORD, "something else")
    expect(page.get_by_text("Пароли не совпадают.")).to_be_visible()
    expect(page.locator("#code")).to_have_value(CODE)
    assert PASSWORD not in page.content()
    _type(page, "", "", "short", "short")
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    page.fill("#code", "WRONG-WRONG")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    assert supervisor.accounts == {}


def test_a_form_sent_twice_makes_one_administrator(
    new_stand: NewStand, open_page: OpenPage
) -> None:
    stand, supervisor = new_stand
    page = open_page()
    page.goto(stand.url)
    answers = page.evaluate(
        """([code, password]) => {
            const body = new URLSearchParams(new FormData(document.forms[0]));
            for (const [k, v] of Object.entries({code, user: "anna", password, again: password}))
                body.set(k, v);
            const send = () => fetch("/setup", {method: "POST", body, redirect: "manual"});
            return Promise.all([send(), send()]).then((all) => all.map((a) => a.type));
        }""",
        [CODE, PASSWORD],
    )
    assert answers == ["opaqueredirect", "opaqueredirect"]
    assert len(supervisor.sessions) == 1


def test_a_form_sent_again_after_the_first_has_logged_in_does_no_harm(
    new_stand: NewStand, open_page: OpenPage
) -> None:
    stand, supervisor = new_stand
    page = open_page("en-GB")
    page.goto(stand.url)
    old = page.locator("[name=token]").first.input_value()
    _type(page, CODE, "anna", PASSWORD, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    status = page.evaluate(
        """(token) => fetch("/setup", {method: "POST", redirect: "manual",
            body: new URLSearchParams({token})}).then((a) => a.type)""",
        old,
    )
    assert status == "opaqueredirect"
    assert len(supervisor.sessions) == 1


def test_log_in_and_out(stand: Stand, supervisor: FakeSupervisor, open_page: OpenPage) -> None:
    page = open_page("en-GB")
    page.goto(stand.url)
    expect(page).to_have_url(f"{stand.url}/login")
    _type(page, "anna", "not the password")
    expect(page.get_by_text("Name or password is wrong.")).to_be_visible()
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    session = next(c for c in page.context.cookies() if c["name"] == "__Host-session")
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{stand.url}/login")
    assert session["value"] not in supervisor.sessions
    page.goto(f"{stand.url}/calls")
    expect(page).to_have_url(f"{stand.url}/login")
