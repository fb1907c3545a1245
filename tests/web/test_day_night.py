"""The switch of day and night on overview and board: pressed, followed, refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.wire.live_state import DayNight, GetDayNight, ScheduleState, SetDayNight, Switch
from tests.fakes.supervisor import FakeSupervisor
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Stand


@pytest.mark.parametrize("path", ["/", "/board"])
def test_it_is_switched_and_back(office: Configured, at_work: OpenPage, path: str) -> None:
    page = at_work("en-GB")
    page.goto(office.stand.url + path)
    shown = page.locator("#day-night")
    for name, switch, word in (
        ("Night", Switch.NIGHT, "out of hours"),
        ("Day", Switch.DAY, "working hours"),
        ("By the hours", Switch.AUTO, "As the hours say"),
    ):
        shown.get_by_role("button", name=name).click()
        expect(shown).to_contain_text(word)
        expect(shown.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        assert page.url == office.stand.url + path
        told = ask(office.running.page, GetDayNight(), office.session)
        assert [each.switch for each in told.schedules] == [switch]


def test_what_a_telephone_switches_shows_by_itself(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("ru-RU")
    page.goto(stand.url)
    expect(page.locator("#day-night")).to_contain_text("рабочее время")
    state = ScheduleState("main", "Рабочее время", 1, Switch.NIGHT, open=False)
    supervisor.change(DayNight((state,), may=False))
    expect(page.locator("#day-night")).to_contain_text("вручную")
    expect(page.locator("#day-night").get_by_role("button")).to_have_count(0)
    supervisor.change(DayNight((ScheduleState("gone", "Gone", 2, Switch.AUTO),), may=True))
    page.locator("#day-night").get_by_role("button", name="Ночь").click()
    expect(page.get_by_role("alert")).to_contain_text("gone")
    assert SetDayNight("gone", Switch.NIGHT) in supervisor.asked
