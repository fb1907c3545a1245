"""Webhooks on the page, as an administrator sees them; receivers are refused and unknown here."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.wire.webhooks import GetWebhooks
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")])
def test_a_webhook_is_made_tried_switched_off_and_removed(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    russian = view.locale == "ru-RU"
    name = f"crm {view.width}"
    page = at_work(*view)
    page.goto(f"{office.stand.url}/webhooks")
    judged(page)
    page.locator("#name").fill(name)
    page.locator("#url").fill("http://169.254.169.254/latest")
    page.locator("[name='event-call.started']").uncheck()
    page.locator("#url").press("Enter")
    expect(page.locator("#url-error")).to_contain_text("link-local")
    expect(page.locator("#url")).to_have_value("http://169.254.169.254/latest")
    expect(page.locator("[name='event-call.started']")).not_to_be_checked()
    judged(page)
    page.locator("#url").fill("https://nobody.invalid/calls?a=<b>")
    page.locator("#url").press("Enter")
    secret = page.locator(".api-key")
    expect(secret).to_contain_text(re.compile(r"^whsec_[\w+/=]{44}$"))
    shown = secret.inner_text()
    judged(page)
    page.locator("main a.btn-primary").click()
    page.locator("button[value='test']").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "недоступна" if russian else "not reached", timeout=15000
    )
    judged(page)
    assert shown not in page.content()
    page.locator("button[value='off']").click()
    expect(page.get_by_role("status")).to_be_visible()
    row = page.locator("tr", has_text=name)
    expect(row).to_contain_text("выключен" if russian else "switched off")
    assert shown not in page.content()
    judged(page)
    row.get_by_role("link").click()
    page.locator("details.danger summary").last.click()
    page.locator("button[value='remove']").click()
    expect(page.get_by_role("status")).to_be_visible()
    left = ask(office.running.page, GetWebhooks(), office.session).webhooks
    assert name not in {each.name for each in left}
