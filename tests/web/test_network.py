"""Network and time in a browser; a time zone that nobody knows is refused at its field."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.core.errors import Invalid
from appliance.wire.configuration import Edit, GetOffice
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage


def test_addresses_and_clock_are_told(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/network")
    link = page.locator("section", has_text="Сетевой порт").first
    expect(link).to_contain_text("192.0.2.10/24")
    expect(link).to_contain_text("подключён")
    expect(link).to_contain_text("192.0.2.1")
    time = page.locator("section[aria-labelledby=time-title]")
    expect(time).to_contain_text("Россия, Москва")
    expect(time).to_contain_text("сверяется по сети")
    time.get_by_role("link", name="Изменить").click()
    expect(page).to_have_url(f"{office.stand.url}/office/edit")


def test_an_unknown_zone_is_refused_at_its_field(office: Configured) -> None:
    found = ask(office.running.page, GetOffice(), office.session)
    nowhere = {**found.office, "zone": "Europe/Nowhere"}
    wrong: dict[str, object] = {"type": "SetOffice", "office": nowhere}
    with pytest.raises(Invalid, match="Europe/Nowhere is no time zone") as refusal:
        ask(office.running.page, Edit(found.revision, wrong), office.session)
    assert refusal.value.field == "zone"
