"""Sounds of one's own in the real Asterisk: recorded ones, and what somebody uploaded."""

import time
from array import array
from collections.abc import Iterator
from dataclasses import replace
from math import pi, sin
from pathlib import Path

import pytest

from appliance.apply.prompt_sounds import PromptSounds
from appliance.core.call_handling import Queue
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.targets import Target, ToPrompt, ToQueue
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, TrunkGroup
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.tones import hears, put_tone
from tests.machines.offices import after, number, sip
from tests.machines.parts import numbers, prompt
from tests.unit.core.test_wav import file


def _office() -> Config:
    """Whoever waits in the queue hears the waltz."""
    queue = Queue(
        Key("line"), DisplayName("x"), number("610"), numbers(301, 301), music=Key("waltz")
    )
    targets: dict[str, Target] = {"1002": ToQueue(Key("line")), "1004": ToPrompt(Key("closed"))}
    config = after(
        sip("301", "Person"),
        prompt("closed", "Closed"),
        prompt("waltz", "Waltz"),
        Put(replace(queue, announce_position=0)),
        *(Put(DidRoute(Did(did), target)) for did, target in targets.items()),
    )
    carrier = TrunkGroup(1, DisplayName("Carrier"))  # its line is the expert's own
    return replace(config, trunk_groups=(carrier,))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("sounds"), _office()) as office:
        yield office


@pytest.fixture
def caller(office: Office) -> Phone:
    """A carrier's line."""
    office.phone("301")
    return office.phone("carrier")


def test_a_recorded_prompt_is_heard(office: Office, caller: Phone) -> None:
    recorded = office.asterisk.folder / "var/lib/asterisk/sounds/custom/closed.wav"
    put_tone(recorded, 1000)
    caller.dial("1004")
    caller.answered()
    assert hears(caller, 1000)
    caller.hung_up()


def test_what_was_uploaded_is_heard_by_who_waits(office: Office, caller: Phone) -> None:
    """From a studio's file: 44.1 kHz, two sides. Its prompt is the music of the queue."""
    sides = [round(8000 * sin(2 * pi * 700 * n / 44100)) for n in range(44100) for _ in (0, 1)]
    content = file(array("h", sides).tobytes(), 44100, channels=2)
    sounds = PromptSounds(office.asterisk.folder / "var/lib/asterisk/sounds/custom", time.time)
    kept = sounds.keep(lambda at, count: content[at : at + count], len(content))
    assert sounds.place({"waltz": kept.digest, "closed": ""}) == ()
    caller.dial("1002")
    caller.answered()
    assert hears(caller, 700)
    caller.hang_up()
