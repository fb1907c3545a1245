"""Sounds of one's own: chosen in the browser, made into WAV there, heard, applied, refused."""

from __future__ import annotations

import json
import math
from array import array
from pathlib import Path

import pytest
from playwright.sync_api import expect

from appliance.core import wav
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.configuration import GetParts
from appliance.wire.roles import Scope
from drivers.virtual.dsp.goertzel import judge
from tests.unit.core.test_wav import file
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Answer
from tests.web.test_look import View, judged
from webui import security

EDIT = "/prompts/edit?name=hello"
FILE = "Звуковой файл"
JSON = "application/json"


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A second of 1 kHz as a studio sends it: 44.1 kHz, two sides."""
    tone = [round(16000 * math.sin(2 * math.pi * 1000 * at / 44100)) for at in range(44100)]
    both = array("h", [each for sample in tone for each in (sample, sample)])
    path = tmp_path / "Приветствие (финал) 'v2'.wav"
    path.write_bytes(file(both.tobytes(), 44100, channels=2))
    return path


def test_one_is_chosen_heard_applied_and_taken_back(
    office: Configured, at_work: OpenPage, studio: Path
) -> None:
    page, folder = at_work("en-GB"), office.running.folder / "data" / "prompts"
    page.goto(office.stand.url + EDIT)
    page.get_by_label("Sound file").set_input_files(studio)
    expect(page.get_by_role("status").filter(has_text="Taken: 0:01")).to_be_visible()
    chosen = page.get_by_label("What was chosen")
    expect(chosen).to_be_visible()
    address = office.stand.url + (chosen.get_attribute("src") or "")
    content = page.request.get(address).body()
    samples = array("h", content[wav.HEAD :])
    assert content[: wav.HEAD] == wav.head(len(content) - wav.HEAD)
    assert len(samples) == pytest.approx(8000, abs=100)
    assert judge(samples[400:7600], 1000)[0] > 0.99
    part = page.request.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status, part.body()) == (206, b"RIFF")
    played = chosen.evaluate("audio => audio.play().then(() => !audio.paused)")
    assert played
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Announcements")).to_contain_text("0:01")
    assert not (folder / "hello.wav").exists()
    page.goto(f"{office.stand.url}/changes")
    expect(page.get_by_role("main")).to_contain_text("0:01")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    assert (folder / "hello.wav").read_bytes() == content
    (folder / "hello.wav").write_bytes(file(b"\1\0" * 24000))  # as by telephone
    page.goto(office.stand.url + EDIT)
    now = page.get_by_role("region", name="What callers hear now")
    expect(now).to_contain_text("0:03 · recorded by telephone")
    judged(page)
    page.get_by_role("button", name="Without this sound").click()
    expect(page.get_by_label("What was chosen")).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Announcements")).not_to_contain_text("0:01")


def test_what_is_no_sound_is_refused_at_the_field(
    office: Configured, at_work: OpenPage, tmp_path: Path
) -> None:
    page = at_work("ru-RU")
    page.goto(office.stand.url + EDIT)
    page.get_by_label("Название").fill("Набрано <b>раньше</b>")
    junk = tmp_path / "hello.wav"
    junk.write_bytes(b"<script>alert(1)</script>" * 100)
    field = page.get_by_label(FILE)
    field.set_input_files(junk)
    expect(page.locator("#f-sound-error")).to_contain_text("не файл WAV")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Название")).to_have_value("Набрано <b>раньше</b>")
    judged(page)
    large = tmp_path / "large.bin"
    with large.open("wb") as made:
        made.truncate(22 << 20)
    field.set_input_files(large)
    expect(page.locator("#f-sound-error")).to_contain_text("не читает файл как звук")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("region", name="Фразы")).to_contain_text("Набрано <b>раньше</b>")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 411),
        (b"RIFF", 422),
        (b"MZ" + bytes(1000), 422),
        (file(b"\0" * 1000, kind=0x55), 422),
        (bytes((20 << 20) + 1), 413),
        (bytes(22 << 20), 413),  # by nginx
    ],
    ids=["nothing", "cut", "a program", "MP3 inside", "too large", "far too large"],
)
def test_a_hostile_upload_is_refused(office: Configured, body: bytes, status: int) -> None:
    cookie = {"Cookie": f"{security.SESSION_COOKIE}={office.session}"}
    token = {"X-CSRF-Token": security.form_token(office.session), "Origin": office.stand.url}
    kept = office.running.folder / "data" / "prompts" / "kept"
    before = sorted(kept.glob("*")) if kept.exists() else []
    answer = office.stand.ask("/prompts/sound", method="PUT", body=body, headers=cookie | token)
    assert answer.status == status
    assert (sorted(kept.glob("*")) if kept.exists() else []) == before


def test_one_that_is_used_cannot_go_and_says_where(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/queues/edit?name=help")
    page.get_by_label("Music").select_option("hello")
    page.get_by_role("button", name="Save").click()
    page.goto(office.stand.url + EDIT)
    expect(page.get_by_role("region", name="Who uses this?")).to_contain_text("Queue")
    page.get_by_text("Remove", exact=True).first.click()
    page.get_by_role("button", name="Remove «").click()
    expect(page.get_by_role("alert")).to_contain_text("there is no prompt hello")


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark")], ids=lambda view: view.named())
def test_the_form_with_a_sound_looks_right(
    office: Configured, at_work: OpenPage, studio: Path, view: View
) -> None:
    page = at_work(*view)
    page.goto(office.stand.url + EDIT)
    page.get_by_label(FILE).set_input_files(studio)
    expect(page.get_by_label("Что выбрано")).to_be_visible()
    judged(page)


def test_a_program_uploads_names_and_hears_it(office: Configured, studio: Path) -> None:
    made = MakeApiKey("studio", (Scope.OFFICE, Scope.OFFICE_CHANGE))
    key = ask(office.running.page, made, office.session).text

    def asked(method: str, path: str, body: bytes | None = None, kind: str = JSON) -> Answer:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": kind}
        return office.stand.ask(f"/api/v1{path}", method=method, body=body, headers=headers)

    assert asked("POST", "/sounds", studio.read_bytes()).status == 415
    refused = asked("POST", "/sounds", b"ID3" * 100, "audio/wav")
    assert (refused.status, json.loads(refused.text)["field"]) == (422, "file")
    kept = asked("POST", "/sounds", studio.read_bytes(), "audio/wav")
    assert kept.status == 200, kept.text
    sound = json.loads(kept.text)
    assert sound["milliseconds"] == pytest.approx(1000, abs=1)
    heard = asked("GET", f"/sounds/{sound['digest']}")
    assert (heard.status, heard.headers["content-type"]) == (200, "audio/wav")
    assert heard.text.startswith("RIFF")
    assert asked("GET", f"/sounds/{'0' * 64}").status == 404
    assert asked("GET", "/prompts/night/sound").status == 404
    found = ask(office.running.console, GetParts("Prompt"))
    (part,) = (each for each in found.parts if each["key"] == "night")
    body = json.dumps({"base": found.revision, "part": {**part, "sound": sound}}).encode()
    assert asked("PUT", "/draft/prompts", body).status == 200
    assert asked("POST", "/draft/apply", b"{}").status == 200
    again = asked("GET", "/prompts/night/sound")
    assert (again.status, again.text) == (200, heard.text)


@pytest.mark.parametrize(
    ("language", "code", "save", "words"),
    [
        (
            "en-GB",
            "Code for recording by telephone",
            "Save",
            ("At a telephone", "dial *7712", "dial *9912"),
        ),
        (
            "ru-RU",
            "Код для записи с телефона",
            "Сохранить",
            ("С телефона", "наберите *7712", "наберите *9912"),
        ),
    ],
)
def test_with_a_code_the_page_says_how_it_is_recorded_by_telephone(  # noqa: PLR0917  # words
    office: Configured,
    at_work: OpenPage,
    language: str,
    code: str,
    save: str,
    words: tuple[str, ...],
) -> None:
    page = at_work(language)
    page.goto(office.stand.url + EDIT)
    expect(page.get_by_role("region", name=words[0])).to_have_count(0)
    page.get_by_label(code).fill("1000")
    page.get_by_role("button", name=save, exact=True).click()
    expect(page.locator("#f-code-error")).to_contain_text("999")
    page.get_by_label(code).fill("12")
    page.get_by_role("button", name=save, exact=True).click()
    page.goto(office.stand.url + EDIT)
    told = page.get_by_role("region", name=words[0])
    for each in words[1:]:
        expect(told).to_contain_text(each)
    judged(page)
