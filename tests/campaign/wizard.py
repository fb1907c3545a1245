"""A person at the first start, who finds everything by its role or its label, and is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from build.lib.vm.waiting import PATIENCE
from webui import language

PASSWORD = "forty red bicycles"
TELEPHONES = 4
PEOPLE = {
    "ru": ("Анна Петрова", "Иван Сидоров", "Ольга Белова", "Склад"),
    "en": ("Anna Brown", "John Smith", "Olga White", "Stockroom"),
}


@dataclass
class Hand:
    """What the page is told to do; `clicks` and `fields` so far."""

    page: Page
    language: str
    clicks: int = 0
    fields: int = 0

    def words(self, message: str) -> str:
        """What the page calls it."""
        return language.translations(self.language).gettext(message)

    def click(self, role: str, message: str) -> None:
        """The one that is shown by that name; where a long form repeats it, the last."""
        found = self.page.get_by_role(role, name=self.words(message), exact=True)  # type: ignore[arg-type]
        expect(found.last).to_be_visible(timeout=30_000 * PATIENCE)
        found.last.click()
        self.clicks += 1

    def fill(self, message: str, text: str) -> None:
        """The field with that label."""
        self.page.get_by_label(self.words(message), exact=True).fill(text)
        self.fields += 1

    def choose(self, message: str, number: str) -> None:
        """What a list offers for `number`."""
        found = self.page.get_by_label(self.words(message), exact=True)
        value = found.get_by_role("option", name=number).first.get_attribute("value")
        found.select_option(value)
        self.fields += 1

    def at(self, message: str) -> None:
        """The screen with that heading."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(self.words(message), timeout=60_000 * PATIENCE)


def set_up(hand: Hand, url: str, code: str) -> None:
    """From the first look at the page to the overview."""
    hand.page.goto(url)
    hand.at("First set-up")
    for label, text in (
        ("Set-up code", code),
        ("Administrator's name", "anna"),
        ("Password", PASSWORD),
        ("Password again", PASSWORD),
    ):
        hand.fill(label, text)
    hand.click("button", "Open the box")
    hand.at("Overview")


def go_through(hand: Hand) -> Sequence[str]:
    """From the overview to the screen of the test call; the numbers that were given names."""
    hand.click("link", "Go on with the first start")
    hand.at("First start")
    hand.click("link", "Begin")
    hand.at("Network")
    hand.click("button", "The network is right")
    hand.at("Place and time")
    hand.click("button", "Save and go on")
    hand.at("Telephones and people")
    numbers = _named(hand)
    hand.click("button", "Save and go on")
    hand.at("People from a list")
    hand.click("button", "Leave it for later")
    hand.at("Outside lines")
    hand.click("button", "The lines are right")
    hand.at("Calls from outside")
    hand.choose("Who is rung", numbers[0])
    hand.click("button", "Save and go on")
    hand.at("Mail and alarms")
    hand.click("button", "Leave it for later")
    hand.at("Apply and call")
    hand.click("button", "Apply now")
    gone = hand.page.get_by_role("button", name=hand.words("Apply now"), exact=True)
    expect(gone).to_have_count(0, timeout=60_000 * PATIENCE)
    return numbers


def _named(hand: Hand) -> list[str]:
    """A name for each of the first telephones; their numbers."""
    label = hand.words("Whose telephone is %(number)s").replace("%(number)s", r"(\d+)")
    fields = hand.page.get_by_label(re.compile(f"^{label}$"))
    expect(fields.nth(TELEPHONES - 1)).to_be_visible(timeout=30_000 * PATIENCE)
    numbers = []
    for place, name in enumerate(PEOPLE[hand.language]):
        named = fields.nth(place).get_attribute("name") or ""
        fields.nth(place).fill(name)
        numbers.append(named.rpartition("-")[2])
        hand.fields += 1
    return numbers


def place_call(hand: Hand, first: str, second: str) -> None:
    """`first` is to ring, and to call `second` once it is lifted."""
    hand.choose("This telephone rings first", first)
    hand.fill("Lifted, it calls", second)
    hand.click("button", "Place the call")
    expect(hand.page.get_by_role("status").first).to_contain_text(first)


def finish(hand: Hand) -> None:
    """The call was heard, and the map is taken along."""
    hand.click("button", "Both sides were heard")
    hand.at("Map of the ports")
    hand.click("button", "Done")
    hand.at("What is well, and what is left")
    hand.click("button", "The first start is done")
    hand.at("First start")
    expect(hand.page.get_by_text(hand.words("The first start is over"))).to_be_visible()
