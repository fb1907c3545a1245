"""7777 at a telephone of the office in the real Asterisk: it meets what callers meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.compiler.dialplan.prompts import SOUNDS
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import NIGHT, Family
from appliance.core.numbers import Did
from appliance.core.schedules import WeekRange
from appliance.core.targets import Hours, ToMenu, ToPrompt
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, TrunkGroup
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.tones import hears, put_tone
from tests.machines.offices import after, sip
from tests.machines.parts import menu, prompt, schedule, to

MAIN, DIRECT = "74951234500", "74951234502"
HELLO, CLOSED = 1000, 700  # Hz of what the menu says, and what is heard out of hours


def _config() -> Config:
    """Always open, but switched by hand; whoever dials DIRECT is at 303."""
    always = WeekRange((1, 2, 3, 4, 5, 6, 7), 0, 1440)
    closed = Hours(Key("work"), ToPrompt(Key("closed")))
    return after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        sip("303", "Telephone 303"),
        schedule("work", "Work", always, code=1),
        prompt("hello", "Hello"),
        prompt("closed", "Closed"),
        menu("main", "Main", "hello", {"1": to("302")}),
        Put(TrunkGroup(1, DisplayName("Carrier"))),  # its line is the expert's own
        Put(DidRoute(Did(MAIN), ToMenu(Key("main")), closed)),
        Put(DidRoute(Did(DIRECT), to("303"))),
    )


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("simulated"), _config()) as office:
        sounds = office.asterisk.folder / SOUNDS.removeprefix("/")
        put_tone(sounds / "hello.wav", HELLO)
        put_tone(sounds / "closed.wav", CLOSED)
        yield office


@pytest.fixture(autouse=True)
def open_again(office: Office) -> Iterator[None]:
    yield
    office.asterisk.console(f"database deltree {Family.DAY_NIGHT}")
    office.forget()
    office.take()


def _asked(office: Office, called: str) -> Phone:
    """301 calls as from outside, and has typed the number that is called."""
    phone = office.phone("301")
    phone.dial("7777")
    phone.answered()
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)
    wait_for(lambda: level(phone.sound.hear(1.0)) < -50, 15)
    phone.press(f"{called}#")
    return phone


def test_the_menu_is_heard_and_its_keys_lead_on(office: Office) -> None:
    two = office.phone("302")
    phone = _asked(office, MAIN)
    assert hears(phone, HELLO)
    phone.press("1")
    two.rings_soon(10)
    two.answer()
    two.hang_up()
    phone.hung_up()
    call = office.call()
    assert call.answered_by == "302"


def test_out_of_hours_it_hears_what_callers_hear(office: Office) -> None:
    office.asterisk.console(f"database put {Family.DAY_NIGHT} 1 {NIGHT}")
    carrier, phone = office.phone("carrier"), _asked(office, MAIN)
    assert hears(phone, CLOSED)
    phone.hung_up()
    office.call()
    carrier.dial(MAIN, "89161234567")
    carrier.answered()
    assert hears(carrier, CLOSED)
    carrier.hung_up()
    office.call()


def test_another_number_leads_elsewhere_and_one_of_nobody_to_none(office: Office) -> None:
    three = office.phone("303")
    phone = _asked(office, DIRECT)
    assert three.rings_soon(5)
    phone.hang_up()
    three.hung_up()
    office.call()
    phone = _asked(office, "*1")
    wait_for(lambda: level(phone.sound.hear(0.3)) > -30, 15)  # it says that this is no number
    phone.hung_up()
    office.call()
