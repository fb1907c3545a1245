"""Forms of every kind of part: filled, refused at the field, kept, looked for, taken out."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from appliance.wire.configuration import GetDraft, GetParts
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_webhooks import page as sent


class Case(NamedTuple):
    """A form, what is typed (a field's name or id to its value), and where that is wrong."""

    path: str
    typed: dict[str, str]
    wrong: str
    said: str


_ETH0 = "/network-ports/new?mac=02:00:00:00:02:10"
WRONG = [
    Case("/people/new", {"name": "", "number": "205"}, "name", "Fill this in."),
    Case("/people/new", {"name": "Олег", "number": "2"}, "number", "2 to 6 digits"),
    Case("/people/new", {"name": "Олег", "number": "600"}, "number", "already"),
    Case("/people/new", {"name": "Олег", "email": "oleg"}, "email", "name@example.com"),
    Case("/departments/new", {"name": "x" * 80}, "name", "at most 60 fit"),
    Case("/ring-groups/new", {"name": "Sales", "ring_seconds": "2"}, "ring_seconds", "5 and 300"),
    Case("/queues/new", {"name": "Help", "longest_wait": "x"}, "longest_wait", "whole number"),
    Case("/queues/new", {"name": "Help", "longest_wait": "5"}, "longest_wait", "10 and 7200"),
    Case("/blocked/new", {"number": "nobody"}, "number", "telephone number"),
    Case("/blocked-allowed/new", {"number": "74950000000"}, "number", "on the white list"),
    Case("/inbound/new", {"did": "4951234567"}, "to", "Choose one."),
    Case("/rights/edit?name=staff", {"rights.longest_minutes": "9999"}, "rights.longest_minutes",
         "0 and 1440"),
    Case("/schedules/edit?name=main", {"week.1": "18-9"}, "week.1", "after the start"),
    Case("/schedules/edit?name=main", {"week.2": "9-13, 12-18"}, "week.2", "overlap"),
    Case("/phones/new", {"number": "x1", "name": "Reception"}, "number", "2 to 6 digits"),
    Case("/trunks/new", {"name": "City", "our_number": "1"}, "our_number", "2 to 15 digits"),
    Case("/office/edit", {"area": "0495"}, "area", "1 to 6 digits"),
    Case("/mail/edit", {"mail.server": "no server"}, "mail.server", "neither a name nor"),
    Case("/mail/edit", {"mail.server": "smtp.example.com"}, "mail.sender", "is missing"),
    Case("/network-ports/new", {"mac": "02:00", "address": "192.0.2.9"}, "mac", "write it like"),
    Case(_ETH0, {"address": "192.0.2.0"}, "address", "the network's own"),
    Case(_ETH0, {"address": "192.0.2.9", "prefix": "31"}, "prefix", "between 8 and 30"),
    Case(_ETH0, {"address": "10.20.0.3"}, "address", "in one network"),
    Case(_ETH0, {"address": "192.0.2.9", "gateway": "192.0.3.1"}, "gateway", "not in 192.0.2.0"),
    Case(_ETH0, {"address": "192.0.2.9", "gateway": "192.0.2.1"}, "dns", "is missing"),
    Case(_ETH0, {"dns": "router"}, "dns", "is no address"),
    Case("/network/edit", {"network.name": "box_1"}, "network.name", "hyphens"),
    Case("/network/edit", {"network.time_servers": "1.2"}, "network.time_servers", "neither"),
    Case("/inbound/operator", {"did_tail": "9"}, "did_tail", "2 and 6"),
    Case("/codes", {"CLOCK": "60*"}, "CLOCK", "2 to 6 keys"),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=lambda case: f"{case.path[1:]}-{case.wrong}")
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    office: Configured, at_work: OpenPage, case: Case
) -> None:
    page = at_work("en-GB")
    page.goto(office.stand.url + case.path)
    for name, value in case.typed.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="Save").click()
    field = page.locator(f'[name="{case.wrong}"]')
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    told = " ".join(page.locator(f"#{each}").inner_text() for each in described)
    assert case.said in told
    for name, value in case.typed.items():
        expect(page.locator(f'[name="{name}"]')).to_have_value(value)
    assert ask(office.running.page, GetDraft(), office.session).steps == ()


def _saved(page: Page, office: Configured, kind: str) -> list[dict[str, Any]]:
    """The parts of a kind as the draft would make them."""
    expect(page.get_by_role("status")).to_be_visible()
    return list(ask(office.running.page, GetParts(kind, draft=True), office.session).parts)


def test_a_new_person_comes_with_number_telephone_and_mailbox(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people")
    page.get_by_role("link", name="Новый сотрудник").click()
    page.get_by_label("Имя", exact=True).fill("Олег Попов")
    page.get_by_label("Внутренний номер").fill("205")
    page.get_by_label("Телефон", exact=True).select_option("SipPhone")
    page.get_by_label("С ящиком голосовой почты").check()
    page.get_by_role("button", name="Добавить").click()
    page.locator('[name="outside"]').fill("8 916 765-43-21")
    page.get_by_role("button", name="Сохранить").click()
    person = _saved(page, office, "Person")[-1]
    assert (person["name"], person["number"], person["outside"]) == (
        "Олег Попов",
        "205",
        ["79167654321"],
    )
    phone = _saved(page, office, "Extension")[-1]
    (device,) = phone["devices"]
    assert device["account"] == "205"
    assert _saved(page, office, "Mailbox")[-1]["number"] == "205"


def test_a_desk_telephone_moves_to_its_new_owner(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/people/new")
    page.get_by_label("Full name", exact=True).fill("Oleg")
    page.get_by_label("Internal number").fill("206")
    phone = page.get_by_label("Telephone", exact=True)
    phone.select_option(label=phone.locator("option").nth(5).inner_text())
    page.get_by_role("button", name="Save").click()
    found = {each["number"]: each["devices"] for each in _saved(page, office, "Extension")}
    assert len(found["206"]) == 1
    assert found["204"] == []


def test_a_sip_telephone_is_said_to_be_behind_a_router(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/phones/new")
    page.get_by_label("Number", exact=True).fill("207")
    page.get_by_label("Name", exact=True).fill("At home")
    page.get_by_role("button", name="Add").click()
    page.locator('[name="devices"]').select_option("SipPhone")
    page.locator('[name="devices.stands"]').select_option("nat")
    page.get_by_role("button", name="Save").click()
    (device,) = _saved(page, office, "Extension")[-1]["devices"]
    assert (device["account"], device["behind_nat"]) == ("207", True)
    page.goto(f"{office.stand.url}/phones/edit?name=207")
    expect(page.locator('[name="devices.stands"]')).to_have_value("nat")


def test_a_fax_machine_stands_in_a_port_and_at_no_sip_telephone(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/phones/edit?name=204")
    devices, stands = (page.locator(f'[name="{each}"]') for each in ("devices", "devices.stands"))
    port = devices.input_value()
    devices.select_option("SipPhone")
    stands.select_option("fax")
    page.get_by_role("button", name="Сохранить").click()
    row = page.locator("#f-devices li")
    expect(row).to_contain_text("Факсимильный аппарат включён в порт платы: выберите порт.")
    expect(stands).to_have_value("fax")
    expect(devices).to_have_value("SipPhone")
    devices.select_option(port)
    page.get_by_role("button", name="Сохранить").click()
    found = {each["number"]: each["devices"] for each in _saved(page, office, "Extension")}
    (device,) = found["204"]
    assert (device["type"], device["fax_machine"]) == ("DeskPhone", True)
    page.goto(f"{office.stand.url}/changes")
    expect(page.locator(".changes-split")).to_contain_text("порт 4, факсимильный аппарат")


def test_rows_are_added_moved_and_taken_out_by_keyboard(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/ring-groups/edit?name=sales")
    page.get_by_role("button", name="Add").press("Enter")
    page.keyboard.type("204")
    rows = page.locator("#f-members li")
    expect(rows).to_have_count(4)
    rows.nth(3).get_by_role("button", name="Move up").press("Enter")
    rows.nth(0).get_by_role("button", name="Take out").press("Enter")
    page.get_by_role("button", name="Save").press("Enter")
    group = next(g for g in _saved(page, office, "HuntGroup") if g["key"] == "sales")
    assert group["members"] == ["202", "204", "203"]


def test_a_menu_is_built(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/menus/new")
    page.get_by_label("Name", exact=True).fill("Sunday")
    page.get_by_label("Greeting").select_option("hello")
    page.get_by_role("button", name="Add").click()
    page.locator('[name="choices.digit"]').select_option("5")
    page.locator('[name="choices.to"]').select_option("ToQueue help")
    page.get_by_label("Otherwise", exact=True).select_option("ToMailbox 201")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Sunday")).to_contain_text("Горячая линия")
    menu = _saved(page, office, "Menu")[-1]
    assert menu["choices"] == [{"digit": "5", "to": {"type": "ToQueue", "key": "help"}}]


def test_a_way_of_a_menu_that_no_key_leads_to_is_asked_for_its_key(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/menus/new")
    page.get_by_label("Название", exact=True).fill("Без клавиши")
    page.get_by_label("Приветствие").select_option("hello")
    for _ in range(2):  # one of them stays as it is
        page.get_by_role("button", name="Добавить").click()
    page.locator('[name="choices.to"]').last.select_option("ToQueue help")
    page.get_by_label("Иначе", exact=True).select_option("ToMailbox 201")
    page.get_by_role("button", name="Сохранить").click()
    digit = page.locator('[name="choices.digit"]')
    expect(digit).to_have_count(1)
    expect(digit).to_have_attribute("aria-invalid", "true")
    expect(page.locator("label", has=digit)).to_contain_text("Заполните это поле.")
    expect(page.locator('[name="choices.to"]')).to_have_value("ToQueue help")


def test_a_week_and_own_days_make_the_year(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/schedules/edit?name=main")
    page.get_by_label("Monday", exact=True).fill("8:30-12:30; 13-17")
    page.get_by_role("button", name="Monday's hours").click()
    page.get_by_label("Saturday").fill("10-14")
    page.get_by_role("button", name="Add").click()
    page.locator('[name="ranges.first"]').fill("2027-06-01")
    page.locator('[name="ranges.last"]').fill("2027-06-03")
    page.get_by_role("button", name="Save").click()
    schedule = _saved(page, office, "Schedule")[0]
    assert schedule["week"] == [
        {"days": [1, 2, 3, 4, 5], "start": 510, "end": 750},
        {"days": [1, 2, 3, 4, 5], "start": 780, "end": 1020},
        {"days": [6], "start": 600, "end": 840},
    ]
    page.goto(f"{office.stand.url}/schedules/edit?name=main&year=2027")
    june = page.get_by_role("table", name="June")
    expect(june.get_by_role("cell", name="2 closed", exact=True)).to_be_visible()
    expect(june.get_by_role("cell", name="4", exact=True)).to_be_visible()


def test_what_is_used_cannot_be_removed_and_says_by_whom(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/departments/edit?name=support")
    uses = page.get_by_role("region", name="Who uses this?")
    expect(uses.get_by_role("link", name="Пётр Ильин")).to_be_visible()
    uses.locator("summary").click()
    uses.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_contain_text("there is no support")
    page.goto(f"{office.stand.url}/blocked/edit?name=74950000000")
    page.locator("summary", has_text="Remove").click()
    page.get_by_role("button", name="Remove").click()
    assert _saved(page, office, "BlockedCaller") == []


def test_a_list_is_searched_and_taken_along(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/people?q=АННА")
    expect(page.get_by_role("link", name="Анна Петрова", exact=True)).to_be_visible()
    expect(page.locator("#people tbody tr")).to_have_count(1)
    text = office.stand.ask(
        "/people.csv", headers={"Cookie": f"__Host-session={office.session}"}
    ).text
    assert text.startswith("\ufeffFull name;Number;")
    assert "Анна Петрова;201;Отдел продаж;Руководитель;+7 916 123-45-67" in text


STRANGE = {
    "/people?start=%C2%B2": {},
    "/what-if?from=trunk&group=%C2%B2": {},
    "/people/rights?name=person-202": {"minutes": "²", "group ²": "yes"},
    "/changes/make": {"when": "at", "time": "²:30"},
    "/phones/new": {"number": "207", "name": "X", "devices": "c ² ²"},
    "/departments/new": {"name": "", "base": "²"},
}


@pytest.mark.parametrize("path", STRANGE)
def test_what_only_looks_like_a_number_is_told_as_none(office: Configured, path: str) -> None:
    answer = sent(office, path, **STRANGE[path])
    assert answer.status == (422 if STRANGE[path] else 200)


def test_a_list_that_is_taken_along_says_nothing_to_a_spreadsheet(office: Configured) -> None:
    assert sent(office, "/departments/new", name="+1+cmd|'/C calc'!A0").status == 303
    assert "\n'+1+cmd|'/C calc'!A0;" in sent(office, "/departments.csv").text


SCRIPT = "<script>document.title='hit'</script>"


def test_script_in_a_field_stays_text(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    for path in ("/departments/new", "/people/new", "/prompts/new"):
        page.goto(office.stand.url + path)
        page.locator('[name="name"]').fill(SCRIPT)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(SCRIPT).first).to_be_visible()
    page.goto(f"{office.stand.url}/changes")
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    assert page.title() != "hit"


def test_codes_are_changed_and_clashes_told(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/codes")
    page.get_by_label("Точное время").fill("*61")
    page.get_by_label("Проверка эхом").fill("")
    page.get_by_role("button", name="Сохранить").click()
    codes = {each["feature"]: each["code"] for each in _saved(page, office, "FeatureCode")}
    assert codes == {"clock": "*61", "echo test": ""}
    page.get_by_label("Назвать мой номер").fill("*61")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".field-error, [role=alert]").first).to_be_visible()


def test_passwords_stay_in_the_box(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/trunks/new")
    page.get_by_label("Name", exact=True).fill("Operator")
    page.get_by_role("button", name="Add").nth(1).click()
    for field, text in (("name", "operator"), ("host", "sip.example.com"), ("user", "me")):
        page.locator(f'[name="lines.sip.{field}"]').fill(text)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Fill this in.")).to_be_visible()
    page.locator('[name="lines.sip.password"]').fill("s3cret-word")
    page.get_by_role("button", name="Save").click()
    group = _saved(page, office, "TrunkGroup")[-1]
    page.goto(f"{office.stand.url}/trunks/edit?name={group['number']}")
    assert "s3cret-word" not in page.content()
    page.locator('[name="lines.sip.channels"]').fill("4")
    page.get_by_role("button", name="Save").click()
    (line,) = _saved(page, office, "TrunkGroup")[-1]["lines"]
    assert line["registration"]["password"] == "s3cret-word"
    assert line["channels"] == 4


def test_a_number_is_changed_with_all_that_points_at_it(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/phones/edit?name=203")
    number = page.locator('[name="number"]')
    for taken, said in (("202", "занято"), ("112", "экстренн"), ("600", "Продажи")):
        number.fill(taken)
        page.get_by_role("button", name="Сохранить").click()
        expect(number).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#f-number-error")).to_contain_text(said)
    number.fill("210")
    page.get_by_role("button", name="Сохранить").click()
    found = {each["number"]: each for each in _saved(page, office, "Extension")}
    assert "203" not in found
    assert len(found["210"]["devices"]) == 1
    assert [each["name"] for each in _saved(page, office, "Person") if each["number"] == "210"] == [
        "Ольга Кузнецова-Воскресенская"
    ]
    assert "210" in _saved(page, office, "HuntGroup")[0]["members"]


def test_somebody_whose_number_changes_keeps_the_telephone(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/edit?name=person-203")
    page.get_by_label("Внутренний номер").fill("210")
    page.get_by_role("button", name="Сохранить").click()
    found = {each["number"]: each["devices"] for each in _saved(page, office, "Extension")}
    assert "203" not in found
    assert len(found["210"]) == 1


def test_a_new_number_takes_no_other_s_place(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/phones/new")
    page.locator('[name="number"]').fill("203")
    page.locator('[name="name"]').fill("Дверь")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#f-number-error")).to_contain_text("уже есть")


def test_whose_number_it_is_stands_at_the_number(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/new")
    assert page.locator('[name="+pin"]').get_attribute("placeholder") is None
    page.get_by_label("Имя", exact=True).fill("Олег")
    page.get_by_label("Внутренний номер").fill("201")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#f-number-error")).to_contain_text("Анна Петрова")


def test_who_has_no_telephone_is_named(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/phones/edit?name=204")
    expect(page.locator(".uses-card").last).to_contain_text("its telephones ring here")
    page.goto(f"{office.stand.url}/people/new")
    page.get_by_label("Full name", exact=True).fill("Oleg")
    page.get_by_label("Internal number").fill("208")
    page.get_by_role("button", name="Save").click()
    hint = page.locator(".alert-info", has_text="No telephone rings yet for")
    expect(hint).to_contain_text("208 Oleg")
    hint.get_by_role("link").click()
    expect(page).to_have_url(f"{office.stand.url}/phones/edit?name=208")
