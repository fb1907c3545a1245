"""Click to call: from the directory, from the call log, and by a program's key."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import expect

from appliance.wire.access import SetAccount
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.calls import PlaceCall
from appliance.wire.protocol import GetCalls, LogIn
from appliance.wire.roles import Role, Scope
from tests.fakes.simulated import eventually
from tests.fakes.supervisor import FakeSupervisor
from tests.web.configured import PASSWORD, Configured, aside, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Answer, Stand
from tests.web.test_call_log import BUSY, RECORDED, SINCE, tell
from tests.web.test_look import View, judged
from webui import security

BASE = "/api/v1"


def test_a_number_that_is_pressed_rings_ones_own_telephone(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/directory")
    page.get_by_role("button", name="Place a call: Анна Петрова").click()
    expect(page.get_by_role("status")).to_contain_text("it calls 201")
    assert supervisor.asked[-20:].count(PlaceCall("201")) == 1
    expect(page.get_by_role("button", name="Place a call: Иван")).to_have_count(0)  # himself
    page.goto(f"{stand.url}/directory?to=8+(916)+123-45-67")  # what a tel: link becomes
    page.get_by_role("button", name="Place a call", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("8 (916) 123-45-67")
    assert PlaceCall("8 (916) 123-45-67") in supervisor.asked


@pytest.mark.parametrize("view", [View("ru-RU", 360, "dark"), View("en-GB", 1440, "light")])
def test_a_call_of_the_log_is_rung_back(office: Configured, at_work: OpenPage, view: View) -> None:
    """A manager whose own number is 202, and the calls of stories that everybody knows."""
    tell(office, RECORDED, BUSY)
    ask(
        office.running.page,
        SetAccount("ivan", PASSWORD, Role.ADMIN, "person-202"),
        office.session,
    )
    token = ask(office.running.page, LogIn("ivan", PASSWORD)).token
    page = at_work(*view)
    page.context.clear_cookies()
    page.context.add_cookies([{
        "name": security.SESSION_COOKIE, "value": token, "url": office.stand.url,
        "secure": True, "httpOnly": True, "sameSite": "Strict",
    }])  # fmt: skip
    page.goto(f"{office.stand.url}/calls?from={SINCE}")
    judged(page)
    buttons = page.locator("#history button[name='to']")
    expect(buttons).to_have_count(2)
    wanted = buttons.first.get_attribute("value") or ""
    page.locator("#history tbody tr").first.get_by_role("link").click()
    said = "Call" if view.locale == "en-GB" else "Позвонить на"
    expect(page.get_by_role("button", name=f"{said} {wanted}")).to_have_count(1)
    page.goto(f"{office.stand.url}/directory")
    judged(page)
    page.locator("#to").fill("two")
    page.locator("#to").press("Enter")
    expect(page.locator("#to-error")).to_be_visible()
    expect(page.locator("#to")).to_have_value("two")
    judged(page)


def test_who_has_no_telephone_is_told_so(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")  # the administrator is none of the office's people
    page.goto(f"{office.stand.url}/directory?q=смирнов")
    expect(page.get_by_text("Your account has no telephone")).to_be_visible()
    expect(page.get_by_text("Иван Смирнов")).to_be_visible()
    expect(page.get_by_text("Анна Петрова")).to_have_count(0)
    expect(page.locator("button[name='to']")).to_have_count(0)


def test_a_program_places_a_call_once(office: Configured) -> None:
    made = MakeApiKey("crm-calls", (Scope.CALLS_PLACE,))
    key = ask(office.running.page, made, office.session).text
    raw = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = json.dumps({"number": "201", "to": "202"}).encode()

    def place(number: str) -> Answer:
        headers = {**raw, "Idempotency-Key": number}
        return office.stand.ask(f"{BASE}/calls", method="POST", body=body, headers=headers)

    tries = (f"lead {number}" for number in range(200))
    for number in tries:  # the people of the simulated office call each other meanwhile
        answer = place(number)
        if answer.status != 422:
            break
        assert "is in a call" in answer.text, answer.text
        time.sleep(0.5)
    assert answer.status == 204, answer.text
    again = place(number)
    assert (again.status, again.headers["idempotent-replayed"]) == (204, "true")
    aside(
        lambda: eventually(
            lambda: office.running.console.ask(GetCalls()),
            lambda now: any(set(each.numbers) == {"201", "202"} for each in now.calls),
        )
    )
    nobody = json.dumps({"to": "202"}).encode()
    refused = office.stand.ask(f"{BASE}/calls", method="POST", body=nobody, headers=raw)
    assert (refused.status, json.loads(refused.text)["field"]) == (422, "number")
    listed = office.stand.ask(f"{BASE}/directory?search=202", headers=raw)
    assert [each["number"] for each in json.loads(listed.text)["items"]] == ["202"]
    assert office.stand.ask(f"{BASE}/calls/now", headers=raw).status == 403
