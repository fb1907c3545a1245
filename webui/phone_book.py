"""The office's directory as the XML that desk telephones read; one form a make.

What the makes want: Yealink's "Remote XML Phone Book", Fanvil's "Cloud phonebook" (the same under
another root), Grandstream's "XML Phonebook Guide" (account index 0 is the first account), and
snom's "SnomIPPhoneDirectory".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.wire.directory import DirectoryEntry

Entries = Iterable[DirectoryEntry]
TYPE = "text/xml; charset=utf-8"


def _directory(root: str) -> Callable[[Entries], Element]:
    """A name and its number, the form that several makes took over from each other."""

    def made(entries: Entries) -> Element:
        book = Element(root)
        for each in entries:
            entry = SubElement(book, "DirectoryEntry")
            SubElement(entry, "Name").text = each.name
            SubElement(entry, "Telephone").text = each.number
        return book

    return made


def _snom(entries: Entries) -> Element:
    """Its screen wants a title and what to do, before the names."""
    book = _directory("SnomIPPhoneDirectory")(entries)
    for place, (name, text) in enumerate((("Title", "Lineman"), ("Prompt", "Dial"))):
        head = Element(name)
        head.text = text
        book.insert(place, head)
    return book


def _address_book(entries: Entries) -> Element:
    """A whole name is a first name: which word of it is which, nobody typed."""
    book = Element("AddressBook")
    SubElement(book, "version").text = "1"
    for each in entries:
        contact = SubElement(book, "Contact")
        SubElement(contact, "FirstName").text = each.name
        SubElement(contact, "LastName").text = each.department
        phone = SubElement(contact, "Phone", type="Work")
        SubElement(phone, "phonenumber").text = each.number
        SubElement(phone, "accountindex").text = "0"
    return book


FORMS: Mapping[str, Callable[[Entries], Element]] = {
    "yealink.xml": _directory("YealinkIPPhoneDirectory"),
    "fanvil.xml": _directory("FanvilIPPhoneDirectory"),
    "phonebook.xml": _address_book,  # Grandstream puts this name behind the path that it is given
    "snom.xml": _snom,
}
MAKES: Mapping[str, str] = {
    "Yealink": "yealink.xml",
    "Fanvil": "fanvil.xml",
    "Grandstream": "phonebook.xml",
    "snom": "snom.xml",
}
"""Which of the forms a make reads."""


def written(form: str, entries: Entries) -> bytes:
    """The whole book in a form of `FORMS`."""
    made: bytes = tostring(FORMS[form](entries), encoding="utf-8", xml_declaration=True)
    return made
