"""Storage in a browser: how full, until when, and old recordings removed once they were counted."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest
from playwright.sync_api import expect

from appliance.core.room import DAY, Sample
from appliance.wire.access import GetAccessLog
from appliance.wire.protocol import Hello
from appliance.wire.views import AccessView
from tests.fakes.simulated import eventually
from tests.web.configured import Configured, aside, ask, configured
from tests.web.conftest import OpenPage
from webui import security

OLD = 3  # recordings, of 2001


@pytest.fixture
def full(office: Configured) -> Configured:
    folder = office.running.folder / "data/recordings/2001/09/09"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(OLD):
        path = folder / f"{number}.raw"
        path.write_bytes(bytes(500_000))
        os.utime(path, (1e9, 1e9))
    return office


def _removals(office: Configured) -> list[AccessView]:
    entries = ask(office.running.page, GetAccessLog(0.0, 50), office.session).entries
    return [each for each in entries if each.what == "recordings-removed"]


def test_each_kind_tells_how_full_it_is(full: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{full.stand.url}/storage")
    rooms = page.locator("section[aria-labelledby=rooms-title] tbody tr")
    recordings = rooms.filter(has_text="Записи разговоров")
    expect(recordings).to_contain_text("МБ")
    expect(recordings).to_contain_text("пока неизвестно")
    expect(recordings.locator("progress")).to_have_count(1)
    expect(rooms.filter(has_text="История звонков")).to_have_count(1)


def test_they_are_counted_first_and_go_once_however_often_it_is_pressed(
    full: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{full.stand.url}/storage")
    before = _removals(full)
    folder = full.running.folder / "data/recordings/2001/09/09"
    field = page.get_by_label("Older than so many days")
    field.fill("never")
    page.get_by_role("button", name="Count them").click()
    expect(page.locator("#older-error")).to_contain_text("from 1 to 3650")
    expect(field).to_have_value("never")
    field.fill("3000")
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_text(f"{OLD} recordings would go, 1.5 MB.")).to_be_visible()
    assert len(list(folder.iterdir())) == OLD
    page.get_by_role("button", name="Remove them for good").dblclick()
    expect(page.get_by_text(f"{OLD} recordings were removed, 1.5 MB.")).to_be_visible()
    assert list(folder.iterdir()) == []
    assert len(_removals(full)) == len(before) + 1
    page.goto(f"{full.stand.url}/storage?older=3000")
    expect(page.get_by_text("There are none of calls before")).to_be_visible()


def test_a_form_that_comes_twice_removes_once(full: Configured) -> None:
    """As two quick requests of a browser without scripts would."""
    token = security.form_token(full.session)
    body = urlencode({"token": token, "once": "1", "older": "3000", "before": "1300000000"})
    headers = {
        "Cookie": f"{security.SESSION_COOKIE}={full.session}",
        "Origin": full.stand.url,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "en",
    }
    for _ in range(2):
        said = full.stand.ask("/storage/remove", method="POST", body=body.encode(), headers=headers)
        assert f"{OLD} recordings were removed" in said.text
    # Removed by now, what came second would have found none.
    assert not [each for each in _removals(full) if each.of.startswith("0, <")]


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Configured]:
    """An office that has been measured for a week."""
    now = time.time()
    kept = tmp_path / "box/state/identity/storage.json"
    with configured(tmp_path) as office:
        office.running.kill()
        samples = [
            Sample(now - (7 - day) * DAY, {"history": day * 1_000_000_000}) for day in range(8)
        ]
        kept.write_bytes(msgspec.json.encode(samples))
        office.running.again()
        yield office


def test_the_forecast_goes_by_the_last_weeks(grown: Configured) -> None:
    aside(lambda: eventually(lambda: grown.running.console.ask(Hello()), lambda _: True))
    cookie = {
        "Cookie": f"{security.SESSION_COOKIE}={grown.session}",
        "Accept-Language": "en",
    }
    text = grown.stand.ask("/storage", headers=cookie).text
    assert "1.0\u00a0GB" in text
    assert " days, " in text
