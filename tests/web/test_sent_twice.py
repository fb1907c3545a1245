"""Forms sent twice: a second click does nothing, and where no script stops it, the deed is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGCONT, SIGSTOP

import pytest
from playwright.sync_api import Page, expect

from appliance.wire.access import RemoveAccount, SetAccount
from appliance.wire.api_keys import GetApiKeys, RevokeApiKey
from appliance.wire.configuration import GetDraft, GetParts
from appliance.wire.protocol import InstallUpdate
from appliance.wire.roles import Role
from appliance.wire.webhooks import GetWebhooks, RemoveWebhook
from tests.fakes.supervisor import FakeSupervisor
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Stand
from tests.web.test_access import OTHER, enter, set_up

_TWICE = """async ([selector, more]) => {
    const form = document.querySelector(selector);
    const body = new URLSearchParams(new FormData(form));
    for (const [name, text] of Object.entries(more)) body.set(name, text);
    const send = () => fetch(form.getAttribute("action"), {method: "POST", body});
    const answers = [...await Promise.all([send(), send()]), await send()];
    return Promise.all(answers.map((each) => each.text()));
}"""
"""Two at once, and one after them."""


def posts(page: Page) -> list[str]:
    """Where forms are sent to from now on, one after the other."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    return sent


@contextmanager
def halted(office: Configured) -> Iterator[None]:
    """The supervisor answers afterwards: the second click comes before."""
    office.running.process.send_signal(SIGSTOP)
    try:
        yield
    finally:
        office.running.process.send_signal(SIGCONT)


def twice(page: Page, form: str, secret: str, **more: str) -> None:
    """Every answer shows the same secret."""
    texts = page.evaluate(_TWICE, [f'form[action="{form}"]', more])
    first, *others = (set(re.findall(secret, text)) for text in texts)
    assert first
    assert others == [first, first]


def _departments(office: Configured) -> list[object]:
    parts = ask(office.running.page, GetParts("Department", draft=True), office.session).parts
    return [each["name"] for each in parts]


def test_a_double_click_makes_one_part_and_the_form_can_be_used_again(
    office: Configured, at_work: OpenPage
) -> None:
    page, before = at_work("en-GB"), _departments(office)
    sent = posts(page)
    page.goto(f"{office.stand.url}/departments/new")
    page.locator('[name="name"]').fill("Twice")
    with halted(office):
        page.get_by_role("button", name="Save").dblclick(delay=50, no_wait_after=True)
    page.wait_for_url("**/departments#departments")
    assert len(sent) == 1
    page.go_back()
    page.locator('[name="name"]').fill("Another")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/departments#departments")
    assert len(sent) == 2
    assert _departments(office) == [*before, "Twice", "Another"]


def test_a_part_is_made_once_where_no_script_stops_it(
    office: Configured, at_work: OpenPage
) -> None:
    page, before = at_work("en-GB"), _departments(office)
    page.goto(f"{office.stand.url}/departments/new")
    page.evaluate(_TWICE, ['form[action="/departments/new"]', {"name": "Once"}])
    assert _departments(office) == [*before, "Once"]
    assert len(ask(office.running.page, GetDraft(), office.session).steps) == 1


def test_a_form_that_was_left_on_its_way_goes_off_again(
    office: Configured, at_work: OpenPage
) -> None:
    """Nothing tells a page that its loading was stopped, so after a while the form is free again;
    at once where the browser brings the page back as it was left.
    """
    page = at_work("en-GB")
    page.clock.install()
    page.goto(f"{office.stand.url}/departments/new")
    page.evaluate(
        """() => { window.sent = 0; document.addEventListener("submit", (event) => {
            window.sent += 1; event.preventDefault(); }); }"""
    )
    save = page.get_by_role("button", name="Save")
    for _ in range(3):
        save.click()
    assert page.evaluate("window.sent") == 1
    page.clock.fast_forward(10_000)
    save.click()
    assert page.evaluate("window.sent") == 2
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    save.click()
    assert page.evaluate("window.sent") == 3


def test_a_double_click_shows_the_key_that_was_made(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    sent = posts(page)
    page.goto(f"{office.stand.url}/api-keys")
    page.get_by_label("Name of the program").fill("twice")
    page.get_by_role("checkbox", name="Call log").check()
    with halted(office):
        page.get_by_role("button", name="Make the key").dblclick(delay=50, no_wait_after=True)
    expect(page.locator("code.api-key")).to_have_text(re.compile("^lmk_"))
    assert len(sent) == 1
    keys = ask(office.running.page, GetApiKeys(), office.session).keys
    (key,) = [each for each in keys if each.name == "twice"]
    assert page.locator("code.api-key").inner_text().startswith(f"lmk_{key.id}_")
    page.goto(f"{office.stand.url}/api-keys")
    more = {"name": "both", "scope-history": "yes", "days": "30"}
    twice(page, "/api-keys/make", r"lmk_[0-9a-f]{8}_[\w-]{43}", **more)
    for each in ("twice", "both"):
        ask(office.running.page, RevokeApiKey(each), office.session)


def test_the_secret_of_a_webhook_is_the_one_that_was_shown(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/webhooks")
    more = {"name": "crm", "url": "https://nobody.invalid/"}
    secret = r"whsec_[\w+/=]{44}"
    twice(page, "/webhooks/make", secret, **more)
    (hook,) = ask(office.running.page, GetWebhooks(), office.session).webhooks
    page.goto(f"{office.stand.url}/webhooks/one?id={hook.id}")
    twice(page, "/webhooks/do", secret, deed="secret")
    ask(office.running.page, RemoveWebhook(hook.id), office.session)


@pytest.fixture
def olga(office: Configured) -> Iterator[str]:
    ask(office.running.page, SetAccount("olga", OTHER, Role.OPERATOR), office.session)
    yield "olga"
    ask(office.running.page, RemoveAccount("olga"), office.session)


def test_the_recovery_codes_are_those_that_were_shown(
    office: Configured, olga: str, open_page: OpenPage
) -> None:
    url, page = office.stand.url, open_page("en-GB")
    enter(page, url, olga, OTHER)
    _, first = set_up(page, url, twice=True)
    page.goto(f"{url}/account")
    code = "<code>([^<]+)</code>"
    twice(page, "/account/recovery-codes", code, renew_password=OTHER)
    page.goto(f"{url}/account")
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    assert len(first) == 10


def test_an_update_is_begun_once(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/update")
    form = 'form[action="/update"]'
    page.evaluate(_TWICE, [form, {"url": "https://updates.example/lineman.raucb"}])
    assert len([a for a in supervisor.asked if isinstance(a, InstallUpdate)]) == 1
