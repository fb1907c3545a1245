"""What happens on the box is on the screen within a second, without a reload."""

from __future__ import annotations

import re

import msgspec
import pytest
from playwright.sync_api import expect

from appliance.wire.answers import CallEnded, CallsNow, Cards
from appliance.wire.views import AlarmWord, CallState, SocketState
from tests.fakes.office import analogue_card, call, e1_card, issue, past_call
from tests.fakes.supervisor import FakeSupervisor
from tests.web.conftest import OpenPage
from tests.web.stand import Stand

AT_ONCE = 1000  # milliseconds


def test_overview_follows_the_box(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(stand.url)
    expect(page.locator("#health")).to_contain_text("Everything works")
    expect(page.locator("#front .socket")).to_have_count(9)
    expect(page.locator("#front .socket").first).to_contain_text("201")
    office = supervisor.office
    supervisor.change(
        CallsNow((call(1), call(2, CallState.RINGING))),
        msgspec.structs.replace(office.status, issues=(issue(),)),
        Cards((analogue_card(), e1_card(alarms=(AlarmWord.LOS,)))),
    )
    expect(page.locator("#calls-now li")).to_have_count(2, timeout=AT_ONCE)
    expect(page.locator("#calls-now")).to_contain_text("1:05")
    expect(page.locator("#health")).to_contain_text("1 thing needs attention")
    expect(page.locator("#front")).to_contain_text("No signal (LOS)")
    supervisor.change(CallsNow(()))
    expect(page.locator("#calls-now li")).to_have_count(0, timeout=AT_ONCE)


@pytest.mark.parametrize(("path", "part"), [("/", "calls-now"), ("/board", "board-calls")])
def test_calls_come_and_go_and_the_others_stay_as_they_are(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, path: str, part: str
) -> None:
    one, two, three = (call(number) for number in (1, 2, 3))
    supervisor.change(CallsNow((one, two)))
    page = inside("en-GB")
    page.goto(stand.url + path)
    rows = page.locator(f"#{part} li")
    expect(page.locator(f"#{part}-pieces")).to_be_visible()
    expect(page.locator("main")).not_to_have_class("is-stale")
    supervisor.change(CallsNow((one, two, three)))
    expect(rows).to_have_count(3, timeout=AT_ONCE)
    expect(rows.nth(2)).to_have_attribute("id", re.compile("-call-3$"))
    rows.nth(1).evaluate("row => { row.seen = true; }")
    supervisor.change(CallsNow((two, call(3, CallState.RINGING))))
    expect(rows).to_have_count(2, timeout=AT_ONCE)
    expect(rows.nth(1)).to_contain_text("Ringing")
    assert rows.nth(0).evaluate("row => row.seen")
    expect(page.locator(f"#{part} .badge")).to_have_text("2")
    supervisor.change(CallsNow(()))
    expect(page.locator(f"#{part}")).to_contain_text("Nobody is on the telephone", timeout=AT_ONCE)


def test_the_boxs_sentences_are_in_the_visitors_language(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside()
    page.goto(stand.url)
    supervisor.change(msgspec.structs.replace(supervisor.office.status, issues=(issue(),)))
    expect(page.locator("#health")).to_contain_text("Поток 2 не работает: LOS.")
    expect(page.locator("#health")).to_contain_text("Проверьте кабель")


def test_a_city_line_without_voltage_is_no_line(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    """The driver's word for it is a red alarm, which is a word for streams."""
    page = inside()
    page.goto(f"{stand.url}/ports")
    sockets = list(analogue_card().sockets)
    sockets[4] = msgspec.structs.replace(
        sockets[4], state=SocketState.NO_LINE, alarms=(AlarmWord.RED,)
    )
    supervisor.change(Cards((msgspec.structs.replace(analogue_card(), sockets=tuple(sockets)),)))
    socket = page.locator(".socket").nth(4)
    expect(socket).to_contain_text("Нет линии")
    expect(socket).not_to_contain_text("авария")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en-GB", "Clock of the cards: 97.50 % exact."), ("ru", "Часы плат: точность 97,50 %.")],
)
def test_how_exact_the_cards_clock_is_stands_below_them(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, language: str, said: str
) -> None:
    page = inside(language)
    page.goto(f"{stand.url}/ports")
    expect(page.locator(".socket")).to_have_count(9)
    expect(page.locator("#timing")).to_have_count(0)
    supervisor.change(Cards((analogue_card(), e1_card()), 97.5))
    expect(page.locator("#timing")).to_contain_text(said, timeout=AT_ONCE)
    supervisor.change(Cards((), 97.5))
    expect(page.locator("#timing")).to_have_count(0)


def test_a_call_that_ended_becomes_a_row(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside()
    page.goto(f"{stand.url}/calls")
    expect(page.locator("#history tbody tr")).to_have_count(50)
    newest = msgspec.structs.replace(past_call(0), caller="84951112233", caller_name="")
    supervisor.change(CallEnded(newest))
    first = page.locator("#history tbody tr").first
    expect(first).to_contain_text("84951112233", timeout=AT_ONCE)
    page.get_by_role("link", name="Более ранние звонки").click()
    expect(page.locator("#history tbody tr")).to_have_count(30)
    page.get_by_role("link", name="Новые звонки").or_(
        page.locator("#history a[href='/calls']")
    ).first.click()
    expect(page.locator("#history tbody tr")).to_have_count(50)


def test_a_dead_supervisor_is_told_and_comes_back_by_itself(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(stand.url)
    expect(page.locator("main")).not_to_have_class("is-stale")
    supervisor.stop()
    notice = page.locator("[data-link-notice=supervisor]")
    expect(notice).to_be_visible(timeout=3000)
    supervisor.start()
    supervisor.change(CallsNow((call(1),)))
    expect(notice).to_be_hidden(timeout=3000)
    expect(page.locator("#calls-now li")).to_have_count(1)


def test_a_dead_web_process_is_told_and_comes_back_by_itself(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    assert supervisor.office.calls.calls == ()
    page = inside("en-GB")
    page.goto(stand.url)
    expect(page.locator("main")).not_to_have_class("is-stale")
    stand.stop_web()
    notice = page.locator("[data-link-notice=server]")
    expect(notice).to_be_visible(timeout=5000)
    plain = stand.ask("/")
    assert plain.status == 503
    assert "Calls go on as usual" in plain.text
    stand.start_web()
    expect(notice).to_be_hidden(timeout=8000)
