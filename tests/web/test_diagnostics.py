"""Diagnostics in a browser: issues with their cure, parts, who is shut out, the file, a restart."""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import expect

from appliance.bans import kept
from appliance.core.bans import Ban
from appliance.core.config import Config
from appliance.core.exchange_file import imported
from appliance.core.secrets_of import secrets_of
from appliance.daemon.secrets_kept import fresh_secret
from appliance.wire.configuration import Export
from tests.fakes.simulated import asked
from tests.web.configured import Configured, aside
from tests.web.conftest import OpenPage
from webui.pages.diagnostics import UNITS


def test_each_part_says_what_it_does(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/diagnostics")
    parts = page.locator("section[aria-labelledby=parts-title]")
    expect(parts.locator("tbody tr")).to_have_count(len(UNITS))
    expect(parts).to_contain_text("АТС (Asterisk)")
    expect(parts.locator(".state").first).to_have_text("работает")
    cards = page.locator("section[aria-labelledby=cards-title]")
    expect(cards).to_contain_text("порт 6: Нет линии")
    issues = page.locator("#issues")
    expect(issues).to_contain_text("С")
    expect(issues.locator("time").first).to_be_visible()


def test_who_is_shut_out_is_listened_to_again(office: Configured, at_work: OpenPage) -> None:
    place = office.running.folder / "lineman-bans" / "bans.json"
    place.parent.mkdir(exist_ok=True)
    kept.write(place, (Ban("192.0.2.9", kept.now(), kept.now() + 3600, 6, "301"),))
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/diagnostics")
    bans = page.locator("section[aria-labelledby=bans]")
    expect(bans).to_contain_text("192.0.2.9")
    bans.get_by_role("button", name="Listen to it again").click()
    expect(bans).to_contain_text("Nobody")
    assert kept.read(place) == ()


def test_the_file_for_whoever_helps_holds_no_secret(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/diagnostics")
    with page.expect_download() as download:
        page.get_by_role("link", name="Make and download it").click()
    assert re.fullmatch(r"lineman-support-\d{8}-\d{6}\.tar\.zst", download.value.suggested_filename)
    packed = download.value.path().read_bytes()
    tar = subprocess.run(["zstd", "-dqc"], input=packed, capture_output=True, check=True).stdout
    assert b"configuration.json" in tar
    secrets = _secrets(office)
    assert secrets
    assert [each for each in secrets if each.encode() in tar] == []


def _secrets(office: Configured) -> list[str]:
    async def export() -> str:
        pieces = office.running.console.follow(Export(secrets=True))
        return b"".join([piece.content async for piece in pieces]).decode()

    text = aside(lambda: asked(export()))
    config = imported(text, Config(), fresh_secret).config
    return [each for each in secrets_of(config) if len(each) >= 6]


def test_a_restart_says_what_drops_and_is_done_once(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/diagnostics")
    said = office.running.folder / "output"
    before = said.read_text().count("the simulated box restarts")
    page.get_by_text("Restart the whole box").click()
    expect(page.get_by_text(re.compile("drops?|No call is up")).first).to_be_visible()
    page.get_by_role("button", name="Restart the box now").dblclick()
    expect(page.get_by_text("The box restarts.")).to_be_visible()
    assert said.read_text().count("the simulated box restarts") == before + 1


@pytest.mark.parametrize("path", ["/diagnostics", "/diagnostics/bundle"])
def test_it_is_for_who_sets_the_box_up(office: Configured, path: str) -> None:
    assert office.stand.ask(path).headers["location"] == "/login"
