"""Monitoring: who reads the box's numbers, and the page that lets them."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from socket import AF_UNIX, SOCK_STREAM, socket

import pytest
from playwright.sync_api import expect
from prometheus_client.parser import text_string_to_metric_families

from appliance.core.encryption import Transport
from appliance.snmp import MIB
from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.certificate import DropCertificate, SetCertificate
from appliance.wire.monitoring import GetMonitoring, SetMetrics, SetSnmp, SetSyslog
from appliance.wire.roles import Scope
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.integration.asterisk.papers import paper
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged

LAN = "192.168.1.10"
PEM = "".join(paper(f"Authority {each}").pem for each in range(4))  # longer than other fields
_WORDS = {
    "ru": ("Разрешить чтение", "С этих адресов", "Сохранить", "не адрес и не сеть"),
    "en": ("Let them be read", "From these addresses", "Save", "neither an address nor"),
}

_LOG = {
    "ru": (
        "Сервер",
        "Протокол",
        "Порт",
        "Удостоверяющий",
        "Отправить пробную строку",
        "неизвестно",
    ),
    "en": ("Server", "Protocol", "Port", "Authority of its", "Send a test line", "is not known"),
}

_SNMP = {
    "ru": ("Отвечать по SNMPv3", "Кому можно", "Создать новые", "Сохранить", "Файл MIB", "укажите"),
    "en": ("Answer over SNMPv3", "Who may ask", "Make new", "Save", "MIB file", "give the address"),
}


@pytest.fixture
def key(office: Configured) -> Iterator[str]:
    """Of the metrics alone; they are closed in the end."""
    made = ask(office.running.page, MakeApiKey("prometheus", (Scope.METRICS,)), office.session)
    yield made.text
    ask(office.running.page, RevokeApiKey("prometheus"), office.session)
    ask(office.running.page, SetMetrics(on=False), office.session)


@pytest.fixture
def _silent(office: Configured) -> Iterator[None]:
    """Nobody reads over SNMP in the end."""
    yield
    ask(office.running.page, SetSnmp(on=False), office.session)


def _by_key(office: Configured, key: str) -> int:
    return office.stand.ask("/metrics", headers={"Authorization": f"Bearer {key}"}).status


def _behind(office: Configured, origin: str) -> int:
    """As the front hands on what comes from there."""
    line = socket(AF_UNIX, SOCK_STREAM)
    line.connect(str(office.stand.front.socket))
    asking = HTTPConnection("localhost")
    asking.sock = line
    asking.request("GET", "/metrics", headers={"X-Real-IP": origin})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer.status


def test_a_program_reads_them_once_they_are_open(office: Configured, key: str) -> None:
    assert _by_key(office, key) == 404
    ask(office.running.page, SetMetrics(on=True), office.session)
    answer = office.stand.ask("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    found = {each.name: each for each in text_string_to_metric_families(answer.text)}
    (up,) = found["lineman_exchange_up"].samples
    assert up.value == 1
    assert {each.labels["kind"] for each in found["lineman_port_state"].samples} >= {"fxs", "e1"}
    assert "lineman_data_used_bytes" in found
    assert "Петрова" not in answer.text
    other = office.stand.ask("/api/v1/status", headers={"Authorization": f"Bearer {key}"})
    assert other.status == 403, "it opens nothing else"
    assert office.stand.ask("/metrics").status == 401
    assert _by_key(office, "lmk_00000000_none") == 401


def test_a_named_address_needs_no_key_and_nobody_takes_it_for_his(
    office: Configured, key: str
) -> None:
    assert _behind(office, LAN) == 401
    ask(office.running.page, SetMetrics(on=True, addresses=(LAN,)), office.session)
    assert _behind(office, LAN) == 200
    assert _behind(office, "192.168.1.11") == 401
    assert office.stand.ask("/metrics", headers={"X-Real-IP": LAN}).status == 401
    assert _by_key(office, key) == 200


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")],
    ids=lambda view: view.named(),
)
def test_the_page_opens_them_and_tells_what_to_paste(
    office: Configured, at_work: OpenPage, key: str, view: View
) -> None:
    let, addresses, save, neither = _WORDS[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/monitoring")
    judged(page)
    card = page.locator("section[aria-labelledby=metrics-title]")
    page.get_by_label(let).check()
    page.get_by_label(addresses).fill(f"{LAN}\nprometheus")
    card.get_by_role("button", name=save).click()
    expect(page.locator("#addresses-error")).to_contain_text(neither)
    expect(page.get_by_label(addresses)).to_have_value(f"{LAN}\nprometheus")
    expect(page.get_by_label(let)).to_be_checked()
    judged(page)
    page.get_by_label(addresses).fill(f"{LAN}, 10.0.0.0/8")
    card.get_by_role("button", name=save).click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_label(addresses)).to_have_value(f"{LAN}\n10.0.0.0/8")
    found = ask(office.running.page, GetMonitoring(), office.session)
    assert (found.metrics, found.addresses) == (True, (LAN, "10.0.0.0/8"))
    site = office.stand.url.removeprefix("https://")
    expect(page.locator("#prometheus")).to_contain_text(f'targets: ["{site}"]')
    judged(page)
    assert _by_key(office, key) == 200


def test_whoever_signed_the_pages_certificate_is_trusted(
    office: Configured, at_work: OpenPage
) -> None:
    page, key = at_work("en-GB"), fresh_key()
    with office.certified():
        page.goto(f"{office.stand.url}/monitoring")
        expect(page.locator("#prometheus")).to_contain_text("ca_file: lineman.crt }\n  auth")
        chain = Authority("A root").signed(key, "localhost")
        put = SetCertificate(chain, pem_of(key), "localhost")
        ask(office.running.page, put, office.session)
        page.reload()
        expect(page.locator("#prometheus")).to_contain_text("metrics_path: /metrics\n  auth")
        expect(page.get_by_text("trust who signed")).to_be_visible()
        ask(office.running.page, DropCertificate(), office.session)


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "light"), View("en-GB", 1280, "dark")],
    ids=lambda view: view.named(),
)
def test_the_log_goes_to_a_server_that_is_named_and_tried(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    server, protocol, port, authority, send, unknown = _LOG[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/monitoring")
    card = page.locator("section[aria-labelledby=syslog-title]")
    expect(page.get_by_role("button", name=send)).to_have_count(0)
    card.get_by_label(server, exact=True).fill("no one")
    card.get_by_label(protocol).select_option("tls")
    card.get_by_label(authority).fill(f"{PEM}not this")
    card.get_by_role("button").first.click()
    expect(page.locator("#server-error")).to_be_visible()
    expect(card.get_by_label(protocol)).to_have_value("tls")
    card.get_by_label(server, exact=True).fill("nobody.invalid")
    card.get_by_role("button").first.click()
    expect(page.locator("#authority-error")).to_be_visible()
    expect(card.get_by_label(authority)).to_have_value(f"{PEM}not this")
    judged(page)
    card.get_by_label(authority).fill(PEM)
    card.get_by_label(port).fill("6a")
    card.get_by_role("button").first.click()
    expect(page.locator("#port-error")).to_be_visible()
    card.get_by_label(port).fill("")
    card.get_by_role("button").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(card.get_by_label(port)).to_have_value("6514")
    found = ask(office.running.page, GetMonitoring(), office.session).syslog
    assert (found.server, found.transport, found.runs) == ("nobody.invalid", Transport.TLS, True)
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("alert")).to_contain_text(unknown)
    expect(page.get_by_role("alert").locator("code")).to_contain_text("by anna")
    judged(page)
    ask(office.running.page, SetSyslog(""), office.session)


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")],
    ids=lambda view: view.named(),
)
@pytest.mark.usefixtures("_silent")
def test_snmp_is_opened_to_who_is_named_and_its_passwords_are_shown_once(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    answer, who, renew, save, mib, give = _SNMP[view.locale[:2]]
    page = at_work(*view)
    page.goto(f"{office.stand.url}/monitoring")
    card = page.locator("section[aria-labelledby=snmp-title]")
    card.get_by_label(answer).check()
    card.get_by_label(renew).check()
    card.get_by_role("button", name=save).click()
    expect(page.locator("#readers-error")).to_contain_text(give)
    expect(card.get_by_label(answer)).to_be_checked()
    expect(card.get_by_label(renew)).to_be_checked()
    card.get_by_label(who).fill(f"{LAN}\nfd00::1")
    card.get_by_role("button", name=save).click()
    expect(page.locator("#readers-error")).to_contain_text("IPv6")
    expect(card.get_by_label(who)).to_have_value(f"{LAN}\nfd00::1")
    judged(page)
    card.get_by_label(who).fill(f"{LAN}, 10.0.0.0/8")
    card.get_by_role("button", name=save).click()
    proof = page.locator("#snmp-proof").inner_text()
    assert len(proof) >= 20
    assert proof != page.locator("#snmp-cipher").inner_text()
    judged(page)
    page.goto(f"{office.stand.url}/monitoring")
    assert proof not in page.content()
    expect(card.get_by_label(who)).to_have_value(f"{LAN}\n10.0.0.0/8")
    expect(card.get_by_label(answer)).to_be_checked()
    with page.expect_download() as begun:
        card.get_by_role("link", name=mib).click()
    assert begun.value.path().read_bytes() == MIB.read_bytes()
    found = ask(office.running.page, GetMonitoring(), office.session).snmp
    assert (found.on, found.runs, found.addresses) == (True, True, (LAN, "10.0.0.0/8"))
