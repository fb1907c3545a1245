"""An announcement that the box speaks: typed, heard, kept; and a box that has no voice."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from appliance.core.speech import LONGEST
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.roles import Scope
from tests.fakes.voice import MUTE, voice
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import judged

NEW = "/prompts/new"
GREETING = "Здравствуйте! <b>Нажмите 1</b> & ждите."


@pytest.fixture
def spoken(office: Configured) -> Iterator[list[tuple[str, str]]]:
    """What the box was asked to speak."""
    with voice(office.running.folder / "lineman-speech") as asked:
        yield asked


def test_a_new_one_is_typed_heard_and_kept(
    office: Configured, at_work: OpenPage, spoken: list[tuple[str, str]]
) -> None:
    page = at_work("ru-RU")
    page.goto(office.stand.url + NEW)
    page.get_by_label("Название").fill("Сказано")
    page.get_by_label("Слова").fill(GREETING)
    page.get_by_role("button", name="Произнести").click()
    chosen = page.get_by_label("Что выбрано")
    expect(chosen).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Принято: 0:02")).to_be_visible()
    assert spoken == [("ru", GREETING)]
    heard = page.request.get(office.stand.url + (chosen.get_attribute("src") or ""))
    assert heard.body().startswith(b"RIFF")
    played = chosen.evaluate("audio => audio.played.length > 0 || !audio.paused")
    assert played
    judged(page)
    page.get_by_role("button", name="Сохранить").click()
    row = page.get_by_role("row").filter(has_text="Сказано")
    expect(row).to_contain_text("0:02")
    expect(row).to_contain_text(GREETING)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("?!", "no words to speak"),
        ("a" * (LONGEST + 1), f"longer than {LONGEST} letters"),
        (f"Hello {MUTE}", "in other words"),
    ],
    ids=["no words", "too long", "unspeakable"],
)
def test_what_cannot_be_spoken_is_told_at_the_field(
    office: Configured, at_work: OpenPage, spoken: list[tuple[str, str]], text: str, words: str
) -> None:
    del spoken
    page = at_work("en-GB")
    page.goto(office.stand.url + NEW)
    field = page.get_by_label("Words", exact=True)
    field.fill(text)
    speak = page.get_by_role("button", name="Speak it")
    speak.click()
    error = page.locator("#f-transcript-error")
    expect(error).to_contain_text(words)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(text)
    expect(page.get_by_label("What was chosen")).to_be_hidden()
    judged(page)
    field.fill("Hello")
    speak.click()
    expect(page.get_by_label("What was chosen")).to_be_visible()
    expect(error).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "title", "words", "button"),
    [
        ("en-GB", "Spoken by the box", "This box has no voice", "Speak it"),
        ("ru-RU", "Произносит станция", "У этой станции нет голоса", "Произнести"),
    ],
)
def test_a_box_without_a_voice_says_so_and_has_no_button(  # noqa: PLR0917  # words
    office: Configured, at_work: OpenPage, language: str, title: str, words: str, button: str
) -> None:
    page = at_work(language)
    for address in (NEW, "/prompts/edit?name=hello"):
        page.goto(office.stand.url + address)
        expect(page.get_by_role("region", name=title)).to_contain_text(words)
        expect(page.get_by_role("button", name=button)).to_have_count(0)
    judged(page)


def _headers(office: Configured, name: str) -> dict[str, str]:
    made = MakeApiKey(name, (Scope.OFFICE, Scope.OFFICE_CHANGE))
    key = ask(office.running.page, made, office.session).text
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def test_a_program_is_told_of_a_box_without_a_voice(office: Configured) -> None:
    body, headers = json.dumps({"text": "Welcome"}).encode(), _headers(office, "speechless")
    refused = office.stand.ask("/api/v1/speech", method="POST", body=body, headers=headers)
    assert refused.status == 422, "nothing is out of order"
    assert "needs a voice: upload a sound" in refused.text


def test_a_program_has_a_text_spoken(office: Configured, spoken: list[tuple[str, str]]) -> None:
    headers = _headers(office, "speaker")
    can = office.stand.ask("/api/v1/speech", headers=headers)
    assert json.loads(can.text) == {"here": True, "longest": LONGEST}
    body = json.dumps({"text": "Welcome"}).encode()
    kept = office.stand.ask("/api/v1/speech", method="POST", body=body, headers=headers)
    assert json.loads(kept.text)["milliseconds"] == 350
    assert spoken == [("en", "Welcome")]
