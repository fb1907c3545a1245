"""What is large, through the box's own nginx: uploads that strangers begin, tables, recordings."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from appliance.core import wav
from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.configuration import GetParts
from appliance.wire.history import GetHistory
from appliance.wire.roles import Scope
from build.lib.vm.waiting import PATIENCE
from tests.unit.core.test_wav import file
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Answer, Stand
from tests.web.test_call_log import log
from webui import security
from webui.upload import LARGEST_TABLE as LARGEST

__all__ = ["log"]

PROMPT = 5.0 * PATIENCE  # seconds for an answer that waits for nothing
WRONG_KEY = f"lmk_{'A' * 43}"
HOUR = 24 << 20  # bytes, more than the kernel keeps on the way
SEE, TAKE = "Посмотреть, что будет", "Добавить в черновик"


@contextmanager
def _connected(stand: Stand) -> Iterator[ssl.SSLSocket]:
    """A connection on which nothing is read ahead."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(PROMPT)
        plain.connect(("127.0.0.1", stand.front.https))
        with trusting.wrap_socket(plain) as wrapped:
            yield wrapped


def _head(method: str, path: str, stand: Stand, headers: dict[str, str]) -> bytes:
    host = stand.url.partition("://")[2]
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("POST", "/api/v1/sounds", 20 << 20, 401),
        ("GET", "/api/v1/sounds", 20 << 20, 405),
        ("PUT", "/prompts/sound", 20 << 20, 302),
        ("POST", "/prompts/sound", 20 << 20, 403),
        ("PUT", "/update/file", 400 << 20, 302),
        ("POST", "/people/import", 2 << 20, 302),
        ("PUT", "/people/import", 2 << 20, 302),
    ],
)
@pytest.mark.parametrize("key", ["", WRONG_KEY], ids=["no key", "a wrong key"])
def test_an_upload_of_a_stranger_is_refused_before_it_is_read(  # noqa: PLR0917  # a table
    office: Configured, method: str, path: str, size: int, status: int, key: str
) -> None:
    """No matter how many begin one: the web process holds none of it."""
    stand = office.stand
    headers = {
        "Content-Type": "audio/wav",
        "Content-Length": str(size),
        "Origin": stand.url,
        "Cookie": f"{security.VISITOR_COOKIE}=visitor",
        **({"Authorization": f"Bearer {key}"} if key else {}),
        **({"X-CSRF-Token": security.form_token("visitor")} if method == "PUT" else {}),
    }
    with _connected(stand) as line:
        line.sendall(_head(method, path, stand, headers) + b"RIFF")
        answered = line.recv(1000).split(b"\r\n")[0].split()
    assert int(answered[1]) == status


def test_a_table_of_three_thousand_people_is_looked_through_and_taken(
    office: Configured, at_work: OpenPage, tmp_path: Path
) -> None:
    page = at_work("ru-RU")
    page.set_default_timeout(60_000 * PATIENCE)
    page.goto(f"{office.stand.url}/people/import")
    rows = (f"{40000 + at};Сотрудник Номер {at};n{at}@example.com;;" for at in range(3000))
    table = "\n".join(["номер;ФИО;e-mail;мобильный;отдел", *rows]).encode()
    assert len(table) > 2 * 65536  # what any other form may have
    path = tmp_path / "people.csv"
    path.write_bytes(table)
    page.get_by_label("Файл CSV").set_input_files(path)
    page.get_by_role("button", name=SEE).click()
    expect(page.get_by_text("и ещё 2700 строк")).to_be_visible()
    expect(page.locator(".counts li").first).to_contain_text("3000")
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("region", name="Черновик")).to_be_visible()
    last = GetParts("Person", after=2900, draft=True)  # an answer has what a frame holds
    assert len(ask(office.running.page, last, office.session).parts) > 100


@pytest.mark.parametrize("size", [LARGEST + 1, 30 << 20], ids=["by the page", "by nginx"])
def test_a_table_that_is_too_large_is_refused_in_words(
    office: Configured, at_work: OpenPage, tmp_path: Path, size: int
) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/people/import")
    table = tmp_path / "people.csv"
    with table.open("wb") as made:
        made.truncate(size)
    page.get_by_label("Файл CSV").set_input_files(table)
    page.get_by_role("button", name=SEE).click()
    expect(page.locator("#table-error")).to_contain_text("больше 2 МБ")
    expect(page.get_by_label("Файл CSV")).to_have_attribute("aria-invalid", "true")


def test_a_table_may_be_as_large_as_the_page_says(office: Configured) -> None:
    """Both times: as a file, and as the form that takes it over."""
    row = b"207;\xd0\x92\xd0\xb5\xd1\x80\xd0\xb0;" + b"/" * 100_000 + b"\n"
    table = b"number;name;note\n" + row * (LARGEST // len(row))
    table += b"\n" * (LARGEST - len(table))
    seen = _posted(office, "table", table)
    assert seen.status == 200, seen.text[:300]
    content = base64.b64encode(table)
    assert content.decode() in seen.text
    assert _posted(office, "content", content).status == 200


def _posted(office: Configured, name: str, content: bytes) -> Answer:
    """As a browser sends the form with a file or with a field of this name."""
    named = '; filename="people.csv"' if name == "table" else ""
    token = security.form_token(office.session)
    head = (
        f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    )
    headers = {
        "Cookie": f"{security.SESSION_COOKIE}={office.session}",
        "Origin": office.stand.url,
        "Content-Type": "multipart/form-data; boundary=x",
    }
    body = head.encode() + content + b"\r\n--x--\r\n"
    return office.stand.ask("/people/import", method="POST", body=body, headers=headers)


def test_an_hour_of_sound_is_not_spooled_by_whoever_stands_in_front(log: Configured) -> None:
    for sound in (log.running.folder / "data" / "recordings").rglob("*.raw"):
        os.truncate(sound, HOUR)
    made = MakeApiKey("archive", (Scope.HISTORY, Scope.RECORDINGS))
    key = ask(log.running.page, made, log.session).text
    found = ask(log.running.page, GetHistory(since=2_000_000_000.0, heard=True), log.session)
    call = quote(found.calls[0].key, safe="")
    assert "%2F" in call
    cookie = {"Cookie": f"{security.SESSION_COOKIE}={log.session}"}
    _unread(log.stand, f"/api/v1/calls/{call}/recordings/0", {"Authorization": f"Bearer {key}"})
    _unread(log.stand, f"/calls/sound?key={call}&place=0", cookie)
    assert "temporary file" not in (log.stand.folder / "nginx.log").read_text()


def _unread(stand: Stand, path: str, headers: dict[str, str]) -> None:
    """Ask for a sound and read no more than its head, until nothing moves any more."""
    with _connected(stand) as line:
        line.sendall(_head("GET", path, stand, headers))
        head = line.recv(2000)
        assert head.startswith(b"HTTP/1.1 200 ")
        assert f"Content-Length: {HOUR + wav.HEAD}".encode() in head
        master = int((stand.folder / "nginx.pid").read_text())
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        before, still = -1, 0
        end = time.monotonic() + 60 * PATIENCE
        while still < 10:
            assert time.monotonic() < end
            now = sum(_written(int(worker)) for worker in workers)
            before, still = now, still + 1 if now == before else 0
            time.sleep(0.1)


def _written(process: int) -> int:
    """Bytes to files and sockets."""
    told = Path(f"/proc/{process}/io").read_text().splitlines()
    return int(next(line for line in told if line.startswith("wchar")).partition(":")[2])


Send = Callable[..., Answer]


@pytest.fixture
def send(office: Configured) -> Iterator[Send]:
    """Sends a sound as a program does."""
    made = MakeApiKey("studio", (Scope.OFFICE_CHANGE,))
    key = ask(office.running.page, made, office.session).text

    def sent(path: str, content: bytes, number: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "audio/wav"}
        headers |= {"Idempotency-Key": number} if number else {}
        return office.stand.ask(path, method="POST", body=content, headers=headers)

    yield sent
    ask(office.running.page, RevokeApiKey("studio"), office.session)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/api/v1/sounds", 22 << 20),  # by nginx
        ("/api/v1/sounds", (20 << 20) + 1),
        ("/api/v1/changes", 1 << 20),
    ],
)
def test_a_program_is_told_that_it_sent_too_much(send: Send, path: str, size: int) -> None:
    problem = send(path, bytes(size))
    assert problem.status == 413
    assert problem.headers["content-type"] == "application/problem+json"
    assert json.loads(problem.text)["type"] == "/api/docs#too-large"


def test_a_file_with_a_number_is_known_by_what_is_in_it(send: Send) -> None:
    one, other = file(b"\1\0" * 8000), file(b"\2\0" * 8000)
    first = send("/api/v1/sounds", one, number="a")
    assert first.status == 200, first.text
    again = send("/api/v1/sounds", one, number="a")
    assert again.text == first.text
    assert again.headers["idempotent-replayed"] == "true"
    assert send("/api/v1/sounds", other, number="a").status == 422
