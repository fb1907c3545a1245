"""What telephones said of callers is on the page of the lists, and is taken back there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from appliance.core.live_file import FORMAT, SCHEMA
from appliance.wire.live_state import GetLiveState, RestoreLiveState
from tests.fakes.simulated import asked
from tests.web.configured import Configured, aside, ask
from tests.web.conftest import OpenPage


def _say(office: Configured, folder: Path, **callers: str) -> None:
    values = {"BLACKLIST": {name.strip("_"): value for name, value in callers.items()}}
    file = folder / "live.json"
    file.write_text(json.dumps({"format": FORMAT, "schema": SCHEMA, "values": values}))
    with file.open("rb") as opened:
        descriptor = opened.fileno()
        console = office.running.console
        aside(lambda: asked(console.ask(RestoreLiveState(), descriptor=descriptor)))


@pytest.fixture
def said(office: Configured, tmp_path: Path) -> Iterator[Configured]:
    """One is blocked by a telephone, another is let through."""
    _say(office, tmp_path, _79161234567="YES", _74951234567="NO")
    yield office
    _say(office, tmp_path)


def test_it_is_told_and_taken_back_one_by_one(said: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{said.stand.url}/blocked")
    shown = page.get_by_role("region", name="Сказано с телефонов")
    expect(shown).to_contain_text("+79161234567 в чёрном списке")
    expect(shown).to_contain_text("+74951234567 не в чёрном списке, что бы там ни стояло")
    shown.get_by_role("form", name="+79161234567").get_by_role("button").click()
    expect(shown).not_to_contain_text("+79161234567")
    left = ask(said.running.page, GetLiveState(), said.session).callers
    assert [(each.number, each.blocked) for each in left] == [("74951234567", False)]
    shown.get_by_role("button", name="Снова по спискам").click()
    expect(shown).to_have_count(0)
