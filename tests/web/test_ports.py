"""The page of ports: whose telephone is where, its ring, and how an E1 is spoken."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import expect

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Put
from appliance.core.keys import Key
from appliance.core.people import Person
from appliance.core.text import DisplayName
from appliance.simulate.cards import ANALOGUE, DIGITAL
from appliance.wire.answers import CallsNow, Cards
from appliance.wire.calls import RingTelephone
from appliance.wire.configuration import (
    Edit,
    GetDraft,
    GetParts,
    GetRevisions,
    GetStreams,
    MakeDraft,
)
from appliance.wire.protocol import GetCalls
from appliance.wire.views import AlarmWord, CallState, TimeslotView
from tests.fakes.office import analogue_card, call, e1_card
from tests.fakes.simulated import eventually, free
from tests.fakes.supervisor import FakeSupervisor
from tests.web.configured import Configured, aside, ask
from tests.web.conftest import OpenPage
from tests.web.stand import Stand
from tests.web.test_look import View, judged


def _port(office: Configured, place: int) -> str:
    return f"{office.stand.url}/ports/telephone?at={quote(f'{ANALOGUE} 1 {place}')}"


def _stream(office: Configured) -> str:
    return f"{office.stand.url}/ports/stream?at={quote(f'{DIGITAL} 1 1')}"


def _drafted(office: Configured) -> dict[str, list[int]]:
    """By its number at which ports of the first card each telephone is, as the draft has it."""
    parts: Any = ask(office.running.page, GetParts("Extension", draft=True), office.session).parts
    return {
        part["number"]: [d["socket"]["place"] for d in part["devices"] if "socket" in d]
        for part in parts
    }


def _edit(office: Configured, command: Command) -> None:
    now = ask(office.running.console, GetRevisions(1)).current
    ask(office.running.console, Edit(now, to_plain(command, Command)))


WORDS = {
    "ru-RU": (
        "Порт 3: чей это телефон",
        "Внутренний номер или сотрудник",
        "Сохранить",
        "Освободить порт",
    ),
    "en-GB": (
        "Port 3: whose telephone it is",
        "Internal number or person",
        "Save",
        "Free the port",
    ),
}


@pytest.mark.parametrize("locale", WORDS)
def test_a_port_is_assigned_by_its_list_and_freed(
    office: Configured, at_work: OpenPage, locale: str
) -> None:
    whose, field, save, free_it = WORDS[locale]
    page = at_work(locale)
    page.goto(f"{office.stand.url}/ports")
    page.get_by_role("link", name=whose).press("Enter")
    page.get_by_label(field).select_option("Extension 204")
    page.get_by_role("button", name=save).press("Enter")
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    assert _drafted(office)["204"] == [3]
    assert _drafted(office)["203"] == []
    expect(page.locator(".drafted li")).to_have_count(2)  # port 3, and 4 where it was
    expect(page.locator(".socket").nth(2)).to_contain_text("203")  # nothing is applied yet
    page.get_by_role("link", name=whose).click()
    page.get_by_role("button", name=free_it).click()
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    assert _drafted(office)["204"] == []
    ask(office.running.page, MakeDraft(), office.session)
    expect(page.locator(".socket").nth(2)).not_to_contain_text("203")


def test_a_number_keeps_its_other_telephones_where_that_is_wanted(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(_port(office, 3))
    page.get_by_label("Internal number or person").select_option("Extension 204")
    page.get_by_label("Its telephones at other ports stay and ring too").check()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    assert _drafted(office)["204"] == [4, 3]
    page.goto(_port(office, 3))
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    assert _drafted(office)["204"] == [3]  # without the tick it is here alone


def test_somebody_without_a_number_gets_that_of_the_port(
    office: Configured, at_work: OpenPage
) -> None:
    _edit(office, Put(Person(Key("new"), DisplayName("Новичок"))))
    page = at_work("en-GB")
    page.goto(_port(office, 4))
    page.get_by_label("Internal number or person").select_option("Person new")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    people = ask(office.running.page, GetParts("Person", draft=True), office.session).parts
    assert next(each for each in people if each["key"] == "new")["number"] == "204"
    page.goto(_port(office, 3))  # that one is somebody's
    expect(page.locator("#who option[value='Person new']")).to_have_count(0)


def test_a_number_is_dragged_onto_a_port(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/ports")
    ports = page.locator(".socket")
    expect(page.locator("main")).not_to_have_class("is-stale")
    page.locator("[data-who='Extension 203']").drag_to(ports.nth(3))
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    assert _drafted(office)["203"] == [4]
    assert _drafted(office)["204"] == []
    loose = page.get_by_role("region", name="Without a telephone")
    loose.get_by_text("204").drag_to(ports.nth(4))  # a line's port takes none
    assert _drafted(office)["204"] == []
    loose.get_by_text("204").drag_to(ports.nth(2))
    expect(page.locator(".drafted li")).to_have_count(2)
    assert _drafted(office)["204"] == [3]


def test_whoever_cannot_be_put_there_is_told_at_the_list(
    office: Configured, at_work: OpenPage
) -> None:
    _edit(office, Put(Person(Key("new"), DisplayName("Новичок"))))
    page = at_work("en-GB")
    page.goto(f"{office.stand.url}/ports")
    expect(page.locator("main")).not_to_have_class("is-stale")
    page.get_by_text("Новичок").drag_to(page.locator(".socket").nth(2))  # that number is Olga's
    expect(page.locator("#who-error")).to_contain_text("Choose a number")
    assert ask(office.running.page, GetDraft(), office.session).steps == ()


def test_a_telephone_is_renamed_and_what_was_typed_stays(
    office: Configured, at_work: OpenPage
) -> None:
    page = at_work("en-GB")
    page.goto(_port(office, 4))
    name = page.get_by_label("Name", exact=True)
    name.fill("x" * 200)
    name.press("Enter")
    expect(page.locator("#name-error")).to_be_visible()
    expect(name).to_have_value("x" * 200)
    name.fill("")
    name.press("Enter")
    expect(page.locator("#name-error")).to_contain_text("Fill this in")
    expect(name).to_have_value("")
    name.fill("Ворота")
    name.press("Enter")
    expect(page).to_have_url(f"{office.stand.url}/ports#card-1")
    parts = ask(office.running.page, GetParts("Extension", draft=True), office.session).parts
    assert next(each for each in parts if each["number"] == "204")["name"] == "Ворота"


@pytest.mark.parametrize(("where", "number"), [("bracket", "204"), ("form", "203")])
def test_the_telephone_at_a_port_rings(
    office: Configured, at_work: OpenPage, where: str, number: str
) -> None:
    page = at_work("en-GB")
    place = int(number[-1])
    aside(lambda: free(office.running, number))
    if where == "bracket":
        page.goto(f"{office.stand.url}/ports")
        page.get_by_role("button", name=f"Port {place}: ring {number}").press("Enter")
    else:
        page.goto(_port(office, place))
        page.get_by_label("Internal number or person").select_option("Extension 204")
        page.get_by_role("button", name="Ring it").click()
        expect(page.locator("#who")).to_have_value("Extension 204")  # what was chosen stays
    expect(page.get_by_role("status").filter(has_text=f"{number} rings")).to_be_visible()
    page.goto(f"{office.stand.url}/ports")
    expect(page.locator(".socket").nth(place - 1)).to_contain_text("Ringing")
    assert ask(office.running.page, GetDraft(), office.session).steps == ()
    aside(lambda: free(office.running, number))


def test_a_telephone_that_talks_does_not_ring(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    aside(lambda: free(office.running, "202", "201"))
    ask(office.running.page, RingTelephone("202", "201"), office.session)
    aside(
        lambda: eventually(
            lambda: office.running.console.ask(GetCalls()),
            lambda now: any("202" in call.numbers for call in now.calls),
        )
    )
    page.goto(f"{office.stand.url}/ports")
    page.get_by_role("button", name="Port 2: ring 202").click()
    expect(page.get_by_role("alert")).to_contain_text("202 is in a call")
    aside(lambda: free(office.running, "202"))


@pytest.mark.parametrize(
    ("locale", "changed"), [("ru-RU", "Источник синхронизации"), ("en-GB", "Clock")]
)
def test_how_an_e1_is_spoken_is_changed_and_what_is_wrong_stands_at_its_field(
    office: Configured, at_work: OpenPage, locale: str, changed: str
) -> None:
    page = at_work(locale)
    page.goto(f"{office.stand.url}/ports")
    page.locator("a[href^='/ports/stream']").click()
    clock = page.get_by_label(changed)
    for wrong in ("often", "100"):
        clock.fill(wrong)
        clock.press("Enter")
        expect(page.locator("#f-framing-timing-error")).to_be_visible()
        expect(clock).to_have_value(wrong)
    assert ask(office.running.page, GetDraft(), office.session).steps == ()
    clock.fill("0")
    page.get_by_label("CRC4").uncheck()
    page.locator("#f-side").select_option("pri_net")
    clock.press("Enter")
    expect(page).to_have_url(f"{office.stand.url}/ports#card-2")
    (line,) = ask(office.running.page, GetStreams(draft=True), office.session).streams
    assert line == {
        "type": "SetLine", "card": str(DIGITAL), "span": 1, "side": "pri_net",
        "signalling": "pri", "framing": {"crc4": False, "timing": 0},
    }  # fmt: skip
    (stands,) = ask(office.running.page, GetStreams(), office.session).streams
    assert stands["side"] == "pri_cpe"
    page.goto(f"{office.stand.url}/changes")
    told = page.locator(".diff-lines").first
    expect(told).to_contain_text("CRC4")
    expect(told).to_contain_text(changed)
    page.goto(_stream(office))
    expect(page.get_by_label(changed)).to_have_value("0")


def test_a_stream_or_port_that_is_not_there(office: Configured, at_work: OpenPage) -> None:
    page = at_work("en-GB")
    for path in ("telephone?at=@nowhere+1+1", "telephone", "stream?at=@nowhere+1+1", "stream"):
        answer = page.goto(f"{office.stand.url}/ports/{path}")
        assert answer is not None
        assert answer.status == 404, path


def _busy(supervisor: FakeSupervisor) -> None:
    """Two timeslots are on calls; of one the visitor may see who talks."""
    card = e1_card()
    slots = (
        TimeslotView(1, CallState.TALKING, "call-1"),
        TimeslotView(17, CallState.RINGING, "somebody's"),
    )
    socket = msgspec.structs.replace(card.sockets[0], calls=2, slots=slots)
    cards = (analogue_card(), msgspec.structs.replace(card, sockets=(socket,)))
    supervisor.change(CallsNow((call(1), call(2))), Cards(cards))


def test_the_strip_tells_each_timeslot_and_who_talks(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/ports")
    expect(page.locator(".slot.is-busy")).to_have_count(0)
    _busy(supervisor)
    expect(page.locator(".slot.is-busy")).to_have_count(2, timeout=1000)
    slots = page.locator(".slot").all_text_contents()
    said = [" ".join(text.split()) for text in slots]
    assert said[0] == "0 synchronisation"
    assert said[1] == "1 Talking"
    assert said[2] == "2 Free"
    assert said[16] == "16 signalling"
    assert said[17] == "17 Ringing"
    talks = page.locator(".slot-calls li")
    expect(talks.nth(0)).to_contain_text("Timeslot 1")
    expect(talks.nth(0)).to_contain_text("ООО «Ромашка»")
    expect(talks.nth(0)).to_contain_text("Анна Петрова")
    expect(talks.nth(0)).to_contain_text("1:")
    expect(talks.nth(1)).to_contain_text("Timeslot 17")
    expect(talks.nth(1)).not_to_contain_text("→")
    supervisor.change(Cards((analogue_card(), e1_card(alarms=(AlarmWord.LOS,)))))
    expect(page.locator(".slot.tone-bad")).to_have_count(30, timeout=1000)
    expect(page.locator(".slot-calls")).to_have_count(0)


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1440, "light"), View("ru-RU", 768, "light")]
)
def test_it_is_readable(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, view: View
) -> None:
    _busy(supervisor)
    page = inside(*view)
    page.goto(f"{stand.url}/ports")
    judged(page)


@pytest.mark.parametrize("view", [View("ru-RU", 360, "light"), View("en-GB", 1440, "dark")])
def test_what_is_drafted_and_what_is_wrong_is_readable(
    office: Configured, at_work: OpenPage, view: View
) -> None:
    page = at_work(*view)
    page.goto(_port(office, 3))
    page.locator("button[value=free]").click()
    expect(page.locator(".drafted")).to_be_visible()
    judged(page)
    page.goto(_port(office, 4))
    page.locator("#name").fill("")
    page.locator("#name").press("Enter")
    expect(page.locator("#name-error")).to_be_visible()
    judged(page)
