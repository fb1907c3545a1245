"""Webhooks as an administrator and a program set them, with a real supervisor behind the page."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from appliance.wire.api_keys import MakeApiKey
from appliance.wire.roles import Scope
from appliance.wire.webhooks import (
    CHOSEN,
    DeliveryState,
    GetDeliveries,
    GetWebhooks,
    HookEvent,
    MakeWebhook,
    RemoveWebhook,
)
from tests.fakes.simulated import eventually
from tests.web.configured import Configured, aside, ask
from tests.web.stand import Answer
from webui import security

NOWHERE = "https://nobody.invalid/calls?a=<b>"
SECRET = re.compile(r"whsec_[\w+/=]{44}")


def page(office: Configured, path: str, language: str = "ru", **form: str) -> Answer:
    """As the administrator's browser asks."""
    session = office.session
    headers = {"Cookie": f"{security.SESSION_COOKIE}={session}", "Accept-Language": language}
    if not form:
        return office.stand.ask(path, headers=headers)
    headers |= {"Origin": office.stand.url, "X-CSRF-Token": security.form_token(session)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urlencode(form).encode()
    return office.stand.ask(path, method="POST", body=body, headers=headers)


def test_one_is_made_tried_changed_and_removed_on_the_page(office: Configured) -> None:
    events = {"event-call.missed": "yes", "event-call.ended": "yes"}
    wrong = page(office, "/webhooks/make", name="crm", url="http://169.254.169.254/x", **events)
    assert wrong.status == 422
    assert 'id="url-error"' in wrong.text
    assert "link-local" in wrong.text
    assert 'value="http://169.254.169.254/x"' in wrong.text
    plain = page(office, "/webhooks/make", name="crm", url="http://nobody.invalid/", **events)
    assert plain.status == 422
    assert "https://, или" in plain.text
    empty = page(office, "/webhooks/make", name="", url="")
    assert empty.status == 422
    for field in ("name", "url", "events"):
        assert f'id="{field}-error"' in empty.text
    made = page(office, "/webhooks/make", name="crm", url=NOWHERE, **events)
    assert made.status == 200, made.text
    found = SECRET.search(made.text)
    assert found is not None
    (hook,) = ask(office.running.page, GetWebhooks(), office.session).webhooks
    assert hook.events == (HookEvent.ENDED, HookEvent.MISSED)
    listed = page(office, "/webhooks")
    assert "a=&lt;b&gt;" in listed.text
    tried = page(office, "/webhooks/do", id=hook.id, deed="test")
    assert "недоступна: имя nobody.invalid неизвестно" in tried.text
    assert "not reached" in page(office, f"/webhooks/one?id={hook.id}", "en").text
    assert page(office, "/webhooks/do", id=hook.id, deed="off").status == 303
    off = page(office, "/webhooks", "en")
    assert "switched off" in off.text
    saved = page(office, "/webhooks/save", id=hook.id, name="crm", url="", **events)
    assert (saved.status, 'id="url-error"' in saved.text) == (422, True)
    renewed = page(office, "/webhooks/do", id=hook.id, deed="secret")
    other = SECRET.search(renewed.text)
    assert other is not None
    assert other[0] != found[0]
    for told in (listed, tried, off, page(office, "/audit")):
        assert found[0] not in told.text
        assert other[0] not in told.text
    assert found[0] not in office.stand.log()
    audit = page(office, "/audit", "en").text
    assert "made the webhook" in audit
    assert "made a new secret for the webhook" in audit
    assert page(office, "/webhooks/do", id=hook.id, deed="remove").status == 303
    assert page(office, f"/webhooks/one?id={hook.id}").status == 404
    assert ask(office.running.page, GetWebhooks(), office.session).webhooks == ()


def test_calls_of_the_office_are_on_their_way_to_it(office: Configured) -> None:
    """The simulated people call each other; nobody is there to be told, so it is tried again."""
    made = ask(office.running.page, MakeWebhook("live", NOWHERE, CHOSEN), office.session)
    try:
        told = aside(
            lambda: eventually(
                lambda: office.running.page.ask(GetDeliveries("live"), office.session),
                lambda found: any(
                    each.event is HookEvent.STARTED and each.attempts for each in found.deliveries
                ),
            )
        )
        one = next(each for each in told.deliveries if each.attempts)
        assert (one.state, one.status) == (DeliveryState.WAITING, 0)
        assert "not reached" in one.error
        assert one.next > one.tried
        kept = list((office.running.folder).rglob("identity/webhooks/msg_*.json"))
        assert kept
        body = json.loads(json.loads(kept[0].read_text())["body"])
        assert set(body) == {"event", "time", "box", "call"}
        assert {"key", "caller", "direction"} <= set(body["call"])
    finally:
        ask(office.running.page, RemoveWebhook(made.webhook.id), office.session)


def test_a_program_with_the_scope_sets_them_and_no_other_does(office: Configured) -> None:
    def make_key(name: str, scope: Scope) -> str:
        return ask(office.running.page, MakeApiKey(name, (scope,)), office.session).text

    def program(key: str, method: str, path: str, body: object = None) -> Answer:
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        return office.stand.ask(f"/api/v1{path}", method=method, body=sent, headers=headers)

    key, other = make_key("hooks", Scope.WEBHOOKS), make_key("history", Scope.HISTORY)
    wanted = {"name": "api", "url": NOWHERE, "events": ["call.missed"]}
    assert program(other, "POST", "/webhooks", wanted).status == 403
    refused = program(key, "POST", "/webhooks", {**wanted, "url": "https://[::1]/"})
    assert (refused.status, json.loads(refused.text)["field"]) == (422, "url")
    made = json.loads(program(key, "POST", "/webhooks", wanted).text)
    assert SECRET.fullmatch(made["secret"])
    path = f"/webhooks/{made['webhook']['id']}"
    tried = json.loads(program(key, "POST", f"{path}/test", {}).text)["delivery"]
    assert (tried["state"], tried["attempts"]) == ("given-up", 1)
    log = json.loads(program(key, "GET", f"{path}/deliveries").text)["items"]
    assert [each["id"] for each in log] == [tried["id"]]
    changed = program(key, "PUT", path, {**wanted, "on": False})
    assert json.loads(changed.text)["webhooks"][0]["on"] is False
    again = json.loads(program(key, "POST", f"{path}/secret", {}).text)
    assert again["secret"] != made["secret"]
    assert json.loads(program(key, "DELETE", path).text)["webhooks"] == []
