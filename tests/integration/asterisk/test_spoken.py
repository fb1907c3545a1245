"""What the box says, from its own sounds: a sample of the campaign `prompts`."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.call_handling import Queue
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.parts import put
from appliance.core.people import Mailbox
from appliance.core.text import DisplayName
from tests.campaign.campaign_prompts import what
from tests.campaign.prompts.grammar import heard, wanted
from tests.campaign.prompts.listening import How, Listener, listening
from tests.campaign.prompts.played import Sounds, of_office, of_programs
from tests.integration.asterisk.real_asterisk import wait_for
from tests.machines.known import OFFICES
from tests.machines.offices import after, sip


@pytest.fixture(scope="module")
def listener(root: Path) -> Iterator[Listener]:
    """One that says everything."""
    with listening(root) as listener:
        yield listener


_CASES = (
    "numbers-000 numbers-121 numbers-feminine numbers-neuter times- recent- dates-2000 dates-2026"
)


@pytest.mark.parametrize("case", _CASES.split())
def test_russian_numbers_times_and_dates_are_said_right(listener: Listener, case: str) -> None:
    values, how = what(*case.split("-"))
    now = time.time()
    said = {value: heard(files) for value, files in listener.said(values, how).items()}
    assert said.keys() == set(values)
    assert {v: words for v, words in said.items() if words not in wanted(v, how, now)} == {}


_MAILBOX = put(after(sip("301", "Юлия")), Mailbox(ExtensionNumber("301"), DisplayName("Юлия")))
_ASKED = """
[from-internal-custom]
exten => 799,1,Answer
same => n,Set(CHANNEL(language)=ru)
same => n,VoiceMailMain(301@default,s)
"""


def _leave(box: Path, left: int, seconds: int) -> None:
    """A message as app_voicemail keeps it."""
    box.mkdir(parents=True)
    told = {"callerid": "302", "origtime": left, "duration": seconds, "category": "", "flag": ""}
    lines = "".join(f"{name}={value}\n" for name, value in told.items())
    (box / "msg0000.txt").write_text(f"[message]\n{lines}")
    with wave.open(str(box / "msg0000.wav"), "wb") as opened:
        opened.setparams((1, 2, 8000, 0, "NONE", ""))
        opened.writeframes(b"\1\1" * 800)


def test_a_mailbox_tells_in_russian_when_a_message_came_and_how_long_it_is(root: Path) -> None:
    left = int(time.time()) - 40 * 86_400
    with listening(root, _MAILBOX, _ASKED) as listener:
        spool = listener.office.asterisk.folder / "var/spool/asterisk/voicemail/default"
        _leave(spool / "301/INBOX", left, 22 * 60 + 5)
        phone = listener.office.phone("301")
        phone.dial("799")
        phone.answered(speak=False)
        wait_for(lambda: "vm-helpexit" in listener.played(), 10)
        phone.press("1")
        wait_for(lambda: "msg0000" in " ".join(listener.played()), 10)
        phone.hang_up()
        played = listener.played()
    came, lasts = played.index("vm-received"), played.index("vm-duration")
    day, clock = (wanted(left, how, time.time()) for how in (How.RECENT, How.TIME))
    assert heard(played[came + 1 : lasts]) == f"{min(day)} {min(clock)}"
    assert heard(played[lasts + 1 : lasts + 4]) == "двадцать две минуты"


_WAITING = 5  # callers, by whom an average of half a minute comes about
_LINE = Queue(
    Key("line"),
    DisplayName("Line"),
    ExtensionNumber("600"),
    (ExtensionNumber("301"),),
    ring_seconds=60,
    wrap_up_seconds=0,
    announce_wait=True,
)
_AGENT = "queue show line"
_QUEUE = put(after(*(sip(str(301 + at), "x") for at in range(_WAITING + 3))), _LINE)


def test_a_queue_tells_in_russian_how_long_it_takes(root: Path) -> None:
    with listening(root, _QUEUE, "") as listener:
        agent, *callers = listener.office.phones(*(str(301 + at) for at in range(_WAITING + 3)))
        served, (first, second) = callers[:_WAITING], callers[_WAITING:]
        for caller in served:
            caller.dial("600")
            caller.answered(speak=False)
            if caller is served[0]:
                agent.ringing()
                time.sleep(0.5)  # until the queue knows that nobody else is free
        time.sleep(45)
        for caller in served:
            if caller is not served[0]:
                agent.ringing()
            agent.answer()
            wait_for(lambda: "(in call)" in listener.office.asterisk.console(_AGENT), 10)
            caller.hang_up()
            agent.hung_up()
        assert "queue-reporthold" not in listener.played()  # nobody was answered yet
        first.dial("600")
        first.answered(speak=False)
        agent.ringing()
        time.sleep(0.5)
        second.dial("600")
        second.answered(speak=False)
        wait_for(lambda: "queue-reporthold" in listener.played(), 10)
        time.sleep(0.5)
        played = listener.played()
    place = played.index("queue-reporthold")
    assert played[place - 3 : place] == ["queue-thereare", "digits/2", "queue-callswaiting"]
    assert heard(played[place + 1 : place + 3]) == "одна минута"
    assert played[place + 3] == "queue-thankyou"


def test_every_prompt_is_there_in_both_languages(root: Path) -> None:
    sounds = Sounds(root)
    names = of_programs(sounds)
    assert len(names) > 100
    for office in OFFICES.values():
        names |= of_office(office(), sounds.known)
    assert list(sounds.faults(names)) == []
