"""Mail as an administrator sets it up, with a real supervisor behind the page."""

from __future__ import annotations

from appliance.wire.configuration import DropDraft, GetDraft, GetOffice
from tests.web.configured import Configured, ask
from tests.web.test_webhooks import page

PASSWORD = "Correct-Horse-9"
SETTINGS = {
    "mail.server": "nobody.invalid",
    "mail.port": "587",
    "mail.security": "starttls",
    "mail.user": "box@example.com",
    "mail.password": PASSWORD,
    "mail.sender": "box@example.com",
    "mail.alarms": "anna@example.com\nboris@example.com",
    "mail.emergency": "anna@example.com, boris@example.com",
    "mail.authority": "",
}


def kept(office: Configured) -> dict[str, object]:
    found = ask(office.running.page, GetOffice(draft=True), office.session).office["mail"]
    assert isinstance(found, dict)
    return found


def saved(office: Configured, **changed: str) -> tuple[int, str]:
    typed = {**SETTINGS, **{f"mail.{name}": text for name, text in changed.items()}}
    answer = page(office, "/mail/edit", **typed)
    return answer.status, answer.text


def test_mail_is_set_up_tried_and_its_password_shown_to_nobody(office: Configured) -> None:
    assert "Почтовый сервер не задан" in page(office, "/mail").text
    for changed, field in (
        ({"sender": "nobody"}, "sender"),
        ({"alarms": "anna@example.com\nboris"}, "alarms"),
        ({"port": "0"}, "port"),
        ({"security": "none"}, "security"),
        ({"password": ""}, "password"),
    ):
        status, text = saved(office, **changed)
        assert status == 422
        assert f'id="f-mail-{field}-error"' in text, text
        assert 'value="nobody.invalid"' in text
        assert PASSWORD not in text
    assert saved(office)[0] == 303
    assert kept(office)["password"] == PASSWORD
    assert kept(office)["emergency"] == ["anna@example.com", "boris@example.com"]
    assert saved(office, password="", port="465")[0] == 303
    assert (kept(office)["password"], kept(office)["port"]) == (PASSWORD, 465)
    for path in ("/mail", "/mail/edit", "/changes"):
        shown = page(office, path).text
        assert "nobody.invalid" in shown
        assert PASSWORD not in shown
    tried = page(office, "/mail/test", to="anna@example.com")
    assert tried.status == 200
    assert "имя nobody.invalid неизвестно" in tried.text
    wrong = page(office, "/mail/test", to="anna")
    assert wrong.status == 422
    assert 'id="to-error"' in wrong.text
    assert 'value="anna"' in wrong.text
    assert page(office, "/mail/test", to="").status == 422
    open_ = {"security": "none", "user": "", "password": "", "port": "25"}
    assert saved(office, **open_)[0] == 303
    assert kept(office)["password"] is None
    assert "без шифрования" in page(office, "/mail").text
    draft = ask(office.running.page, GetDraft(), office.session)
    assert draft.steps
    ask(office.running.page, DropDraft(), office.session)
