"""Steps of the first start with forms of their own: network, people, mail, and its last list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.wire.configuration import GetDraft, GetOffice, GetParts
from appliance.wire.first_start import GetFirstStart, StartStep, StepMark
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from tests.web.test_start import fresh

__all__ = ["fresh"]


def mark_of(office: Configured, step: StartStep) -> StepMark:
    found = ask(office.running.page, GetFirstStart(), office.session).steps
    return next(each.mark for each in found if each.step is step)


def test_a_port_gets_an_address_and_the_way_leads_back(
    fresh: Configured, at_work: OpenPage
) -> None:
    page, url = at_work("ru-RU"), fresh.stand.url
    page.goto(f"{url}/start/network")
    own = page.locator("section", has_text="eth0").first
    expect(own).to_contain_text("подключён")
    own.get_by_role("link", name="Изменить").click()
    address = page.get_by_label("Адрес", exact=True)
    address.fill("198.51.100.300")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#f-address-error")).to_be_visible()
    expect(address).to_have_value("198.51.100.300")
    address.fill("198.51.100.9")
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url(re.compile("/start/network#"))
    own.get_by_role("link", name="Изменить").click()
    expect(address).to_have_value("198.51.100.9")
    page.go_back()
    page.get_by_role("button", name="Сеть настроена верно").click()
    page.wait_for_url("**/start/place")
    assert mark_of(fresh, StartStep.NETWORK) is StepMark.DONE
    assert len(ask(fresh.running.page, GetDraft(), fresh.session).steps) == 1


LIST = "205;Пётр Новый;petr@example.com\nabc;Никто"


def test_a_pasted_list_is_looked_at_mended_and_taken_over(
    fresh: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{fresh.stand.url}/start/people")
    see = page.get_by_role("button", name="Посмотреть, что будет")
    typed = page.get_by_label("Список", exact=True)
    see.click()
    expect(page.locator("#list-error")).to_be_visible()
    typed.fill(LIST)
    see.click()
    rows = page.get_by_role("row")
    expect(rows.filter(has_text="Пётр Новый")).to_contain_text("новое")
    expect(rows.filter(has_text="Никто")).to_contain_text("отклонено")
    expect(typed).to_have_value(LIST)
    judged(page)
    draft = ask(fresh.running.page, GetDraft(), fresh.session)
    assert draft.steps == ()
    page.get_by_role("button", name="Внести и продолжить").click()
    page.wait_for_url("**/start/lines")
    people = ask(fresh.running.page, GetParts("Person", draft=True), fresh.session).parts
    assert "Пётр Новый" in {each["name"] for each in people}
    assert "Никто" not in {each["name"] for each in people}
    assert mark_of(fresh, StartStep.PEOPLE) is StepMark.DONE


def test_mail_is_set_up_and_a_message_tried_before_all_is_applied(
    fresh: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{fresh.stand.url}/start/mail")
    for label, text in (
        ("Server", "nobody.invalid"),
        ("Sender", "nobody"),
        ("Who is told what is wrong with the box", "anna@example.com"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    save = page.get_by_role("button", name="Save and go on")
    save.click()
    expect(page.locator("#f-mail-sender-error")).to_be_visible()
    expect(page.get_by_label("Server", exact=True)).to_have_value("nobody.invalid")
    page.get_by_label("Sender", exact=True).fill("box@example.com")
    save.click()
    page.wait_for_url("**/start/mail-test")
    to = page.get_by_label("To the address")
    expect(to).to_have_value("anna@example.com")
    send = page.get_by_role("button", name="Send a test message")
    to.fill("anna")
    send.click()
    expect(page.locator("#to-error")).to_be_visible()
    expect(to).to_have_value("anna")
    to.fill("anna@example.com")
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("nobody.invalid")
    judged(page)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/start/test")
    assert mark_of(fresh, StartStep.MAIL) is StepMark.DONE
    mail = ask(fresh.running.page, GetOffice(draft=True), fresh.session).office["mail"]
    assert isinstance(mail, dict)
    assert (mail["server"], mail["alarms"]) == ("nobody.invalid", ["anna@example.com"])


@pytest.mark.parametrize(
    ("locale", "well", "left", "link"),
    [
        (
            "en-GB",
            "The box is on the network",
            "Nobody is told what is wrong with the box",
            "See to it",
        ),
        (
            "ru-RU",
            "Станция в сети",
            "О неполадках станции никто не узнает",
            "Исправить",
        ),
    ],
)
def test_the_list_at_the_end_says_what_is_left_and_leads_there(  # noqa: PLR0917  # words
    fresh: Configured, at_work: OpenPage, locale: str, well: str, left: str, link: str
) -> None:
    page = at_work(locale)
    page.goto(f"{fresh.stand.url}/start/check")
    lines = page.get_by_role("main").get_by_role("listitem")
    expect(lines.filter(has_text=well).locator(".tone-ok")).to_have_count(1)
    expect(lines.filter(has_text=left).locator(".tone-warn")).to_have_count(1)
    lines.filter(has_text=left).get_by_role("link", name=link).click()
    page.wait_for_url("**/start/mail")


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark")], ids=lambda view: view.named())
def test_the_screens_beside_are_readable(fresh: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    for path in ("mail-test", "network-ports/new"):
        page.goto(f"{fresh.stand.url}/start/{path}")
        judged(page)
