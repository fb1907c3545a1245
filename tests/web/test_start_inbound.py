"""The first start: who answers calls from outside, by each template; a greeting is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appliance.wire.configuration import GetDraft, GetOffice, GetParts, MakeDraft
from appliance.wire.first_start import StartStep, StepMark
from tests.fakes.voice import MUTE, voice
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from tests.web.test_start import fresh
from tests.web.test_start_steps import mark_of

__all__ = ["fresh"]
GREETING, CLOSED = "Здравствуйте! Вы позвонили в «Ромашку».", "Мы работаем с девяти до шести."


@pytest.fixture
def spoken(fresh: Configured) -> Iterator[list[tuple[str, str]]]:
    """What the box was asked to speak."""
    with voice(fresh.running.folder / "lineman-speech") as asked:
        yield asked


def _parts(office: Configured, kind: str) -> list[dict[str, Any]]:
    found = ask(office.running.page, GetParts(kind, draft=True), office.session).parts
    return [dict(each) for each in found]


def _choose(page: Page, office: Configured, template: str) -> None:
    page.goto(f"{office.stand.url}/start/inbound")
    page.get_by_label(template).check()
    page.locator("button.btn-primary").click()


def test_one_telephone_is_the_operator(fresh: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{fresh.stand.url}/start/inbound")
    page.get_by_label("Who is rung").select_option("204")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/start/mail")
    office = ask(fresh.running.page, GetOffice(draft=True), fresh.session).office
    assert office["operator"] == "204"
    assert mark_of(fresh, StartStep.INBOUND) is StepMark.DONE


def test_everybody_at_once_and_back_again(fresh: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    (others,) = _parts(fresh, "LineRoute")
    page.goto(f"{fresh.stand.url}/start/inbound")
    page.get_by_label("Everybody at once").check()
    number = page.get_by_label("Number of an E1 stream or a SIP line")
    number.fill("74950000ab")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("#did-error")).to_be_visible()
    expect(number).to_have_value("74950000ab")
    expect(page.get_by_label("Everybody at once")).to_be_checked()
    number.fill("74950000001")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/start/mail")
    to = {"type": "ToHuntGroup", "key": "start-everybody"}
    (group,) = (each for each in _parts(fresh, "HuntGroup") if each["key"] == to["key"])
    assert {"201", "203"} <= set(group["members"])
    led = [each["to"] for each in _parts(fresh, "LineRoute")]
    assert led.count(to) == len(led) - 1 > 0
    assert others in _parts(fresh, "LineRoute")  # as somebody made it
    assert {"did": "74950000001", "to": to} in [
        {"did": each["did"], "to": each["to"]} for each in _parts(fresh, "DidRoute")
    ]
    ask(fresh.running.page, MakeDraft(), fresh.session)
    _choose(page, fresh, "One telephone")
    page.wait_for_url("**/start/mail")
    assert _parts(fresh, "LineRoute") == [others]


def test_a_menu_greets_with_what_was_typed_and_heard(
    fresh: Configured, at_work: OpenPage, spoken: list[tuple[str, str]]
) -> None:
    page = at_work("ru-RU")
    _choose(page, fresh, "Голосовое меню")
    page.wait_for_url("**/start/greeting*")
    save = page.get_by_role("button", name="Сохранить и продолжить")
    save.click()
    expect(page.locator("#greeting-error")).to_be_visible()
    words = page.locator("#greeting")
    words.fill(f"Раз {MUTE}")
    page.get_by_role("button", name="Произнести").first.click()
    expect(page.locator("#greeting-error")).to_contain_text("другими словами")
    words.fill(GREETING)
    page.get_by_role("button", name="Произнести").first.click()
    expect(page.get_by_label("Что выбрано").first).to_be_visible()
    page.locator("#closed").fill(CLOSED)
    judged(page)
    save.click()
    page.wait_for_url("**/start/mail")
    assert spoken[1:] == [("ru", GREETING), ("ru", CLOSED)]  # each once
    prompts = {each["key"]: each for each in _parts(fresh, "Prompt")}
    for key, text in (("start-greeting", GREETING), ("start-closed", CLOSED)):
        assert prompts[key]["transcript"] == text
        assert prompts[key]["sound"]["milliseconds"] == 50 * len(text)
    (menu,) = (each for each in _parts(fresh, "Menu") if each["key"] == "start-menu")
    assert menu["greeting"] == "start-greeting"
    led = [each for each in _parts(fresh, "LineRoute") if each["to"]["type"] == "ToMenu"]
    assert led
    for each in led:
        assert each["to"]["key"] == "start-menu"
        assert each["hours"]["closed"] == {"type": "ToPrompt", "key": "start-closed"}
    ask(fresh.running.page, MakeDraft(), fresh.session)
    assert ask(fresh.running.page, GetDraft(), fresh.session).steps == ()
    page.goto(f"{fresh.stand.url}/start/greeting")
    expect(words).to_have_value(GREETING)
    page.goto(f"{fresh.stand.url}/start/inbound")
    expect(page.get_by_label("Голосовое меню")).to_be_checked()


def test_without_a_voice_the_words_are_kept_and_the_page_says_how_they_are_heard(
    fresh: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    _choose(page, fresh, "A voice menu")
    page.wait_for_url("**/start/greeting*")
    expect(page.get_by_role("main")).to_contain_text("This box has no voice")
    expect(page.get_by_role("button", name="Speak it")).to_have_count(0)
    page.locator("#greeting").fill("Welcome")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/start/mail")
    prompts = {each["key"]: each for each in _parts(fresh, "Prompt")}
    assert prompts["start-greeting"]["transcript"] == "Welcome"
    assert prompts["start-greeting"]["sound"] is None


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark")], ids=lambda view: view.named())
def test_the_greeting_is_readable(
    fresh: Configured, at_work: OpenPage, spoken: list[tuple[str, str]], view: View
) -> None:
    del spoken
    page = at_work(*view)
    page.goto(f"{fresh.stand.url}/start/greeting")
    judged(page)
