"""The board of live calls: it moves by itself, and what one may do with a call is there."""

from __future__ import annotations

import time

import msgspec
import pytest
from playwright.sync_api import expect

from appliance.wire.answers import CallsNow
from appliance.wire.board import Resting
from appliance.wire.calls import HangUp, ListenIn, ParkCall, TakeParked, TransferCall
from appliance.wire.views import CallState, Deed
from tests.fakes.office import call
from tests.fakes.supervisor import FakeSupervisor
from tests.web.conftest import OpenPage
from tests.web.stand import Stand
from tests.web.test_look import View, judged

AT_ONCE = 1000  # milliseconds


def test_the_board_follows_the_calls(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    page = inside("en-GB")
    page.goto(f"{stand.url}/board")
    tile = page.locator("[id='tile-201']")
    expect(tile).to_contain_text("free")
    expect(page.locator("[id='tile-203']")).to_contain_text("do not disturb")
    waiting = msgspec.structs.replace(
        call(2, CallState.DIALLING), numbers=(), queue="sales", called="", called_name=""
    )
    supervisor.change(CallsNow((call(1), waiting)), Resting(()))
    expect(tile).to_contain_text("talks", timeout=AT_ONCE)
    expect(tile).to_contain_text("ООО «Ромашка»")
    expect(page.locator("[id='tile-203']")).to_contain_text("free")
    expect(page.locator("[id='line-1']")).to_contain_text("2 of 30 busy")
    expect(page.locator("[id='queue-sales']")).to_contain_text("1 waits")
    expect(page.locator("[id='queue-sales']")).to_contain_text("2 of 2 free")
    supervisor.change(CallsNow(()))
    expect(tile).to_contain_text("free", timeout=AT_ONCE)
    expect(page.locator("#board-calls li")).to_have_count(0)


def test_what_one_may_do_with_a_call(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    theirs = msgspec.structs.replace(call(2), may=(Deed.LISTEN,), numbers=("203",))
    supervisor.change(CallsNow((call(1), theirs)))
    page = inside("en-GB")
    page.goto(f"{stand.url}/board")
    other = page.locator("[id='call-call-2']")
    expect(other.get_by_role("button")).to_have_count(1)
    other.get_by_role("button", name="Listen").click()
    expect(page.get_by_role("status")).to_contain_text("lift it")
    assert supervisor.asked[-20:].count(ListenIn("call-2", "203", Deed.LISTEN)) == 1
    mine = page.locator("[id='call-call-1']")
    mine.get_by_role("link", name="Hand over").click()
    page.get_by_label("To whom").fill("999")
    page.get_by_label("To whom").press("Enter")
    expect(page.locator("#to-error")).to_contain_text("no telephone")
    expect(page.get_by_label("To whom")).to_have_value("999")
    page.get_by_label("To whom").fill("203")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Live calls")
    assert TransferCall("call-1", "203") in supervisor.asked
    mine.get_by_role("button", name="Hang up").press("Enter")
    page.wait_for_url("**/board")
    assert HangUp("call-1") in supervisor.asked
    page.goto(f"{stand.url}/board/transfer?call=gone")
    expect(page.get_by_role("alert")).to_contain_text("this call is over")


def test_a_call_is_parked_and_taken_from_there(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage
) -> None:
    talks = msgspec.structs.replace(call(1), may=(Deed.PARK,))
    supervisor.change(CallsNow((talks,)))
    page = inside("en-GB")
    page.goto(f"{stand.url}/board")
    shown = page.locator("[id='call-call-1']")
    shown.get_by_role("button", name="Park").click()
    page.wait_for_url("**/board")
    assert ParkCall("call-1") in supervisor.asked
    until = time.time() + 40
    waits = msgspec.structs.replace(
        call(1, CallState.PARKED), may=(Deed.TAKE,), numbers=(), space="701", until=until
    )
    supervisor.change(CallsNow((waits,)))
    expect(shown).to_contain_text("Parked", timeout=AT_ONCE)
    expect(shown).to_contain_text("at 701, for 0:3")
    expect(page.locator("[id='tile-201']")).to_contain_text("free")
    judged(page)
    shown.get_by_role("button", name="Take").click()
    expect(page.get_by_role("status")).to_contain_text("you have the call")
    assert TakeParked("call-1") in supervisor.asked


@pytest.mark.parametrize(
    "view", [View("ru-RU", 360, "dark"), View("en-GB", 1440, "light"), View("ru-RU", 768, "light")]
)
def test_it_is_readable(
    stand: Stand, supervisor: FakeSupervisor, inside: OpenPage, view: View
) -> None:
    supervisor.change(CallsNow((call(1), call(2, CallState.RINGING))))
    page = inside(*view)
    for path in ("/board", "/board/transfer?call=call-1"):
        page.goto(stand.url + path)
        judged(page)
