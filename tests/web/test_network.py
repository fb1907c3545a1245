"""Network and time in a browser: told, set, tried, kept or put back; wrong is told at its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from appliance.core.errors import Invalid
from appliance.wire.configuration import Edit, GetOffice, GetPending
from build.lib.vm.waiting import wait_until
from tests.web.configured import Configured, ask, configured
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


def _moved(page: Page, url: str, address: str) -> None:
    """The port with a cable gets another address, as far as the page of changes."""
    page.goto(f"{url}/network")
    own = page.locator("section", has_text="eth0").first
    own.get_by_role("link", name="Change").click()
    expect(page.locator('[name="mac"]')).to_have_value("02:00:00:00:02:10")
    page.locator('[name="address"]').fill(address)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{url}/network#network-ports")
    page.get_by_role("link", name="Review and apply").click()


def test_another_address_is_tried_and_kept_by_a_yes_alone(
    office: Configured, at_work: OpenPage
) -> None:
    page, url = at_work("en-GB"), office.stand.url
    _moved(page, url, "198.51.100.9")
    plan = page.get_by_role("region", name="Apply")
    expect(plan.get_by_role("link", name="https://198.51.100.9/")).to_be_visible()
    expect(plan).to_contain_text("unless somebody confirms it within 2 minutes")
    expect(plan).to_contain_text("calls over the network end")
    expect(plan.get_by_role("radio")).to_have_count(0)  # nobody may be there at another hour
    plan.get_by_role("button", name="Apply", exact=True).click()
    bar = page.get_by_role("region", name="A change waits for your yes")
    expect(bar.locator("lm-countdown")).to_contain_text("1:")
    page.goto(f"{url}/network")
    expect(page.locator("section", has_text="eth0").first).to_contain_text("198.51.100.9/24")
    assert ask(office.running.console, GetPending()).author == "anna"
    bar.get_by_role("button", name="Put it back").click()
    page.goto(f"{url}/network")
    expect(page.locator("section", has_text="eth0").first).to_contain_text("192.0.2.10/24")


def test_nobody_says_yes_and_it_is_put_back(open_page: OpenPage, tmp_path: Path) -> None:
    with configured(tmp_path, supervisor="tests.fakes.hasty_box") as office:
        page, url = office.enter(open_page("en-GB")), office.stand.url
        _moved(page, url, "198.51.100.9")
        page.get_by_role("button", name="Apply", exact=True).click()
        bar = page.get_by_role("region", name="A change waits for your yes")
        expect(bar.locator("lm-countdown")).to_contain_text("0:")
        page.goto(f"{url}/network")
        own = page.locator("section", has_text="eth0").first
        expect(own).to_contain_text("198.51.100.9/24")
        console = office.running.console
        wait_until(lambda: not ask(console, GetPending()).author, "it is put back", seconds=60)
        page.goto(f"{url}/network")
        expect(own).to_contain_text("192.0.2.10/24")
        expect(bar).to_have_count(0)


def test_name_and_time_servers_are_set_at_once(office: Configured, at_work: OpenPage) -> None:
    page, url = at_work("ru-RU"), office.stand.url
    page.goto(f"{url}/network/edit")
    page.locator('[name="network.name"]').fill("ats-2")
    page.locator('[name="network.time_servers"]').fill("ntp.example.com\n192.0.2.7")
    page.get_by_role("button", name="Сохранить").click()
    names = page.locator("section[aria-labelledby=names-title]")
    expect(names).to_contain_text("ats-2")
    expect(names).to_contain_text("ntp.example.com, 192.0.2.7")
    page.goto(f"{url}/changes")
    page.get_by_role("button", name="Применить", exact=True).click()
    expect(page.get_by_role("heading", name="Применено: действует ревизия")).to_be_visible()
    network = ask(office.running.console, GetOffice()).office["network"]
    assert network == {"name": "ats-2", "time_servers": ["ntp.example.com", "192.0.2.7"]}
