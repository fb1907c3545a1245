"""From a form to the running exchange: drafted, looked at, applied, confirmed, taken back."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from appliance.wire.configuration import (
    CancelPending,
    GetDraft,
    GetParts,
    GetPending,
    GetRevisions,
    KeepInDraft,
)
from appliance.wire.protocol import RenameExtension
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage


def _renamed(page: Page, office: Configured, name: str) -> None:
    """The department of support gets another name, by its form."""
    page.goto(f"{office.stand.url}/departments/edit?name=support")
    page.fill("#f-name", name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{office.stand.url}/departments#departments")


def _departments(office: Configured) -> list[object]:
    found = ask(office.running.console, GetParts("Department")).parts
    return [part["name"] for part in found]


class Words(NamedTuple):
    """What the page says in one language."""

    locale: str
    bar: str
    review: str
    apply: str
    title: str
    applied: str


LANGUAGES = [
    Words(
        "ru-RU",
        "1 изменение ещё не применено.",
        "Посмотреть и применить",
        "Применить",
        "Черновик",
        "Применено: действует ревизия %d",
    ),
    Words(
        "en-GB",
        "1 change is not applied yet.",
        "Review and apply",
        "Apply",
        "Draft",
        "Applied: revision %d runs now",
    ),
]


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.locale)
def test_a_change_is_drafted_looked_at_and_applied(
    office: Configured, at_work: OpenPage, words: Words
) -> None:
    page = at_work(words.locale)
    wanted = f"Помощь {words.locale}"
    _renamed(page, office, wanted)
    expect(page.get_by_role("status")).to_contain_text(words.bar)
    expect(page.get_by_role("link", name=wanted)).to_be_visible()
    assert wanted not in _departments(office)
    page.get_by_role("link", name=words.review).press("Enter")
    expect(page.get_by_role("region", name=words.title)).to_contain_text(wanted)
    page.get_by_role("button", name=words.apply, exact=True).press("Enter")
    expect(page.locator("#history")).to_be_visible()
    expect(page.get_by_role("region", name=words.title)).to_have_count(0)
    assert wanted in _departments(office)
    made = ask(office.running.console, GetRevisions(1)).revisions[0]
    assert made.author == "anna"
    told = page.get_by_role("region", name=words.applied % made.number)
    expect(told).to_contain_text(wanted)
    page.reload()
    expect(told).to_be_visible()
    ask(office.running.console, RenameExtension(made.number, "204", "Theirs"))
    page.reload()
    expect(told).to_have_count(0)  # something else runs now


def test_a_step_is_taken_back(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    _renamed(page, office, "Somewhere")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    assert "Somewhere" not in _departments(office)


def test_two_editors_of_the_same_thing(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/phones/edit?name=204")
    page.fill("#f-name", "Mine")
    page.get_by_role("button", name="Save").click()
    revision = ask(office.running.console, GetRevisions(1)).current
    ask(office.running.console, RenameExtension(revision, "204", "Theirs"))
    page.goto(f"{office.stand.url}/changes")
    expect(page.get_by_role("region", name="Somebody else changed the same")).to_contain_text(
        "Theirs"
    )
    expect(page.get_by_role("region", name="What was changed meanwhile")).to_contain_text("Theirs")
    expect(page.get_by_role("button", name="Apply", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Keep mine over theirs").click()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    found = ask(office.running.console, GetParts("Extension")).parts
    assert "Mine" in [part["name"] for part in found]


def test_an_old_form_does_not_write_over_another_s_change(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/phones/edit?name=204")
    revision = ask(office.running.console, GetRevisions(1)).current
    ask(office.running.console, RenameExtension(revision, "204", "Meanwhile"))
    page.fill("#f-name", "Late")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("look again")
    meanwhile = page.get_by_role("region", name="What was changed meanwhile")
    expect(meanwhile.locator("ins")).to_have_text("Meanwhile")
    expect(page.locator("#f-name")).to_have_value("Late")


def test_applied_with_a_question_it_is_kept_when_confirmed(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    _renamed(page, office, "Confirmed")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_label("Put it back by itself").check()
    page.get_by_role("button", name="Apply", exact=True).click()
    bar = page.get_by_role("region", name="A change waits for your yes")
    expect(bar.locator("lm-countdown")).to_contain_text("0:")
    assert "Confirmed" not in _departments(office)
    bar.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Applied: revision")).to_be_visible()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    assert "Confirmed" in _departments(office)


def _asked_to_keep(page: Page, office: Configured, name: str) -> None:
    """A change that runs, and is put back unless it is confirmed."""
    _renamed(page, office, name)
    page.goto(f"{office.stand.url}/changes")
    page.get_by_label("Вернуть автоматически").check()
    page.get_by_role("button", name="Применить", exact=True).click()
    expect(page.get_by_role("region", name="Изменение ждёт подтверждения")).to_be_visible()


def test_a_form_that_is_half_filled_in_outlasts_the_time_to_confirm(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    _asked_to_keep(page, office, "Пока")
    page.clock.install()
    page.goto(f"{office.stand.url}/phones/edit?name=204")
    page.fill("#f-name", "Ещё не дописано")
    page.evaluate("window.same = true")
    page.clock.run_for(120_000)
    bar = page.get_by_role("region", name="Изменение ждёт подтверждения")
    expect(bar.get_by_role("alert")).to_contain_text("Время вышло")
    expect(bar.get_by_role("button")).to_have_count(0)
    assert page.evaluate("window.same")
    expect(page.locator("#f-name")).to_have_value("Ещё не дописано")
    bar.get_by_role("link", name="Посмотреть изменения").click()
    expect(page).to_have_url(f"{office.stand.url}/changes")


def test_the_page_of_changes_shows_what_came_of_it(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    _asked_to_keep(page, office, "Недолго")
    page.clock.install()
    page.goto(f"{office.stand.url}/changes")
    ask(office.running.console, CancelPending())
    with page.expect_navigation():
        page.clock.run_for(120_000)
    expect(page.get_by_role("region", name="Изменение ждёт подтверждения")).to_have_count(0)


def test_put_back_it_is_a_draft_again(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    _renamed(page, office, "Unsure")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_label("Put it back by itself").check()
    page.get_by_role("button", name="Apply", exact=True).click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("Unsure")
    assert "Unsure" not in _departments(office)


def test_a_change_waits_for_its_hour_and_is_cancelled(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    _renamed(page, office, "Ночью")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_label("В", exact=True).check()
    page.get_by_label("Время").fill("04:30")
    page.get_by_label("Вернуть автоматически").check()
    page.get_by_role("button", name="Применить", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("некому")
    page.get_by_label("Вернуть автоматически").uncheck()
    page.get_by_role("button", name="Применить", exact=True).click()
    expect(page.get_by_role("heading", name="Изменение ждёт")).to_contain_text("04:30")
    assert ask(office.running.console, GetPending()).author == "anna"
    page.get_by_role("button", name="Отменить", exact=True).click()
    expect(page.get_by_role("region", name="Черновик")).to_contain_text("Ночью")


def test_one_click_returns_to_what_was(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    before = _departments(office)
    _renamed(page, office, "For a moment")
    page.goto(f"{office.stand.url}/changes")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("Nothing is drafted")).to_be_visible()
    page.get_by_role("link", name="Return to this").first.click()
    expect(page.get_by_role("region", name="What becomes different")).to_contain_text(
        "For a moment"
    )
    page.get_by_role("button", name="Return to this").click()
    expect(page.get_by_role("heading", name="Applied: revision")).to_be_visible()
    assert _departments(office) == before


def test_sent_twice_it_is_made_once(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    _renamed(page, office, "Once")
    page.goto(f"{office.stand.url}/changes")
    before = ask(office.running.console, GetRevisions(1)).current
    answers = page.evaluate(
        """() => {
            const body = new URLSearchParams(new FormData(document.querySelector("form.make")));
            const send = () => fetch("/changes/make", {method: "POST", body, redirect: "manual"});
            return Promise.all([send(), send()]).then((all) => all.map((a) => a.type));
        }"""
    )
    assert answers == ["opaqueredirect", "opaqueredirect"]
    assert ask(office.running.console, GetRevisions(1)).current == before + 1
    assert ask(office.running.page, GetDraft(), office.session).steps == ()


def test_a_draft_says_what_the_form_says(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/new")
    page.get_by_label("Имя", exact=True).fill("Олег")
    page.get_by_label("Внутренний номер").fill("206")
    phone = page.get_by_label("Телефон", exact=True)
    assert "204 204" not in phone.inner_text()
    phone.select_option(label=phone.locator("option").nth(5).inner_text())
    page.get_by_role("button", name="Сохранить").click()
    page.goto(f"{office.stand.url}/changes")
    told = page.locator(".changes-split").inner_text()
    assert "Плата 1, порт 4" in told
    assert "DeskPhone" not in told
    assert "@" not in told


def test_the_change_log_shows_what_was_and_is(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    revision = ask(office.running.console, GetRevisions(1)).current
    ask(office.running.console, RenameExtension(revision, "204", "Записано"))
    page.goto(f"{office.stand.url}/audit")
    row = page.get_by_role("row").filter(has_text="с помощью lineman").first
    expect(row).to_contain_text("у самой станции")
    row.get_by_role("link", name="Что было и стало").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ревизия")
    expect(page.get_by_role("main")).to_contain_text("Записано")


# What of the page's own lies under the bar, wherever the page is scrolled to.
_COVERED = """async () => {
    const bar = document.querySelector(".change-bar"), found = new Set();
    const own = [...document.querySelectorAll("main *")]
        .filter((e) => !e.children.length && !bar.contains(e));
    for (let y = 0; ; y += 100) {
        window.scrollTo({ top: y, behavior: "instant" });
        await new Promise(requestAnimationFrame);
        for (const e of own) {
            const { x, y: top, width, height } = e.getBoundingClientRect();
            const there = document.elementFromPoint(x + width / 2, top + height / 2);
            if (width && there !== null && bar.contains(there)) found.add(e.outerHTML.slice(0, 80));
        }
        if (y + innerHeight >= document.documentElement.scrollHeight) return [...found];
    }
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_of_changes_covers_nothing(
    office: Configured, at_work: OpenPage, width: int
) -> None:
    page = at_work("en-GB", width)
    part = {"type": "Department", "key": "stock", "name": "Stock"}
    question = KeepInDraft(
        ask(office.running.page, GetDraft(), office.session).base, {"type": "Put", "part": part}
    )
    ask(office.running.page, question, office.session)
    bar = page.locator(".change-bar")
    for path in ("/people/new", "/ports", "/phones", "/departments", "/menus"):
        page.goto(office.stand.url + path)
        expect(bar).to_be_in_viewport(ratio=1)
        assert page.evaluate(_COVERED) == [], path
        if width > 1000:
            expect(bar).to_be_in_viewport(ratio=1)  # at the end of the page too
    page.goto(f"{office.stand.url}/changes")
    time = page.locator('[name="time"]')
    assert time.evaluate("each => each.scrollWidth <= each.clientWidth")
    step = page.locator(".draft-steps > li").first
    assert step.evaluate("li => li.querySelector('.diff').getBoundingClientRect().x - "
                         "li.getBoundingClientRect().x") < 24  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_of_changes_holds_its_button(
    office: Configured, at_work: OpenPage, width: int
) -> None:
    page = at_work("ru-RU", width)
    _renamed(page, office, "Somewhere")
    outer = page.locator(".change-bar").bounding_box()
    inner = page.locator(".change-bar > .btn").bounding_box()
    assert outer is not None
    assert inner is not None
    assert outer["x"] < inner["x"]
    assert inner["x"] + inner["width"] < outer["x"] + outer["width"]
