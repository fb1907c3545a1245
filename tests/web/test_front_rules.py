"""What the front lets pass, says by itself and forgets, beside what a page says."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
from playwright.sync_api import expect

from appliance.wire.protocol import LogIn, LogOut
from build.lib.vm.waiting import wait_until
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.fakes.supervisor import PASSWORD, FakeSupervisor
from tests.web.conftest import OpenPage
from tests.web.stand import BEGIN, Answer, Stand
from webui import security

_FORM = "application/x-www-form-urlencoded"
_GOOD = "ECDHE-ECDSA-AES128-GCM-SHA256"


def _over_tls(stand: Stand, version: ssl.TLSVersion, ciphers: str = "") -> str:
    """Which cipher was agreed on; an OSError where none was."""
    with socket.create_connection(("127.0.0.1", stand.front.https), 10) as line:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        trusting.minimum_version = trusting.maximum_version = version
        if ciphers:
            trusting.set_ciphers(ciphers)
        with trusting.wrap_socket(line) as wrapped:
            agreed = wrapped.cipher()
            assert agreed is not None
            return agreed[0]


def test_the_newest_tls_is_taken_and_a_good_one_of_before(stand: Stand) -> None:
    assert _over_tls(stand, ssl.TLSVersion.TLSv1_3).startswith("TLS_")
    assert _over_tls(stand, ssl.TLSVersion.TLSv1_2, _GOOD) == _GOOD


@pytest.mark.parametrize(
    ("version", "ciphers"),
    [
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA256"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES256-SHA"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-CCM"),
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0"),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_older_tls_and_weaker_ciphers_are_refused(
    stand: Stand, version: ssl.TLSVersion, ciphers: str
) -> None:
    with pytest.raises(OSError):  # noqa: PT011  # an SSLError, or a closed connection
        _over_tls(stand, version, ciphers)


def _raw(stand: Stand, *lines: str) -> bytes:
    """The begin of what is answered to these very lines."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", stand.front.https), 10) as line,
        trusting.wrap_socket(line) as wrapped,
    ):
        wrapped.sendall("\r\n".join(lines).encode())
        return wrapped.recv(4096)


@pytest.mark.parametrize(
    "lengths",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    ],
    ids=str,
)
def test_a_message_with_two_ends_is_refused(
    stand: Stand, supervisor: FakeSupervisor, lengths: tuple[str, ...]
) -> None:
    before = len(supervisor.asked)
    head = ("POST /login HTTP/1.1", "Host: localhost", *lengths, "", "0", "", "GET / HTTP/1.1")
    status = _raw(stand, *head).split()[1]
    assert status in {b"400", b"501"}
    assert len(supervisor.asked) == before


def test_a_request_is_not_said_back(stand: Stand, supervisor: FakeSupervisor) -> None:
    cookie = f"{security.SESSION_COOKIE}={supervisor.set_up()}"
    answer = stand.ask("/", method="TRACE", headers={"Cookie": cookie})
    assert answer.status == 405
    assert cookie not in answer.text


@pytest.mark.parametrize("path", ["/assets/", "/assets", "/.git/config", "/webui/auth.py"])
def test_no_folder_is_listed_and_no_source_is_there(
    stand: Stand, supervisor: FakeSupervisor, path: str
) -> None:
    cookie = f"{security.SESSION_COOKIE}={supervisor.set_up()}"
    answer = stand.ask(path, headers={"Cookie": cookie})
    assert answer.status in {301, 403, 404}
    assert "Index of" not in answer.text


def test_what_the_front_says_by_itself_is_taken_for_nothing_else(
    new_stand: tuple[Stand, FakeSupervisor],
) -> None:
    stand, _ = new_stand
    answers = [stand.ask(path) for path in ("/unavailable.css", "/assets/none.css")]
    too_much = stand.ask("/api/v1/calls", method="POST", body=b"x" * 70_000)
    assert too_much.status == 413
    stand.stop_web()
    answers += [too_much, *map(stand.ask, ("/", "/api/v1/status"))]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff", answer


def _posted(stand: Stand, path: str, cookie: str, body: str) -> Answer:
    headers = {"Origin": stand.url, "Content-Type": _FORM, "Cookie": cookie}
    return stand.ask(path, method="POST", body=body.encode(), headers=headers)


def test_who_logs_in_anew_leaves_the_session_of_before(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    before = supervisor.set_up()
    cookie = f"{security.SESSION_COOKIE}={before}"
    body = f"token={security.form_token(before)}&user=anna&password={PASSWORD.replace(' ', '+')}"
    inside = _posted(stand, "/login", cookie, body)
    assert inside.status == 303
    assert security.SESSION_COOKIE in "".join(inside.cookies)
    assert before not in "".join(inside.cookies)
    assert [type(each) for each in supervisor.asked][-2:] == [LogIn, LogOut]
    assert before not in supervisor.sessions


def test_of_a_field_that_is_sent_twice_the_first_counts(
    stand: Stand, supervisor: FakeSupervisor
) -> None:
    session = supervisor.set_up()
    token = security.form_token(session)
    body = f"token={token}&user=anna&user=eve&password=guessed+it"
    _posted(stand, "/login?user=olga", f"{security.SESSION_COOKIE}={session}", body)
    (asked,) = [each for each in supervisor.asked if isinstance(each, LogIn)]
    assert asked.user == "anna"


def test_the_browser_forgets_what_it_was_shown(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    session = supervisor.set_up()
    body = f"token={security.form_token(session)}"
    left = _posted(stand, "/logout", f"{security.SESSION_COOKIE}={session}", body)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    page = inside("en-GB")
    page.goto(f"{stand.url}/calls")
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{stand.url}/login")
    page.go_back()
    expect(page).to_have_url(f"{stand.url}/login")


def test_passwords_are_masked_and_a_manager_of_passwords_fills_them_in(
    new_stand: tuple[Stand, FakeSupervisor], open_page: OpenPage
) -> None:
    stand, _ = new_stand
    page = open_page("en-GB")
    page.goto(stand.url)
    for field in ("#password", "#again"):
        expect(page.locator(field)).to_have_attribute("type", "password")
        expect(page.locator(field)).to_have_attribute("autocomplete", "new-password")
        page.locator(field).evaluate(
            """(field) => {
                const data = new DataTransfer();
                data.setData("text/plain", "pasted");
                const event = new ClipboardEvent("paste", {clipboardData: data, cancelable: true});
                if (!field.dispatchEvent(event)) throw new Error("pasting is refused");
            }"""
        )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/login", "text/html; charset=utf-8"),
        ("/no-such-page", "text/html; charset=utf-8"),
        ("/healthz", "application/json"),
        ("/api/v1/calls", "application/problem+json"),
        ("/unavailable.css", "text/css"),
    ],
)
def test_each_answer_names_its_kind_and_letters(
    stand: Stand, supervisor: FakeSupervisor, path: str, kind: str
) -> None:
    cookie = f"{security.SESSION_COOKIE}={supervisor.set_up()}"
    found = stand.ask(path, headers={"Cookie": "" if path == "/login" else cookie})
    assert found.headers["content-type"] == kind


def _shown(stand: Stand, wanted: str) -> bool:
    """Whether new connections get this certificate, once nginx has taken it."""
    der, end = ssl.PEM_cert_to_DER_cert(wanted), time.monotonic() + BEGIN
    while time.monotonic() < end:
        pem = ssl.get_server_certificate(("127.0.0.1", stand.front.https))
        if ssl.PEM_cert_to_DER_cert(pem) == der:
            return True
        time.sleep(0.1)
    return False


_HSTS = "strict-transport-security"


def test_an_owners_certificate_is_shown_with_hsts_and_the_boxs_own_without(
    new_stand: tuple[Stand, FakeSupervisor],
) -> None:
    stand, _ = new_stand
    own, key = stand.front.certificate.read_text(), fresh_key()
    paths = ("/", "/login", "/healthz", "/assets/none.css", "/unavailable.css", "/api/v1/status")
    assert not any(_HSTS in stand.ask(path).headers for path in paths)
    made = Authority("A root").signed(key, "localhost")
    stand.front.owners.write_text(pem_of(key) + made)
    stand.front.reload()
    assert _shown(stand, made)
    named = {"Host": "pbx.office.example"}
    told = {"max-age=31536000; includeSubDomains"}
    wait_until(
        lambda: {stand.ask(path, headers=named).headers.get(_HSTS) for path in paths} == told,
        "every answer to say so, once the worker before has ended",
    )
    large = stand.ask("/api/v1/calls", method="POST", body=b"x" * 70_000, headers=named)
    assert (large.status, large.headers[_HSTS]) == (413, *told)
    whole_office = stand.ask("/login", headers={"Host": "office.example"})
    assert whole_office.headers[_HSTS] == "max-age=31536000"
    stand.front.owners.write_text(pem_of(fresh_key()) + made)
    stand.front.reload()
    assert _shown(stand, own), "a key that does not fit must not keep nginx from starting"
    wait_until(
        lambda: _HSTS not in stand.ask("/login", headers=named).headers, "the worker before to end"
    )
    torn = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    stand.front.owners.write_text(pem_of(key) + made + torn)
    stand.front.reload()
    assert _shown(stand, own), "nor what it does not take for another reason"
