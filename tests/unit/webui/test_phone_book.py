"""The phone book in the form of each make: whole, in order, and what a name holds stays text."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from xml.etree.ElementTree import Element, fromstring

import pytest

from appliance.wire.directory import Directory, DirectoryEntry, GetDirectory
from appliance.wire.roles import Scope
from webui.api import phone_books
from webui.api.answering import Caller
from webui.api.problems import Wrong
from webui.phone_book import FORMS, MAKES, written

# As each make's own guide has it: the root, an entry, its name and its number.
SHAPES = {
    "yealink.xml": ("YealinkIPPhoneDirectory", "DirectoryEntry", "Name", "Telephone"),
    "fanvil.xml": ("FanvilIPPhoneDirectory", "DirectoryEntry", "Name", "Telephone"),
    "snom.xml": ("SnomIPPhoneDirectory", "DirectoryEntry", "Name", "Telephone"),
    "phonebook.xml": ("AddressBook", "Contact", "FirstName", "Phone/phonenumber"),
}
PEOPLE = (
    DirectoryEntry("201", "Анна Петрова", "Продажи"),
    DirectoryEntry("202", "</Name><Name>&amp; \"x' <script>alert(1)</script>"),
)


def parsed(text: bytes) -> Element:
    return fromstring(text)  # noqa: S314  # what was written here, read back


def read(form: str, text: bytes) -> list[tuple[str | None, str | None]]:
    root, entry, name, number = SHAPES[form]
    book = parsed(text)
    assert book.tag == root
    return [(each.findtext(number), each.findtext(name)) for each in book.findall(entry)]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_reads_back(form: str) -> None:
    text = written(form, PEOPLE)
    assert text.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert read(form, text) == [(each.number, each.name) for each in PEOPLE]


def test_every_form_is_of_a_make() -> None:
    assert set(MAKES.values()) == set(FORMS) == set(SHAPES)


def test_grandstream_calls_by_its_first_account_and_shows_the_department() -> None:
    contact = parsed(written("phonebook.xml", PEOPLE)).find("Contact")
    assert contact is not None
    assert contact.findtext("LastName") == "Продажи"
    assert contact.findtext("Phone/accountindex") == "0"


@dataclass
class _Asked:
    """A supervisor with a thousand people, who fill several answers, and a key of these scopes."""

    scopes: tuple[Scope, ...]
    people: int = 1000
    at_a_time: int = 200

    async def ask(self, question: Any) -> Any:
        if not isinstance(question, GetDirectory):
            return SimpleNamespace(key=SimpleNamespace(scopes=self.scopes))
        assert not question.search
        every = range(question.after, self.people)
        shown = tuple(DirectoryEntry(f"{1000 + n}", f"Сотрудник {n}") for n in every)
        return Directory(shown[: self.at_a_time], more=len(shown) > self.at_a_time)


def _fetched(asked: _Asked) -> list[DirectoryEntry]:
    return asyncio.run(phone_books.entries(cast("Caller", asked)))


@pytest.mark.parametrize("form", FORMS)
def test_a_thousand_people_are_in_it_once_each(form: str) -> None:
    found = _fetched(_Asked((Scope.PHONE_BOOK,)))
    assert [each.number for each in found] == [f"{number}" for number in range(1000, 2000)]
    text = written(form, found)
    assert len(read(form, text)) == 1000
    assert len(text) < 250_000  # bytes


@pytest.mark.parametrize(
    ("scopes", "kind"),
    [
        ((Scope.PHONE_BOOK, Scope.HISTORY), "key-in-address"),
        ((Scope.HISTORY,), "scope"),
        (tuple(Scope), "key-in-address"),
    ],
)
def test_a_key_that_opens_more_or_other_things_is_refused(
    scopes: tuple[Scope, ...], kind: str
) -> None:
    with pytest.raises(Wrong) as refused:
        _fetched(_Asked(scopes))
    assert refused.value.kind == kind
