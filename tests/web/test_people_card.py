"""A person's card: rights against the role, relations with why, and many people from a table."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.core.errors import Invalid
from appliance.wire.access import RemoveAccount, SetAccount
from appliance.wire.configuration import Edit, GetDraft, GetParts, GetRevisions, MakeDraft
from appliance.wire.roles import Role
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage

TABLE = """номер;ФИО;e-mail;мобильный;отдел
207;Вера Павлова;vera@example.com;+79160000001;Отдел продаж
2;Без номера;;;
"""


def test_whoever_logs_in_as_a_person_uses_it_and_is_seen_to_first(
    office: Configured, at_work: OpenPage
) -> None:
    client, session = office.running.page, office.session
    revision = ask(office.running.console, GetRevisions(1)).current
    part = {"type": "Person", "key": "guest", "name": "Гость"}
    ask(office.running.console, Edit(revision, {"type": "Put", "part": part}))
    account = SetAccount("finder", PASSWORD, Role.EMPLOYEE, "guest")
    ask(client, account, session)
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/edit?name=guest")
    uses = page.get_by_role("region", name="Кто использует это?")
    expect(uses.get_by_role("link", name="finder")).to_be_visible()
    expect(uses).not_to_contain_text("можно удалить")
    uses.locator("summary").click()
    uses.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("учётная запись finder")
    assert ask(client, GetDraft(), session).steps == ()
    ask(client, RemoveAccount("finder"), session)
    page.goto(f"{office.stand.url}/people/edit?name=guest")
    uses.locator("summary").click()
    uses.get_by_role("button").click()
    page.wait_for_url("**/people#people")
    ask(client, account, session)
    with pytest.raises(Invalid, match="account finder"):  # it was made since
        ask(client, MakeDraft(), session)
    page.goto(f"{office.stand.url}/accounts/edit?user=finder")
    page.get_by_label("Чья это учётная запись").select_option("person-201")
    page.get_by_role("button", name="Сохранить").click()
    page.goto(f"{office.stand.url}/audit")
    changed = page.get_by_role("row").filter(has_text="изменение учётной записи").first
    expect(changed).to_contain_text("Сотрудник, Гость")
    expect(changed).to_contain_text("Сотрудник, Анна Петрова")
    ask(client, RemoveAccount("finder"), session)


def test_a_person_differs_from_the_role(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/people/rights?name=person-202")
    page.get_by_label("International: For this person").select_option("yes")
    page.get_by_label("Forward calls: For this person").select_option("no")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="International").first
    expect(row.get_by_role("cell").last).to_contain_text("allowed")
    people = ask(office.running.page, GetParts("Person", draft=True), office.session).parts
    person = next(p for p in people if p["key"] == "person-202")
    assert person["differences"] == [
        {"type": "DirectionDiffers", "direction": "international", "allowed": True},
        {"type": "FunctionDiffers", "function": "forward", "allowed": False},
    ]


def test_hours_recordings_and_mailboxes_differ_too(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/people/rights?name=person-203")
    page.locator("summary").click()
    page.get_by_label("Working hours by: For this person").select_option("by main")
    page.get_by_label("City: Also out of hours").select_option("yes")
    page.get_by_label("Recordings that may be heard: For this person").select_option("all")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("combobox", name="Hears these mailboxes too").select_option("201")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="International").first
    expect(row.get_by_role("cell").last).to_contain_text("not allowed")
    page.locator("summary").click()
    for name, role, result in (
        ("Working hours by", "No limit by time", "Рабочее время"),
        ("Recordings that may be heard", "Own", "Everybody's"),
        ("201 · Анна Петрова", "not allowed", "allowed"),
    ):
        cells = page.get_by_role("row", name=name).get_by_role("cell")
        expect(cells.first).to_contain_text(role)
        expect(cells.last).to_have_text(result)
    people = ask(office.running.page, GetParts("Person", draft=True), office.session).parts
    person = next(p for p in people if p["key"] == "person-203")
    assert person["differences"] == [
        {"type": "OutOfHoursDiffers", "direction": "city", "allowed": True},
        {"type": "MailboxDiffers", "mailbox": "201", "allowed": True},
        {"type": "HoursDiffer", "hours": "main"},
        {"type": "ReachDiffers", "recordings": "all"},
    ]
    asked = "name=person-203&opening=recordings&whom=person-202"
    page.goto(f"{office.stand.url}/people/relations?{asked}")
    expect(page.get_by_text("This person's difference from the role opens this.")).to_be_visible()


def test_wrong_limits_are_told_at_their_fields(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/rights?name=person-202")
    page.get_by_label("Международная связь: Для сотрудника").select_option("yes")
    page.locator("summary").click()
    page.locator("#minutes").fill("много")
    page.locator("#at_once").fill("²")
    page.locator("#day").fill("1441")
    page.get_by_role("button", name="Сохранить").click()
    for name, typed, said in (
        ("minutes", "много", "Напишите целое число."),
        ("at_once", "²", "Напишите целое число."),
        ("day", "1441", "1441 — не от 0 до 1440"),
    ):
        field = page.locator(f"#{name}")
        expect(field).to_be_visible()  # though its group is folded away at first
        expect(field).to_have_value(typed)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", f"{name}-hint {name}-error")
        expect(page.locator(f"#{name}-error")).to_contain_text(said)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Международная связь: Для сотрудника")).to_have_value("yes")
    for name in ("minutes", "at_once", "day"):
        page.locator(f"#{name}").fill("7")
    page.get_by_role("button", name="Сохранить").click()
    page.locator("summary").click()
    expect(page.locator("#day")).to_have_value("7")
    expect(page.locator("[aria-invalid]")).to_have_count(0)


def test_why_somebody_may(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/people/relations?name=person-201")
    page.get_by_label("Анна Петрова").select_option("listen")
    page.get_by_label("With whom").select_option("person-203")
    page.get_by_role("button", name="Ask").click()
    answer = page.get_by_role("status")
    expect(answer).to_contain_text("Yes")
    expect(answer).to_contain_text("supervises")
    page.goto(f"{office.stand.url}/people/relations?name=person-202&opening=listen&whom=person-201")
    expect(page.get_by_role("status")).to_contain_text(
        "Neither the role nor a relation opens this."
    )
    page.goto(
        f"{office.stand.url}/people/relations?name=person-202&opening=recordings&whom=person-202"
    )
    expect(page.get_by_role("status")).to_contain_text("The role opens this.")


def test_people_come_from_a_table_after_a_dry_run(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/import")
    page.get_by_role("button", name="Посмотреть, что будет").click()
    expect(page.get_by_text("Сначала выберите файл.")).to_be_visible()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1251")}
    page.get_by_label("Файл CSV").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Посмотреть, что будет").click()
    expect(page.get_by_role("row", name="Вера Павлова")).to_contain_text("новое")
    expect(page.get_by_role("row", name="Без номера")).to_contain_text("отклонено")
    found = ask(office.running.page, GetParts("Person", draft=True), office.session).parts
    assert "Вера Павлова" not in [p["name"] for p in found]
    page.get_by_role("button", name="Добавить в черновик").click()
    expect(page.get_by_role("region", name="Черновик")).to_contain_text("Вера Павлова")
