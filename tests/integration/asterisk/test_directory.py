"""The directory by name in the real Asterisk: a name is spelt, and whoever has it rings."""

import wave
from array import array
from collections.abc import Iterator
from math import pi, sin
from pathlib import Path

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.numbers import Did
from appliance.core.targets import ToDirectory
from appliance.core.trunks import DidRoute
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip
from tests.machines.parts import mailbox

_TONE = 1000  # Hz, of the name that 302 recorded
_NAME = "var/spool/asterisk/voicemail/default/302/greet.wav"


def _config() -> Config:
    staff = (sip("301", "Юлия Петрова"), sip("302", "Пётр Ли"), sip("303", "John Smith"))
    return after(*staff, mailbox("302", "x"), Put(DidRoute(Did("1000"), ToDirectory())))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("directory"), _config()) as office:
        _recorded(office.asterisk.folder / _NAME)
        yield office


def _recorded(name: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    samples = array("h", (round(8000 * sin(2 * pi * _TONE * n / 8000)) for n in range(24000)))
    with wave.open(str(name), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.tobytes())


def _asked(caller: Phone, dialled: str) -> None:
    caller.dial(dialled)
    caller.answered()
    wait_for(lambda: level(caller.sound.hear(0.3)) > -30, 15)


def _chooses(caller: Phone, called: Phone) -> None:
    """Keys before the question are nobody's."""
    while not called.rings_soon(0.7):
        caller.press("1")
    called.answer()
    caller.hang_up()
    called.hung_up()


def test_who_is_spelt_in_russian_says_his_own_name_and_rings(office: Office) -> None:
    two, three = office.phones("302", "303")
    _asked(three, "411")
    three.press("44#")  # Ли
    wait_for(lambda: share(three.sound.hear(0.3), _TONE) > 0.5, 15)
    _chooses(three, two)
    call = office.call()
    assert (call.dialled, call.answered_by) == ("411", "302")


def test_a_caller_from_outside_spells_in_latin(office: Office) -> None:
    one, carrier = office.phones("301", "carrier")
    _asked(carrier, "1000")
    carrier.press("485")  # Iuliia
    _chooses(carrier, one)
    assert office.call().answered_by == "301"


def test_the_next_of_the_same_spelling_comes_at_the_star(office: Office) -> None:
    two, three = office.phones("302", "303")
    _asked(three, "411")
    three.press("536")  # Петрова, and Пётр
    while share(three.sound.hear(0.3), _TONE) < 0.5:
        three.press("*")
    _chooses(three, two)
    assert office.call().answered_by == "302"
