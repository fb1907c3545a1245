"""What callers hear is recorded by telephone in the real Asterisk, with nobody there but it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from appliance.apply.prompt_sounds import PromptSounds
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.compiler.dialplan.prompts import SOUNDS
from appliance.core.call_handling import Prompt, Queue
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.live_state import JOURNAL, Family
from appliance.core.numbers import Did
from appliance.core.roles import Function, FunctionDiffers
from appliance.core.targets import ToMenu, ToPrompt, ToQueue
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, TrunkGroup
from appliance.core.wav import HEAD, RATE
from appliance.facts import LiveStateChanged
from appliance.flows.live_state import LiveStates
from appliance.flows.prompt_sounds import SpokenPrompts
from appliance.store.history import History
from drivers.virtual.dsp.level import level
from tests.fakes.in_place import in_place
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.supervising import client, connected
from tests.integration.asterisk.tones import hears, put_tone
from tests.machines.offices import after, number, sip
from tests.machines.parts import menu, numbers, person, to

MENU, WORDS, WAITS = "74951234500", "74951234501", "74951234502"
BEFORE, SPOKEN, HALF = 700, 1000, 1300  # Hz
HELLO = Prompt(Key("hello"), DisplayName("Hello"), code=12)


def _config() -> Config:
    """The same announcement greets in a menu, is said alone, and is what callers wait by."""
    waiting = Queue(
        Key("line"), DisplayName("x"), number("610"), numbers(302, 302), music=HELLO.key
    )
    return after(
        sip("301", "Telephone 301"),
        sip("302", "Telephone 302"),
        person("301", "Anna", FunctionDiffers(Function.PROMPTS, allowed=True)),
        Put(HELLO),
        menu("main", "Main", "hello", {"1": to("302")}),
        Put(waiting),
        Put(TrunkGroup(1, DisplayName("Carrier"))),  # its line is the expert's own
        Put(DidRoute(Did(MENU), ToMenu(Key("main")))),
        Put(DidRoute(Did(WORDS), ToPrompt(HELLO.key))),
        Put(DidRoute(Did(WAITS), ToQueue(Key("line")))),
    )


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("recorded"), _config()) as office:
        yield office


@pytest.fixture(autouse=True)
def as_before(office: Office) -> Iterator[None]:
    """It says a tone that was placed there once."""
    for family in (Family.PROMPT, JOURNAL):
        office.asterisk.console(f"database deltree {family}")
    put_tone(_folder(office) / "hello.wav", BEFORE)
    yield
    office.forget()
    office.take()


def _folder(office: Office) -> Path:
    return office.asterisk.folder / SOUNDS.removeprefix("/")


def _begins(office: Office, frequency: int, seconds: float = 3.0) -> Phone:
    """301 speaks for so long after the tone."""
    phone = office.phone("301")
    phone.sound.say(frequency)
    phone.dial("*7712")
    phone.answered()
    wait_for(lambda: level(phone.sound.hear(0.1)) > -30, 15)
    time.sleep(seconds)
    return phone


def _keeps(office: Office) -> None:
    """301 has recorded a new one, heard it, and kept it."""
    phone = _begins(office, SPOKEN)
    phone.press("#")
    assert hears(phone, SPOKEN)
    phone.press("1")  # as soon as it is asked
    wait_for(lambda: bool(_named(office.asterisk)), 20)
    phone.hung_up()
    office.call()


def _named(asterisk: RealAsterisk) -> dict[str, str]:
    shown = asterisk.console(f"database show {Family.PROMPT}")
    return dict(re.findall(rf"^/{Family.PROMPT}/(\S+)\s*: (\S+)\s*$", shown, re.M))


def _all_hear(office: Office, frequency: int) -> None:
    """By *99, in the menu, and where nothing but it is said."""
    two, carrier = office.phones("302", "carrier")
    two.dial("*9912")
    two.answered()
    assert hears(two, frequency)
    two.hang_up()
    office.call()
    for called in (MENU, WORDS):
        carrier.dial(called, "89161234567")
        carrier.answered()
        assert hears(carrier, frequency)
        carrier.hang_up()
        office.call()


def test_what_is_recorded_is_heard_at_once_wherever_it_is_said(office: Office) -> None:
    _all_hear(office, BEFORE)
    _keeps(office)
    (take,) = _named(office.asterisk).values()
    recorded = _folder(office) / "takes" / f"{take}.wav"
    seconds = (recorded.stat().st_size - HEAD) / 2 / RATE
    assert 2 < seconds < 6
    _all_hear(office, SPOKEN)


def test_who_hangs_up_while_he_speaks_changes_nothing(office: Office) -> None:
    phone = _begins(office, HALF, 1.0)
    phone.hang_up()
    office.call()
    assert _named(office.asterisk) == {}
    _all_hear(office, BEFORE)


def test_who_has_no_right_is_refused(office: Office) -> None:
    two = office.phone("302")
    two.dial("*7712")
    assert two.refused().status == 403
    office.call()


async def _comes_back(office: Office, history: History) -> None:
    """The supervisor reads in the journal what was recorded while it was not there."""
    bus = Bus()
    exchange = client(ManagerExchange, office, bus)
    sounds = PromptSounds(_folder(office), time.time)
    prompts = SpokenPrompts(sounds, exchange, _config)
    states = LiveStates(exchange, bus, _config, lambda: history.live, in_place)
    hearing = bus.subscribe("recorded", LiveStateChanged, call=prompts.recorded)
    try:
        async with connected(exchange), asyncio.timeout(15):
            await states.look()
            while await exchange.entries(Family.PROMPT):
                await asyncio.sleep(0.02)
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing


def test_once_the_supervisor_is_back_it_is_what_callers_wait_by_too(
    office: Office, tmp_path: Path
) -> None:
    _keeps(office)
    (take,) = _named(office.asterisk).values()
    with closing(History(tmp_path / "history.db")) as history:
        with office.asterisk.network():
            asyncio.run(_comes_back(office, history))
        (change,) = history.live.changes(0, 10)
    assert (change[1].entry, change[1].who) == ((Family.PROMPT, "hello"), "301")
    assert _named(office.asterisk) == {}
    wait_for(lambda: not (_folder(office) / "takes" / f"{take}.wav").exists(), 5)
    _all_hear(office, SPOKEN)
    carrier = office.phone("carrier")
    carrier.dial(WAITS, "89161234567")
    carrier.answered()
    assert hears(carrier, SPOKEN)
    carrier.hang_up()
    office.call()
