"""The page Fax, with a real supervisor behind it that makes documents of what is received."""

from __future__ import annotations

import re

from tests.fakes.simulated import eventually
from tests.fakes.tiff import pages
from tests.web.configured import Configured, aside
from tests.web.test_webhooks import page

_WRONG = {"name": "Склад", "number": "661", "to": "anna@example.com\nboris"}


def test_a_number_is_refused_at_its_field_and_what_was_typed_is_kept(office: Configured) -> None:
    answer = page(office, "/fax/new", **_WRONG)
    assert answer.status == 422
    assert 'id="f-to-error"' in answer.text
    assert "anna@example.com\nboris" in answer.text
    taken = page(office, "/fax/new", **{**_WRONG, "number": "660", "to": ""})
    assert taken.status == 422
    assert 'id="f-number-error"' in taken.text
    assert page(office, "/fax/new", **{**_WRONG, "to": "anna@example.com"}).status == 303
    assert "anna@example.com" in page(office, "/fax").text


def test_a_document_is_shown_read_and_removed(office: Configured) -> None:
    folder = office.running.folder / "data/fax"
    folder.mkdir(exist_ok=True)
    (folder / ".whole").write_bytes(pages(2))
    (folder / ".whole").rename(folder / "books_1796000000.7_79161234567.tif")
    address = "/fax/document?fax=books_1796000000.7_79161234567_2"

    async def shown() -> str:
        return page(office, "/fax").text

    text = aside(lambda: eventually(shown, lambda text: address in text))
    assert "Принятые факсы" in text
    assert "79161234567" in text
    assert re.search(r'data-label="Страниц[^"]*"><span class="num">2<', text)
    read = page(office, address)
    assert (read.status, read.headers["content-type"]) == (200, "application/pdf")
    assert "_79161234567.pdf" in read.headers["content-disposition"]
    assert read.text.startswith("%PDF")
    assert page(office, "/fax/document?fax=nobody").status == 404
    gone = page(office, "/fax/document/remove", fax="books_1796000000.7_79161234567_2")
    assert gone.status == 303
    assert list(folder.iterdir()) == []
    assert page(office, address).status == 404
