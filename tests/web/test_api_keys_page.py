"""The page where keys of programs are made and revoked."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from appliance.wire.api_keys import GetApiKeys
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged

_WORDS = {
    "ru": ("Название программы", "Журнал звонков", "Сделать ключ", "Отозвать"),
    "en": ("Name of the program", "Call log", "Make the key", "Revoke"),
}


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
    text = page.locator("code.api-key").inner_text()
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
