"""A voice message left at the real Asterisk: listed, heard, marked, removed, and the lamp of it."""

from __future__ import annotations

import re
import time
import wave
from array import array
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.asterisk.exchange import ManagerExchange
from appliance.asterisk.voice_messages import VoiceMessages
from appliance.core.errors import Fault
from appliance.core.live_state import MAILBOX, PINS_MET, Family
from appliance.daemon.messages import OwnMessages
from appliance.daemon.whose import Whose
from appliance.wire import workplace as wire
from appliance.wire.admission import Asker
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from drivers.virtual.dsp.goertzel import judge
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.supervising import told
from tests.machines.offices import after, sip
from tests.machines.parts import mailbox, person

CONFIG = after(
    *(sip(digits, f"Telephone {digits}") for digits in ("301", "302", "303")),
    person("301", "Анна"),
    person("302", "Иван"),
    mailbox("302", "Иван"),
    mailbox("303", "Box"),
)
IVAN = Asker(Session("ivan", Role.EMPLOYEE, 0.0), "token", "person-302")
# Of what is not there, and of whoever hangs up in the middle of a message.
KNOWN = ("has less than 1 messages", "Can't find voicemail user", "Playback of message")
SPOKEN = 4.0  # seconds


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("messages"), CONFIG, *KNOWN) as office:
        yield office


def _spool(office: Office) -> Path:
    return office.asterisk.folder / "var/spool/asterisk/voicemail"


def _asked(office: Office, *questions: object) -> list[object]:
    """What the supervisor answers Иван, one after the other."""

    async def ask(exchange: ManagerExchange) -> list[object]:
        kept, whose = VoiceMessages(_spool(office)), Whose(lambda: CONFIG)
        desk = OwnMessages(kept, exchange, lambda: CONFIG, whose.directory)
        return [await desk.answering[type(each)](each, IVAN) for each in questions]

    return told(office, ask)


def _listed(office: Office) -> tuple[wire.VoiceMessage, ...]:
    (found,) = _asked(office, wire.GetMessages())
    assert isinstance(found, wire.VoiceMessages)
    return found.messages


def _leave(office: Office, *, tone: int) -> None:
    """Анна calls Иван, who does not want to, and says something to his mailbox."""
    anna, ivan = office.phones("301", "302")
    before = len(_listed(office))
    anna.dial("302")
    ivan.ringing()
    ivan.refuse()
    anna.answered()
    anna.sound.say(tone)
    box = _spool(office) / "default/302"

    def recorded() -> bool:
        return any(file.stat().st_size > SPOKEN * 16_000 for file in box.glob("tmp/*.wav"))

    wait_for(recorded, 40)
    anna.hang_up()
    wait_for(lambda: len(_listed(office)) > before, 15)


def _heard(office: Office, message: str) -> array[int]:
    async def hear(exchange: ManagerExchange) -> bytes:
        kept, whose = VoiceMessages(_spool(office)), Whose(lambda: CONFIG)
        desk = OwnMessages(kept, exchange, lambda: CONFIG, whose.directory)
        pieces = desk.pieces(wire.HearMessage(message), IVAN)
        return b"".join([piece.content async for piece in pieces])

    sound = office.folder / "heard.wav"
    sound.write_bytes(told(office, hear))
    with wave.open(str(sound)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 8000, 2)
        return array("h", file.readframes(file.getnframes()))


def test_a_message_is_listed_heard_marked_and_removed(office: Office) -> None:
    ivan = office.phone("302")
    assert _listed(office) == ()
    begun = time.time()
    _leave(office, tone=1000)
    _leave(office, tone=450)
    ivan.lamp(lit=True)
    for file in (_spool(office) / "default/302").rglob("msg*"):
        assert file.stat().st_mode & 0o040, file  # the supervisor is of the folder's group alone
    second, first = _listed(office)
    assert [(m.number, m.name, m.heard) for m in (first, second)] == [("301", "Анна", False)] * 2
    assert begun - 2 < first.time < second.time < time.time() + 2
    assert first.seconds > SPOKEN
    for message, tone in ((first, 1000), (second, 450)):
        samples = _heard(office, message.id)
        assert len(samples) == round(message.seconds * 8000)
        part, _ = judge(samples[-16_000:-8_000], tone)
        assert part > 0.9, (tone, part)
    _asked(office, wire.MarkMessage(first.id, heard=True))
    assert {m.id: m.heard for m in _listed(office)} == {first.id: True, second.id: False}
    _asked(office, wire.RemoveMessage(second.id), wire.RemoveMessage(second.id))
    ivan.lamp(lit=False)
    assert [m.id for m in _listed(office)] == [first.id]
    _asked(office, wire.MarkMessage(first.id, heard=False))
    ivan.lamp(lit=True)
    _asked(office, wire.RemoveMessage(first.id))
    ivan.lamp(lit=False)
    assert _listed(office) == ()
    assert not list((_spool(office) / "default/302").rglob("msg*"))


@pytest.mark.parametrize(
    "deed",
    [
        lambda exchange: exchange.remove_message("302", "INBOX", "1-00000000"),
        lambda exchange: exchange.move_message("303", "INBOX", "1-00000000", "Old"),
        lambda exchange: exchange.remove_message("999", "INBOX", "1-00000000"),
    ],
)
def test_what_is_not_there_is_said_not_to_be_done(
    office: Office, deed: Callable[[ManagerExchange], Awaitable[None]]
) -> None:
    with pytest.raises(Fault, match="did not do it"):
        told(office, deed)


def _opens(office: Office, pin: str, known: str) -> str:
    """Анна gives that PIN of Иван's mailbox; what is kept of wrong ones then, `known` before."""
    entry = f"{Family.WRONG_PINS} {MAILBOX}302"
    office.asterisk.console(f"database put {entry} {known}")
    anna = office.phone("301")
    anna.dial("*98302")
    anna.answered()
    time.sleep(2)
    anna.press(f"{pin}#")

    def judged() -> str:
        return office.asterisk.console(f"database get {entry}")

    with suppress(TimeoutError):
        wait_for(lambda: known not in judged(), 5)
    anna.hang_up()
    found = re.search(r"^Value: (\S+)$", judged(), re.M)
    return found[1] if found else ""


def test_a_mailbox_whose_pin_is_guessed_is_locked(office: Office) -> None:
    """The fifth wrong one locks it; the right one is a wrong one then, for half an hour."""
    now = int(time.time())
    box = _spool(office) / "default/302"
    box.mkdir(parents=True, exist_ok=True)
    (box / "secret.conf").write_text("[general]\npassword=4711\n")
    office.asterisk.console("voicemail reload")
    assert _opens(office, "4711", f"4+{now}") == ""
    assert _opens(office, "1111", f"4+{now}").startswith("5+")
    met = office.asterisk.console(f"database get {Family.LIMIT_MET} {MAILBOX}302")
    assert PINS_MET in met
    assert _opens(office, "4711", f"5+{now}") == f"5+{now}"
    assert _opens(office, "4711", f"5+{now - 1800}") == ""


def test_a_message_that_the_telephone_heard_is_heard_here(office: Office) -> None:
    """Own mailbox by `*97`: 1 hears the new ones, hanging up keeps what was heard."""
    _leave(office, tone=1000)
    ivan = office.phone("302")
    ivan.dial("*97")
    ivan.answered()
    time.sleep(1)
    ivan.press("1")
    time.sleep(SPOKEN + 4)
    ivan.hang_up()
    wait_for(lambda: [m.heard for m in _listed(office)] == [True], 15)
    ivan.lamp(lit=False)
