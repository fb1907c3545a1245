"""The page of the certificate shows the one that nginx itself presents."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from appliance.wire.certificate import DropCertificate
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged


@pytest.fixture
def kept(office: Configured) -> Iterator[Configured]:
    with office.certified():
        yield office


def test_it_is_the_one_that_the_browser_got(kept: Configured, at_work: OpenPage) -> None:
    pem = ssl.get_server_certificate(("127.0.0.1", kept.stand.front.https))
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    page = at_work("en-GB")
    page.goto(f"{kept.stand.url}/certificate")
    shown = page.locator(".fingerprint").inner_text()
    assert shown.replace(":", "") == digest
    expect(page.get_by_text("29 days left")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the certificate").click()
    got = ssl.PEM_cert_to_DER_cert(download.value.path().read_text())
    assert hashlib.sha256(got).hexdigest().upper() == digest


def test_without_one_the_page_says_what_to_do(office: Configured, at_work: OpenPage) -> None:
    page = at_work("ru-RU")
    page.goto(f"{office.stand.url}/certificate")
    expect(page.get_by_role("alert")).to_contain_text("включите снова")


@pytest.fixture
def requested(kept: Configured) -> Iterator[Configured]:
    yield kept
    ask(kept.running.page, DropCertificate(), kept.session)


def test_an_administrator_asks_for_one_and_puts_the_answer_in(
    requested: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(f"{requested.stand.url}/certificate")
    names = page.get_by_label("Names of the box")
    names.fill("box")
    page.get_by_role("button", name="Make a request").press("Enter")
    expect(page.locator("#names-error")).to_contain_text("no name such as pbx.example.com")
    expect(names).to_have_value("box")
    names.fill("pbx.office.example 192-0-2-10.office.example")
    page.get_by_role("button", name="Make a request").press("Enter")
    pem = page.get_by_label("The request that waits").input_value()
    chain, use = page.get_by_label("Certificate, with"), page.get_by_role("button", name="Use this")
    chain.fill("certificate")
    use.press("Enter")
    expect(page.locator("#chain-error")).to_contain_text("is no certificate")
    expect(chain).to_have_value("certificate")
    made = Authority("A root").answer(pem)
    chain.fill(made)
    use.press("Enter")
    expect(page.locator("#chain-error")).to_contain_text("none of these leads to this box")
    key = fresh_key()
    page.get_by_text("It was not made by a request").press("Enter")
    chain.fill(Authority("A root").signed(key, "127.0.0.1"))
    page.get_by_label("Its key").fill(pem_of(fresh_key()))
    use.press("Enter")
    expect(page.locator("#key-error")).to_contain_text("is not the one of this certificate")
    expect(page.get_by_label("Its key")).to_have_value("")
    page.get_by_label("Its key").fill(pem_of(key))
    use.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Browsers get this certificate from now on")
    expect(page.get_by_text("valid", exact=True)).to_be_visible()
    assert pem_of(key).splitlines()[1] not in page.content()
    page.get_by_text("Return to the box's own").press("Enter")
    page.get_by_role("button", name="Show the box's own").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("own certificate again")


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=lambda v: v.named()
)
def test_it_is_readable(kept: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    page.goto(f"{kept.stand.url}/certificate")
    for each in page.locator("summary").all():
        each.click()
    judged(page)
