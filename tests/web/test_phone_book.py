"""The phone book as a desk telephone fetches it: an address, and nothing but it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.configuration import GetParts
from appliance.wire.roles import Scope
from tests.unit.webui.test_phone_book import read
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from webui import security
from webui.phone_book import FORMS

_WORDS = {
    "ru": ("Название программы", "Телефонная книга", "Создать ключ", "телефонной книги"),
    "en": ("Name of the program", "Phone book", "Make the key", "remote phone book"),
}


def _key(office: Configured, name: str, *scopes: Scope) -> str:
    return ask(office.running.page, MakeApiKey(name, scopes), office.session).text


def _revoked(office: Configured, *names: str) -> None:
    for name in names:
        ask(office.running.page, RevokeApiKey(name), office.session)


def test_each_make_gets_the_office_s_numbers_and_names(office: Configured) -> None:
    key = _key(office, "desk telephones", Scope.PHONE_BOOK)
    extensions = ask(office.running.console, GetParts("Extension")).parts
    for form in FORMS:
        answer = office.stand.ask(f"/phone-book/{key}/{form}")
        assert answer.status == 200
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        book = dict(read(form, answer.text.encode()))
        assert book["201"] == "Анна Петрова"
        assert book["600"] == "Продажи"
        assert {str(each["number"]) for each in extensions} <= set(book)
        for hidden in ("79161234567", "anna@example.com", "secret"):
            assert hidden not in answer.text
    assert office.stand.ask(f"/phone-book/{key}/other.xml").status == 404
    _revoked(office, "desk telephones")
    refused = office.stand.ask(f"/phone-book/{key}/yealink.xml")
    assert refused.status == 401
    assert json.loads(refused.text)["cure"]


def test_the_key_opens_nothing_else_and_no_other_key_opens_this(office: Configured) -> None:
    book = _key(office, "book", Scope.PHONE_BOOK)
    more = _key(office, "more", Scope.PHONE_BOOK, Scope.HISTORY)
    other = _key(office, "other", Scope.OFFICE)
    as_program = {"Authorization": f"Bearer {book}"}
    for path in ("/status", "/people", "/calls", "/board", "/draft"):
        assert office.stand.ask(f"/api/v1{path}", headers=as_program).status == 403, path
    for key, status, kind in ((more, 403, "key-in-address"), (other, 403, "scope"),
                              ("lmk_00000000_x", 401, "wrong-key"),
                              (office.session, 401, "wrong-key")):  # fmt: skip
        answer = office.stand.ask(f"/phone-book/{key}/yealink.xml")
        assert answer.status == status
        assert json.loads(answer.text)["type"] == f"/api/docs#{kind}"
    cookie = {"Cookie": f"{security.SESSION_COOKIE}={office.session}"}
    assert office.stand.ask("/phone-book/none/yealink.xml", headers=cookie).status == 401
    _revoked(office, "book", "more", "other")


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")],
    ids=lambda view: view.named(),
)
def test_the_page_says_what_to_type_into_the_telephones(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    name, scope, make, says = _WORDS[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/api-keys")
    page.get_by_label(name).fill("telephones")
    page.get_by_role("checkbox", name=scope).check()
    page.get_by_role("button", name=make).click()
    expect(page.get_by_role("main")).to_contain_text(says)
    judged(page)
    address = page.locator("dd code", has_text="yealink.xml").inner_text()
    assert address.startswith(f"{office.stand.url}/")  # with its port
    answer = office.stand.ask(address.removeprefix(office.stand.url))
    assert ("201", "Анна Петрова") in read("yealink.xml", answer.text.encode())
    _revoked(office, "telephones")
