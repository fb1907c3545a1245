"""The search over everything: by keyboard, as far as one may see, and without a script."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from appliance.wire.access import SetAccount
from appliance.wire.protocol import LogIn
from appliance.wire.roles import Role
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from webui import security


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_a_person_is_two_keys_and_a_name_away(
    office: Configured, at_work: OpenPage, key: str
) -> None:
    page = at_work("ru-RU")
    page.goto(office.stand.url)
    page.keyboard.press(key)
    page.keyboard.type("смирнов")
    expect(page.locator("#search-found a").first).to_contain_text("Иван Смирнов")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/edit?name=person-202")


def test_arrows_walk_and_escape_closes(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/calls")
    page.get_by_role("link", name="Search").click()
    page.keyboard.type("queue")
    links = page.locator("#search-found a")
    expect(links.first).to_contain_text("Queues")
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("What to look for")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("What to look for")).to_have_count(1)
    expect(page.locator("dialog")).not_to_be_visible()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("time zone", "/office/edit"),
        ("74951234500", "/inbound/edit?name=74951234500"),
        ("Горячая", "/queues/edit?name=help"),
        ("new person", "/people/new"),
        ("89161234567", "/calls?q=89161234567"),
    ],
)
def test_whatever_is_set_is_found(office: Configured, typed: str, address: str) -> None:
    told = office.stand.ask(
        f"/search?q={typed.replace(' ', '+')}".encode().decode("ascii")
        if typed.isascii()
        else "/search?q=%D0%93%D0%BE%D1%80%D1%8F%D1%87%D0%B0%D1%8F",
        headers={"Cookie": f"{security.SESSION_COOKIE}={office.session}", "Accept-Language": "en"},
    )
    assert told.status == 200
    assert f'href="{address}"' in told.text


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("PIN", "/people#people"),
        ("PIN", "/codes"),
        ("recording", "/office"),
        ("запись", "/office"),
        ("записи разговоров", "/office"),
        ("update", "/update"),
        ("прошивка", "/update"),
        ("обновление", "/update"),
        ("password", "/accounts"),
        ("hot desk", "/codes"),
        ("телефонная книга", "/api-keys"),
        ("часовой пояс", "/office/edit"),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_setting_is_found_by_its_words_in_both_languages(
    office: Configured, language: str, typed: str, address: str
) -> None:
    headers = {"Cookie": f"{security.SESSION_COOKIE}={office.session}"}
    told = office.stand.ask(
        f"/search/found?q={quote(typed)}", headers=headers | {"Accept-Language": language}
    )
    assert f'href="{address}"' in told.text


def test_nobody_finds_what_he_may_not_see(office: Configured) -> None:
    page = office.running.page
    ask(page, SetAccount("finder", PASSWORD, Role.EMPLOYEE, "person-203"), office.session)
    session = ask(page, LogIn("finder", PASSWORD)).token
    own = {"Cookie": f"{security.SESSION_COOKIE}={session}", "Accept-Language": "en"}
    told = office.stand.ask("/search/found?q=20", headers=own).text
    assert "person-203" in told
    assert "person-201" not in told
    told = office.stand.ask("/search/found?q=people", headers=own).text
    assert 'href="/people' not in told


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=lambda v: v.named()
)
def test_it_is_readable(office: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    for query in ("", "?q=20", "?q=<b>nothing</b>"):
        page.goto(f"{office.stand.url}/search{query}")
        judged(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("20")
    expect(page.locator("#search-found a").first).to_be_visible()
    judged(page)
