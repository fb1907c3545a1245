"""An employee's own place: his telephone set, his messages heard and removed, nobody else's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
import pytest
from playwright.sync_api import Page, expect

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Several
from appliance.simulate import mailboxes
from appliance.simulate.script import OUTSIDE, PHONES
from appliance.wire.access import SetAccount
from appliance.wire.answers import CallEnded
from appliance.wire.configuration import Edit, GetOffice
from appliance.wire.live_state import Forwarding, GetLiveState, SetForwarding, TelephoneState
from appliance.wire.protocol import LogIn
from appliance.wire.roles import Role
from appliance.wire.workplace import GetMessages, MarkMessage, VoiceMessages
from tests.fakes.office import past_call
from tests.fakes.supervisor import FakeSupervisor
from tests.machines.parts import mailbox
from tests.web.configured import PASSWORD, Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Answer, Stand
from tests.web.test_look import View, judged
from webui import security

OWN, OTHER = "301", "203"
AT_ONCE = 1000  # milliseconds


@dataclass
class Employee:
    """Пётр, whose number is 301 with a mailbox; 203 has one too."""

    office: Configured
    session: str

    @property
    def url(self) -> str:
        return f"{self.office.stand.url}/workplace"

    def enter(self, page: Page) -> Page:
        page.context.clear_cookies()
        page.context.add_cookies([{
            "name": security.SESSION_COOKIE, "value": self.session, "url": self.office.stand.url,
            "secure": True, "httpOnly": True, "sameSite": "Strict",
        }])  # fmt: skip
        return page

    def post(self, path: str, **fields: str) -> Answer:
        token = security.form_token(self.session)
        headers = {
            "Cookie": f"{security.SESSION_COOKIE}={self.session}",
            "Origin": self.office.stand.url,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"token": token, **fields}).encode()
        return self.office.stand.ask(path, method="POST", body=body, headers=headers)

    def get(self, path: str) -> Answer:
        headers = {"Cookie": f"{security.SESSION_COOKIE}={self.session}"}
        return self.office.stand.ask(path, headers=headers)

    def leaves(self, box: str, seconds: float, *, outside: bool = False) -> str:
        """Somebody leaves a message; its id."""
        caller = OUTSIDE[0] if outside else PHONES[0]
        folder = self.office.running.folder / "data/voicemail"
        return mailboxes.leave(folder, box, caller, time.time(), seconds)

    def messages(self) -> VoiceMessages:
        return ask(self.office.running.page, GetMessages(), self.session)

    def telephone(self, number: str = OWN) -> TelephoneState:
        (found,) = ask(self.office.running.console, GetLiveState(number)).telephones
        return found


@pytest.fixture
def employee(office: Configured) -> Iterator[Employee]:
    base = ask(office.running.console, GetOffice()).revision
    boxes = Several((mailbox(OWN, "Пётр Ильин"), mailbox(OTHER, "Ольга")))
    ask(office.running.console, Edit(base, to_plain(boxes, Command)))
    page = office.running.page
    ask(page, SetAccount("pyotr", PASSWORD, Role.EMPLOYEE, f"person-{OWN}"), office.session)
    yield Employee(office, ask(page, LogIn("pyotr", PASSWORD)).token)
    for each in Forwarding:
        ask(office.running.console, SetForwarding(OWN, each))


def test_he_sets_where_his_calls_go(employee: Employee, at_work: OpenPage) -> None:
    page = employee.enter(at_work("en-GB"))
    page.goto(employee.office.stand.url)
    page.get_by_role("link", name="My workplace").click()
    everything = page.get_by_label("Forward all calls to")
    expect(page.get_by_text("*72 and the number")).to_be_visible()
    everything.fill("8 (916) 123-45-67")
    page.get_by_label("Rings along").fill("+7 nobody")
    page.get_by_label("Do not disturb").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#follow_me-error")).to_be_visible()
    expect(page.get_by_label("Rings along")).to_have_value("+7 nobody")
    expect(everything).to_have_value("8 (916) 123-45-67")
    judged(page)
    expected = TelephoneState(OWN, always="89161234567", do_not_disturb=True)
    assert employee.telephone() == expected  # what was right is done
    page.get_by_label("Rings along").fill("")
    page.get_by_label("Do not disturb").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("from the next call on")
    expect(everything).to_have_value("89161234567")
    assert employee.telephone() == TelephoneState(OWN, always="89161234567")
    everything.fill("")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("status")).to_contain_text("from the next call on")
    assert employee.telephone() == TelephoneState(OWN)


def test_what_he_may_not_call_no_call_of_his_is_sent_to(
    employee: Employee, at_work: OpenPage
) -> None:
    page = employee.enter(at_work("en-GB"))
    page.goto(employee.url)
    for wrong in (OWN, "112", "810442079460958", "two"):
        page.get_by_label("Forward all calls to").fill(wrong)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#always-error")).to_be_visible()
        expect(page.get_by_label("Forward all calls to")).to_have_value(wrong)
    assert employee.telephone() == TelephoneState(OWN)


def test_what_the_telephone_changed_meanwhile_stays(employee: Employee, at_work: OpenPage) -> None:
    page = employee.enter(at_work("en-GB"))
    page.goto(employee.url)
    ask(employee.office.running.console, SetForwarding(OWN, Forwarding.ALWAYS, "202"))
    page.get_by_label("Forward calls while I am busy to").fill("203")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Forward all calls to")).to_have_value("202")
    assert employee.telephone() == TelephoneState(OWN, always="202", busy="203")


def test_a_message_is_heard_marked_and_removed(employee: Employee, at_work: OpenPage) -> None:
    first = employee.leaves(OWN, 4.0)
    employee.leaves(OWN, 6.0, outside=True)
    page = employee.enter(at_work("en-GB"))
    page.goto(employee.url)
    rows = page.locator("#messages tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator("#messages")).to_contain_text("2 new ones")
    mine = rows.filter(has_text="Анна Петрова")
    mine.get_by_role("link", name="Hear the message").click()
    expect(page.locator("lm-player canvas").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert len(download.value.path().read_bytes()) == 44 + 4 * 16_000
    heard = "audio => audio.play().then(() => audio.duration)"
    assert page.locator("audio").evaluate(heard) == pytest.approx(4.0, abs=0.1)
    judged(page)
    page.get_by_role("button", name="I have heard it").click()
    expect(page.get_by_role("status")).to_contain_text("marked as heard")
    expect(mine).to_contain_text("heard")
    assert {each.id: each.heard for each in employee.messages().messages}[first]
    mine.get_by_role("button", name="As new").click()
    expect(page.locator("#messages")).to_contain_text("2 new ones")
    mine.locator("summary").click()
    mine.get_by_role("button", name="Remove for good").dblclick()
    expect(page.get_by_role("status")).to_contain_text("is removed")
    expect(rows).to_have_count(1)
    assert first not in {each.id for each in employee.messages().messages}
    assert employee.post("/workplace/message", message=first, deed="remove").status == 303
    gone = employee.post("/workplace/message", message=first, deed="heard")
    assert gone.status == 409
    assert employee.post("/workplace/message", message=first, deed="steal").status == 404
    for path in ("hear", "peaks", "sound"):
        assert employee.get(f"/workplace/{path}?message={first}").status == 404


def test_no_message_of_another_is_within_reach(employee: Employee) -> None:
    other = employee.leaves(OTHER, 4.0)
    for path in ("hear", "peaks", "sound"):
        for message in (other, f"../{OTHER}/INBOX/msg0000", ""):
            answer = employee.get(f"/workplace/{path}?{urlencode({'message': message})}")
            assert answer.status == 404, (path, message)
    assert employee.post("/workplace/message", message=other, deed="heard").status == 409
    assert employee.post("/workplace/message", message=other, deed="remove").status == 303
    sound = employee.office.running.folder / f"data/voicemail/default/{OTHER}/INBOX/msg0000.wav"
    assert sound.stat().st_size == 44 + 4 * 16_000


def test_a_form_made_up_for_another_telephone_sets_ones_own(employee: Employee) -> None:
    answer = employee.post("/workplace/telephone", number="202", always="203", was_always="")
    assert answer.status == 303
    assert employee.telephone("202").always == ""
    assert employee.telephone().always == "203"


def test_who_has_no_number_is_told_so(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")  # the administrator is none of the office's people
    page.goto(f"{office.stand.url}/workplace")
    expect(page.get_by_text("Your account has no internal number")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    judged(page)


def test_a_call_that_ends_brings_its_message(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/workplace")
    rows = page.locator("#messages tbody tr")
    expect(rows).to_have_count(2)
    another = msgspec.structs.replace(supervisor.office.messages[0], id="c", number="203", name="")
    supervisor.office.messages = (another, *supervisor.office.messages)
    rows.first.locator("summary").click()
    supervisor.change(CallEnded(past_call(0)))
    expect(rows).to_have_count(3, timeout=AT_ONCE)
    expect(page.locator("#message-b").get_by_role("button", name="Remove for good")).to_be_visible()
    expect(page.get_by_role("button", name="Remove for good")).to_have_count(1)  # of no other
    supervisor.stop()
    expect(page.get_by_text("The supervisor does not answer.")).to_be_visible()
    supervisor.start()
    expect(page.get_by_text("The supervisor does not answer.")).to_be_hidden()
    rows.first.get_by_role("button", name="Mark as heard").click()
    expect(page.get_by_role("status")).to_contain_text("marked as heard")
    assert MarkMessage("c", heard=True) in supervisor.asked


@pytest.mark.parametrize(
    "view",
    [
        View("ru-RU", 360, "dark"),
        View("ru-RU", 1440, "light"),
        View("en-GB", 360, "light"),
        View("en-GB", 1440, "dark"),
    ],
)
def test_it_is_readable(employee: Employee, at_work: OpenPage, view: View) -> None:
    message = employee.leaves(OWN, 6.0, outside=True)
    page = employee.enter(at_work(*view))
    for path in ("", f"/hear?message={message}"):
        page.goto(employee.url + path)
        judged(page)
