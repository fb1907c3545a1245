"""What a stranger, another site and a broken neighbour meet at the front."""

from __future__ import annotations

import json

import pytest

from appliance.wire.protocol import LogIn
from appliance.wire.sessions import LONGEST
from tests.fakes.supervisor import PASSWORD, FakeSupervisor
from tests.web.stand import Answer, Stand
from webui import security
from webui.api import problems

FORM = "application/x-www-form-urlencoded"


def _visitor(answer: Answer) -> str:
    """The visitor's number out of the cookies."""
    found = next(c for c in answer.cookies if c.startswith(security.VISITOR_COOKIE))
    return found.partition("=")[2].partition(";")[0]


def _post(stand: Stand, path: str, cookie: str, body: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Origin": stand.url, "Content-Type": FORM, "Cookie": cookie, **named}
    return stand.ask(path, method="POST", body=body.encode(), headers=sent)


def _session(supervisor: FakeSupervisor) -> tuple[str, str]:
    token = supervisor.set_up()
    return f"{security.SESSION_COOKIE}={token}", security.form_token(token)


@pytest.mark.parametrize("path", ["/login", "/no-such-page", "/healthz", "/"])
def test_every_answer_carries_the_rules(
    stand: Stand, supervisor: FakeSupervisor, path: str
) -> None:
    assert supervisor.accounts
    answer = stand.ask(path)
    for name, value in security.HEADERS.items():
        assert answer.headers[name.lower()] == value
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in str(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers or answer.headers["server"] == "nginx"


def test_pages_have_no_script_or_style_of_their_own(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    cookie, _ = _session(supervisor)
    for path in ("/", "/board", "/calls", "/ports", "/update", "/about"):
        text = stand.ask(path, headers={"Cookie": cookie}).text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
        assert " onclick" not in text


def test_cookies_are_ours_alone(stand: Stand, supervisor: FakeSupervisor) -> None:
    assert supervisor.accounts
    first = stand.ask("/login")
    visitor = _visitor(first)
    token = security.form_token(visitor)
    cookie = f"{security.VISITOR_COOKIE}={visitor}"
    body = f"token={token}&user=anna&password={PASSWORD.replace(' ', '+')}"
    inside = _post(stand, "/login", cookie, body)
    assert inside.status == 303
    for line in [*first.cookies, *inside.cookies]:
        assert line.startswith("__Host-")
        lower = line.lower()
        assert all(w in lower for w in ("secure", "httponly", "samesite=strict", "path=/"))
        assert "domain" not in lower
    (session,) = (line for line in inside.cookies if line.startswith(security.SESSION_COOKIE))
    assert f"max-age={int(LONGEST)};" in f"{session.lower()};"  # the supervisor ends it before


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Cookie": f"{security.VISITOR_COOKIE}=another"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(
    stand: Stand, supervisor: FakeSupervisor, change: dict[str, str]
) -> None:
    visitor = _visitor(stand.ask("/login"))
    body = f"token={security.form_token(visitor)}&user=anna&password=x"
    headers = {"Cookie": f"{security.VISITOR_COOKIE}={visitor}", **change}
    cookie = headers.pop("Cookie")
    answer = _post(stand, "/login", cookie, body, **headers)
    assert answer.status == 403
    assert not [a for a in supervisor.asked if isinstance(a, LogIn)]


def test_who_tries_to_go_round_stands_in_the_log_and_cannot_fill_it(
    new_stand: tuple[Stand, FakeSupervisor],
) -> None:
    stand, supervisor = new_stand
    cookie, _ = _session(supervisor)
    for path in ("/logout", "/preferences", "/phone-book/lmk_secret/yealink.xml"):
        for origin in ("https://elsewhere.example", stand.url):
            assert _post(stand, path, cookie, "token=guessed", Origin=origin).status == 403
    assert stand.log().count("127.0.0.1 sent a form from another site: POST /logout\n") == 1
    assert stand.log().count("sent a form") == 1
    stand.stop_web()
    stand.start_web()
    for path in ("/phone-book/lmk_secret/yealink.xml", "/logout"):
        _post(stand, path, cookie, "token=guessed")
    assert stand.log().count("sent a form without its token: POST no page of ours\n") == 1
    assert "lmk_secret" not in stand.log()
    for _ in range(40):
        stand.ask("/setup")
    slowed = (stand.folder / "nginx.log").read_text()
    assert "limiting requests, excess: 20." in slowed
    assert 'client: 127.0.0.1, server: , request: "GET /setup HTTP/1.1"' in slowed


def test_an_upload_of_another_site_is_refused_unread(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    cookie, _ = _session(supervisor)
    headers = {"Cookie": cookie, "Origin": stand.url, "X-CSRF-Token": "guessed"}
    answer = stand.ask("/update/file", method="PUT", body=b"hsqs", headers=headers)
    assert answer.status == 403
    assert supervisor.uploads == []


def test_what_no_browser_sends_is_answered_in_words(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    cookie, token = _session(supervisor)
    assert stand.ask("/no-such-page", headers={"Cookie": cookie}).status == 404
    assert stand.ask("/calls", method="DELETE", headers={"Cookie": cookie}).status in {403, 405}
    assert stand.ask("/calls?before=x", headers={"Cookie": cookie}).status == 200
    assert stand.ask("/calls?before=nan&key=x", headers={"Cookie": cookie}).status == 200
    assert stand.ask("/live/nothing", headers={"Cookie": cookie}).status == 404
    assert stand.ask("/assets/../../etc/passwd").status in {400, 404}
    assert _post(stand, "/login", cookie, "token=" + "x" * 70_000).status == 413
    assert _post(stand, "/preferences", cookie, "token=%ff&language=zz").status == 403
    back = _post(stand, "/preferences", cookie, f"token={token}&back=https://elsewhere.example/")
    assert (back.status, back.headers["location"]) == (303, "/")


def test_plain_http_is_sent_to_https(stand: Stand, supervisor: FakeSupervisor) -> None:
    assert supervisor.accounts
    moved = stand.ask_plain("/calls?x=1")
    assert (moved.status, moved.headers["location"]) == (308, f"{stand.url}/calls?x=1")


@pytest.mark.parametrize(
    "path",
    ["/api/v1/status", "/api/v1", "/metrics", "/phone-book/secret/yealink.xml", "/healthz"],
)
def test_a_program_without_tls_is_refused_and_sent_nowhere(
    stand: Stand, supervisor: FakeSupervisor, path: str
) -> None:
    assert supervisor.accounts
    answer = stand.ask_plain(path)
    told = json.loads(answer.text)
    assert (answer.status, told["status"]) == (403, 403)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "location" not in answer.headers
    kind = problems.KINDS[told["type"].removeprefix("/api/docs#")]
    assert (told["title"], told["cure"]) == (kind.title, kind.cure)


def test_a_foreign_host_name_leads_nowhere(stand: Stand, supervisor: FakeSupervisor) -> None:
    """Whatever name a request carries, it is never sent to that name."""
    assert supervisor.accounts
    answer = stand.ask("/calls", headers={"Host": "elsewhere.example"})
    assert (answer.status, answer.headers["location"]) == (302, "/login")
    assert "elsewhere" not in stand.ask("/login", headers={"Host": "elsewhere.example"}).text


def test_guessing_is_slowed_down_at_the_front(
    new_stand: tuple[Stand, FakeSupervisor],
) -> None:
    stand, _ = new_stand
    answers = [stand.ask("/setup").status for _ in range(40)]
    assert answers[:20] == [200] * 20
    assert 429 in answers[20:]


def test_a_visitor_cannot_say_where_they_come_from(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    cookie, token = _session(supervisor)
    body = f"token={token}&user=anna&password=x"
    assert _post(stand, "/login", cookie, body, X_Real_IP="203.0.113.9").status == 422
    asked = [a for a in supervisor.asked if isinstance(a, LogIn)]
    assert [a.origin for a in asked] == ["127.0.0.1"]


def test_a_dead_supervisor_is_a_page_in_words(stand: Stand, supervisor: FakeSupervisor) -> None:
    cookie, _ = _session(supervisor)
    supervisor.stop()
    answer = stand.ask("/", headers={"Cookie": cookie, "Accept-Language": "en"})
    assert answer.status == 503
    assert "The supervisor does not answer" in answer.text
    assert answer.headers["retry-after"] == "2"
    assert stand.ask("/healthz").status == 503


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/calls.csv", "text/html"),
        ("/phone-book/key/yealink.xml", "application/problem+json"),
        ("/api/v1/status", "application/problem+json"),
        ("/api/v1/events", "application/problem+json"),
        ("/api/v1/calls.csv", "application/problem+json"),
    ],
)
def test_while_the_web_page_is_away_its_front_says_so_and_when_to_ask_again(
    new_stand: tuple[Stand, FakeSupervisor], path: str, kind: str
) -> None:
    stand, _ = new_stand
    stand.stop_web()
    answer = stand.ask(path)
    assert answer.status == 503
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["retry-after"] == "2"
    if "json" in kind:
        told = json.loads(answer.text)
        assert (told["status"], told["type"]) == (503, "/api/docs#unreachable")
