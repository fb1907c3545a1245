"""The page of the certificate shows the one that nginx itself presents."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.web.configured import Configured
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


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")], ids=lambda v: v.named()
)
def test_it_is_readable(kept: Configured, at_work: OpenPage, view: View) -> None:
    page = at_work(*view)
    page.goto(f"{kept.stand.url}/certificate")
    for each in page.locator("summary").all():
        each.click()
    judged(page)
