"""The page where keys of programs are made and revoked."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from appliance.wire.api_keys import GetApiKeys, RevokeApiKey
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from webui.scope_words import SCOPES

_WORDS = {
    "ru": ("Название программы", "Журнал звонков", "Создать ключ", "Отозвать"),
    "en": ("Name of the program", "Call log", "Make the key", "Revoke"),
}


_COPY = {"ru": ("Скопировать", "Скопировано"), "en": ("Copy", "Copied")}
_NO_BOOK = {"ru": "Настольным телефонам он справочник не откроет", "en": "no phone book to desk"}


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")],
    ids=lambda view: view.named(),
)
def test_a_key_is_made_shown_once_and_revoked(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    name, scope, make, revoke = _WORDS[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/api-keys")
    page.get_by_label(name).fill("1C")
    page.get_by_role("button", name=make).click()
    expect(page.locator("#scopes-error")).to_be_visible()
    expect(page.get_by_label(name)).to_have_value("1C")
    judged(page)
    page.get_by_role("checkbox", name=scope).check()
    page.get_by_role("button", name=make).click()
    expect(page.get_by_text(_NO_BOOK[view.locale[:2]])).to_have_count(0)
    text = page.locator("code.api-key").inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy, copied = _COPY[view.locale[:2]]
    page.get_by_role("button", name=copy).click()
    expect(page.get_by_role("button", name=copied)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert re.fullmatch(r"lmk_[0-9a-f]{8}_[\w-]{43}", text)
    judged(page)
    headers = {"Authorization": f"Bearer {text}"}
    answer = office.stand.ask("/api/v1/key", headers=headers)
    assert json.loads(answer.text)["key"]["scopes"] == ["history"]
    page.goto(f"{office.stand.url}/api-keys")
    assert text not in page.content()
    judged(page)
    page.locator("summary", has_text=revoke).click()
    page.get_by_role("button", name=f"{revoke} «1C»").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert ask(office.running.page, GetApiKeys(), office.session).keys == ()
    assert office.stand.ask("/api/v1/key", headers=headers).status == 401


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_a_key_for_more_than_the_phone_book_says_why_it_shows_no_address(
    office: Configured, at_work: OpenPage, locale: str
) -> None:
    page = at_work(locale, 360)
    name, other, make, _ = _WORDS[locale[:2]]
    book = SCOPES["phone-book"].title if locale == "en-GB" else "Телефонная книга"
    for scopes, told in (((book, other), True), ((book,), False)):
        page.goto(f"{office.stand.url}/api-keys")
        page.get_by_label(name).fill(" ".join(scopes))
        for scope in scopes:
            page.get_by_role("checkbox", name=scope).check()
        page.get_by_role("button", name=make).click()
        expect(page.get_by_text(_NO_BOOK[locale[:2]])).to_have_count(int(told))
        expect(page.get_by_text("/yealink.xml")).to_have_count(int(not told))
        judged(page)
    for key in ask(office.running.page, GetApiKeys(), office.session).keys:
        ask(office.running.page, RevokeApiKey(key.id), office.session)
