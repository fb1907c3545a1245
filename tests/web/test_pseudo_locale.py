"""Every page in a made-up language: whatever is not marked there was never given to translators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from appliance.core.parts import PLACES
from appliance.simulate.script import OUTSIDE, PHONES
from appliance.wire.access import SetAccount
from appliance.wire.answers import CallsNow, Cards
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.configuration import GetParts
from appliance.wire.roles import Role, Scope
from appliance.wire.views import (
    AlarmWord,
    BoxState,
    CallState,
    CardView,
    SocketState,
    UpdatePhase,
)
from drivers.catalogue.virtual import virtual
from tests.fakes.office import NAMES, Office, analogue_card, call, e1_card
from tests.fakes.supervisor import FakeSupervisor, running
from tests.web.configured import PASSWORD, Configured, ask, configured
from tests.web.conftest import OpenPage
from tests.web.every_page import PATHS
from tests.web.pseudo import CLOSE, LANGUAGE, OPEN
from tests.web.stand import Stand, standing
from tests.web.test_call_log import BUSY, RECORDED, tell
from tests.web.test_parts_look import NEW
from webui.parts import zones
from webui.security import SESSION_COOKIE

# What a machine reads stands in these; a button that names a language does so in that language.
_APART = "script, style, template, textarea, code, pre, kbd, samp, [translate=no], body [lang]"
_SHOWN = ("title", "placeholder", "aria-label", "aria-description", "aria-roledescription",
          "aria-valuetext", "alt", "label", "data-label", "words")  # fmt: skip
_GATHER = """([apart, shown]) => {
    const found = [];
    const look = (root) => {
        const what = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
        const walker = document.createTreeWalker(root, what);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
            if (element === null || element.closest(apart)) continue;
            if (node.nodeType === Node.TEXT_NODE) {
                found.push(["text", node.data]);
                continue;
            }
            for (const name of shown)
                if (element.hasAttribute(name)) found.push([name, element.getAttribute(name)]);
            if (element.matches("input[type=submit], input[type=button]"))
                found.push(["value", element.value]);
            if (element.shadowRoot) look(element.shadowRoot);
        }
    };
    look(document.documentElement);
    return found;
}"""
# Names: of the product, of standards and their words, of what only this office's test says.
_NAMES = (
    "Lineman",
    "anna",
    "boris",
    "billing",
    "CSV",
    "SIP",
    "UDP",
    "Digium TDM800P",
    "Digium TE122",
    "smtp.example.com",
    "log.example.com",
    "pbx.example.com",
    "box@example.com",
    "books@example.com",
    "lineman",
    "00:1b:21:3c:4d:5e",
)
_SPOKEN_OF = {party.name for party in (*PHONES, *OUTSIDE)}  # whoever calls in a simulated office
_OFFICE = (*NAMES, "Telephone 204", "ООО «Ромашка»", "E1 1", "Outside 1", "Рабочее время",
           "Отдел продаж")  # fmt: skip  # of the office that tests move
_ZONES = {each.label for each in zones.options(LANGUAGE)}
_TYPED = ("name", "transcript", "note", "email")  # the fields of parts that are free text


def unmarked(text: str) -> Iterator[str]:
    """What stands outside every mark."""
    depth, piece = 0, ""
    for letter in text:
        if letter == OPEN and not depth:
            yield piece
            piece = ""
        depth += (letter == OPEN) - (letter == CLOSE)
        if not depth and letter != CLOSE:
            piece += letter
    yield piece


def untranslatable(text: str, data: re.Pattern[str]) -> str:
    """What is neither marked nor data, of a text with a letter in it."""
    left = (data.sub("", piece).strip() for piece in unmarked(text))
    return " … ".join(piece for piece in left if any(letter.isalpha() for letter in piece))


def words_of(office: Configured) -> Iterator[str]:
    """Every text that somebody typed: what parts are called, and what is noted of them."""
    for kind in PLACES:
        for part in ask(office.running.console, GetParts(kind.__name__)).parts:
            yield from (str(part[name]) for name in _TYPED if name in part)


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of them as a word of its own, the longest first; and an address."""
    ordered = sorted({word for word in words if word}, key=len, reverse=True)
    return re.compile(rf"https?://\S*|(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configured]:
    """Configured, with calls that happened, in the made-up language."""
    folder = tmp_path_factory.mktemp("pseudo")
    with configured(folder, "tests.web.pseudo", "tests.web.pseudo_box") as made:
        tell(made, RECORDED, BUSY)
        ask(made.running.page, SetAccount("boris", PASSWORD, Role.MANAGER), made.session)
        ask(made.running.page, MakeApiKey("billing", (Scope.HISTORY,)), made.session)
        with made.certified():
            yield made


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, FakeSupervisor]]:
    """The page of an office that a test moves, in the made-up language."""
    folder = tmp_path_factory.mktemp("pseudo-told")
    with (
        standing(folder, web="tests.web.pseudo") as stand,
        running(stand.supervisor, Office()) as fake,
    ):
        yield stand, fake


@dataclass
class Findings:
    """Where each text stands that is neither marked nor data, as many are on every page."""

    page: Page
    data: re.Pattern[str]
    where: dict[str, list[str]] = field(default_factory=dict)

    def look(self, address: str, path: str) -> None:
        self.page.goto(address + path)
        self.look_here(path)

    def look_here(self, named: str) -> None:
        for left in found_on(self.page, named, self.data):
            self.where.setdefault(left, []).append(named)

    def none(self) -> None:
        said = [f"{left!r} on {', '.join(dict.fromkeys(on))}" for left, on in self.where.items()]
        assert not said, "\n".join(said)


def found_on(page: Page, address: str, data: re.Pattern[str]) -> list[str]:
    gathered = page.evaluate(_GATHER, [_APART, list(_SHOWN)])
    assert any(OPEN in text for _, text in gathered), f"{address} is not in the made-up language"
    return [f"{where}: {left}" for where, text in gathered if (left := untranslatable(text, data))]


def test_every_text_was_given_to_translators(office: Configured, open_page: OpenPage) -> None:
    page = office.enter(open_page("ru-RU"))
    data = pattern([*words_of(office), *_NAMES, *_SPOKEN_OF, *_ZONES])
    found = Findings(page, data)
    for path in PATHS:
        found.look(office.stand.url, path)
    for path in NEW:  # nothing is filled in: each form says what is wrong
        page.goto(office.stand.url + path)
        with page.expect_navigation():
            page.locator("form[novalidate] .btn-primary").click()
        found.look_here(f"{path} sent")
    found.none()


def test_every_state_was_given_to_translators(
    told: tuple[Stand, FakeSupervisor], open_page: OpenPage
) -> None:
    """Of a socket, a stream, a call and an update; on a card that no catalogue names too."""
    stand, supervisor = told
    page = open_page("ru-RU")
    found = Findings(page, pattern([*_NAMES, *_OFFICE]))
    found.look(stand.url, "/setup")
    session = supervisor.set_up()
    found.look(stand.url, "/login")
    page.context.add_cookies(
        [{"name": SESSION_COOKIE, "value": session, "url": stand.url, "secure": True}]
    )
    calls = tuple(call(number, state) for number, state in enumerate(CallState, 1))
    supervisor.change(Cards(tuple(_cards())), CallsNow(calls))
    for path in ("/", "/board", "/ports", "/calls", "/recordings"):
        found.look(stand.url, path)
    for box in BoxState:
        supervisor.change(replace(supervisor.office.status, state=box))
        found.look(stand.url, "/")
    for phase in UpdatePhase:
        supervisor.change(replace(supervisor.office.update, phase=phase, percent=40))
        found.look(stand.url, "/update")
    found.none()


def _cards() -> Iterator[CardView]:
    """A virtual card with a socket in each state, and a stream in each alarm."""
    model = virtual("DYN/loc/1:0", "SSO")
    card = analogue_card(1)
    sockets = tuple(
        replace(card.sockets[0], label=str(place), state=state)
        for place, state in enumerate(SocketState, 1)
    )
    yield replace(card, name=model.name, virtual=True, quirks=model.quirks, sockets=sockets)
    yield from (e1_card(number, (alarm,)) for number, alarm in enumerate(AlarmWord, 2))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Card 1⟧", ""),
        ("⟦Line ⟦Busy⟧ is down⟧ 12", ""),
        ("Virtual card 1:0", "Virtual card 1:0"),
        ("⟦Card⟧ of anna", "of"),
        ("annaba", "annaba"),
    ],
)
def test_what_counts_as_marked(text: str, left: str) -> None:
    assert untranslatable(text, pattern(["anna"])) == left
