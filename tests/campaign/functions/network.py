"""SIP telephones at the box's Asterisk in its root; nothing else of the box runs."""

from __future__ import annotations

import signal
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.call_files import SPOOL
from appliance.compiler.dialplan.fax import FOLDER
from appliance.compiler.dialplan.prompts import SOUNDS
from appliance.core.calls import ON_DEMAND, WHOLE
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.numbers import AreaCode
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import judge
from tests.campaign.functions import office as office_of_plays
from tests.campaign.functions.office import STAFF
from tests.campaign.functions.scene import (
    GREETINGS,
    OUTSIDE_TONE,
    TONES,
    USUAL_CALLER,
    Called,
    Caller,
    Failed,
    Speaker,
    Telephone,
    fax_call,
    forget,
)
from tests.fakes.tiff import pages
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.help_seen import calls_for_help_seen
from tests.integration.asterisk.mail_seen import VOICEMAIL, newest_mailed
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip

_BY_ITSELF = "205"
_SOON = 1.5  # seconds
_SILENT_DBM0 = -90.0
_SENT = "var/spool/asterisk/sent.tif"
_LINE = SipTrunk(Token("line"), "127.0.0.2", 5070, channels=4)


class _Talker:
    """A voice on a SIP call."""

    def __init__(self, sip: Phone, tone: int) -> None:
        self._sip, self.tone = sip, tone

    @property
    def who(self) -> str:
        return self._sip.account

    def sound(self, tone: int) -> tuple[float, float]:
        return judge(self._sip.sound.hear(0.5), tone)

    def speak(self) -> None:
        self._sip.sound.say(self.tone)

    def hang_up(self) -> None:
        self._sip.hang_up()


class SipTelephone(_Talker):
    """One telephone of the office network."""

    def __init__(self, office: Office, number: str, tone: int) -> None:
        super().__init__(office.phone(number), tone)
        self.number = number
        self._office = office
        self._first = self._sip
        self._asked = ""
        self._up = False

    def call(self, digits: str) -> None:
        self._up = False
        self._sip.dial(digits)

    def connected(self) -> None:
        self._sip.answered()
        self._up = True

    def press(self, keys: str) -> None:
        self._sip.press(keys)

    def falls_silent(self) -> None:
        self._sip.sound.say(self.tone, _SILENT_DBM0)

    def rings(self, *, within: float = 30) -> None:
        if not self._sip.rings_soon(within):
            raise Failed(f"{self.who} does not ring")

    def rings_soon(self) -> bool:
        return self._sip.rings_soon(_SOON)

    def stops_ringing(self) -> None:
        self._sip.hung_up()

    def shows(self) -> str:
        shown = self._sip.shown
        return "" if shown == "anonymous" else shown

    def answer(self) -> None:
        self._sip.answer()
        self._up = True

    def refused(self) -> None:
        self._sip.refused()

    def left(self) -> None:
        self._sip.hung_up()

    def hang_up(self) -> None:
        if self._up:
            self._sip.hang_up()
        else:
            self._sip.cancel()

    def hold(self) -> None:
        self._sip.hold()

    def take_back(self) -> None:
        self._sip.hold("sendrecv")

    def give(self, to: Telephone) -> None:
        self._sip.transfer(to.number)
        to.rings()

    def ask(self, whom: Telephone) -> None:
        """By a second call of its own; it listens there until it has handed over."""
        self._sip.hold()
        self._first, self._asked = self._sip, whom.number
        self._sip = self._office.another(self.number)
        self._sip.dial(whom.number)
        whom.rings()
        whom.answer()
        self._sip.answered()
        whom.speak()

    def give_to_asked(self) -> None:
        asking, self._sip = self._sip, self._first
        self._sip.transfer(self._asked, replaces=asking)
        asking.hung_up()

    def park(self, lot: str) -> None:
        self._sip.transfer(lot)

    def declines_another(self) -> None:
        self._another().refuse()

    def takes_another(self) -> Speaker:
        second = self._another()
        self._sip.hold()
        second.answer()
        return _Talker(second, self.tone)

    def _another(self) -> Phone:
        second = self._office.another(self.number)
        second.take_over(self._sip)
        return second


class Network:
    """The office. `folder` takes all that Asterisk writes."""

    def __init__(self, asterisk: RealAsterisk, office: Office) -> None:
        self._asterisk, self._office = asterisk, office
        self._far = FarEnd(asterisk, _LINE.host, _LINE.port)
        self._called: list[FarEnd] = []
        self._seat()

    def _seat(self) -> None:
        made = [
            SipTelephone(self._office, number, tone)
            for number, tone in zip(STAFF, TONES, strict=True)
        ]
        self.phones = (made[0], made[1], made[2], made[3])

    def console(self, line: str) -> str:
        return self._asterisk.console(line)

    def clock(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)

    def called_outside(self, number: str) -> Speaker:
        called = FarEnd(self._asterisk, _LINE.host, 0)
        self._called.append(called)
        called.take_over(self._far)
        if called.dialled != number:
            raise Failed(f"{called.dialled} and not {number}")
        called.answer()
        called.sound.say(OUTSIDE_TONE)
        return _Talker(called, OUTSIDE_TONE)

    def call_from_outside(self, number: str, caller: str = USUAL_CALLER) -> Caller:
        carrier = self._office.phone("carrier")
        carrier.dial(number, f"8{caller}")
        return _Carrier(carrier, OUTSIDE_TONE)

    def sends_fax(self, number: str) -> None:
        (self._asterisk.folder / _SENT).write_bytes(pages(2))
        made = self._asterisk.folder / "var/spool/asterisk/call"
        made.write_text(fax_call(number, f"/{_SENT}"))
        made.rename(self._asterisk.folder / SPOOL.removeprefix("/") / "fax")

    def fax(self) -> tuple[str, bytes]:
        folder = self._asterisk.folder / FOLDER.removeprefix("/")
        wait_for(lambda: any(folder.iterdir()), 60)
        wait_for(lambda: "0 active channels" in self.console("core show channels count"), 120)
        (came,) = (each for each in folder.iterdir() if each.suffix != WHOLE)
        return came.suffix, came.read_bytes()

    def mailed(self) -> bytes:
        return newest_mailed(self._office)

    def sees(self) -> None:
        calls_for_help_seen(self._office)

    def answers_by_itself(self) -> Called:
        return SipTelephone(self._office, _BY_ITSELF, OUTSIDE_TONE)

    def recording(self) -> array[int]:
        files = (self._asterisk.folder / "srv/recordings").rglob(f"*{ON_DEMAND}*.raw")
        newest = max(files, key=lambda file: file.stat().st_mtime, default=None)
        if newest is None:
            raise Failed("nothing was recorded")
        return array("h", newest.read_bytes())

    def clear(self) -> None:
        self.console("channel request hangup all")
        wait_for(lambda: "0 active channels" in self.console("core show channels count"), 20)
        forget(self.console)
        for folder in (SPOOL, FOLDER):
            for left in (self._asterisk.folder / folder.removeprefix("/")).iterdir():
                left.unlink(missing_ok=True)
        for greeting in (self._asterisk.folder / VOICEMAIL).rglob(GREETINGS):
            greeting.unlink()
        self._put_away()
        self._office.forget()
        self._far = FarEnd(self._asterisk, _LINE.host, _LINE.port)
        self._seat()

    def restart(self) -> None:
        """Asterisk ends and comes again; its telephones register anew."""
        self._office.forget()
        self._put_away()
        self._asterisk.kill(signal.SIGTERM)
        self._asterisk.start()
        self._far = FarEnd(self._asterisk, _LINE.host, _LINE.port)
        self._seat()

    def close(self) -> None:
        self._put_away()

    def _put_away(self) -> None:
        """The far end of the line, and of each call over it."""
        for each in (*self._called, self._far):
            each.close()
        self._called.clear()


class _Carrier(_Talker):
    """The call is answered by the time that it speaks."""

    def speak(self) -> None:
        self._sip.answered()
        super().speak()

    def turned_away(self) -> None:
        self._sip.refused()


def _config() -> Config:
    config = after(
        *(sip(number, f"Telephone {number}") for number in (*STAFF, _BY_ITSELF)),
        *office_of_plays.commands(),
        Put(office_of_plays.scarce(TrunkGroup(1, DisplayName("Line"), (_LINE,)), _LINE.channels)),
    )
    told = office_of_plays.mail()
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)), mail=told)


@contextmanager
def network(root: Path) -> Iterator[Network]:
    """The office, running."""
    config = _config()
    with tempfile.TemporaryDirectory(prefix="lm-functions-", dir="/tmp") as place:
        folder = Path(place) / "asterisk"
        asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
        prepare(asterisk)
        steady = folder / SOUNDS.removeprefix("/") / f"{office_of_plays.STEADY}.wav"
        steady.parent.mkdir(parents=True, exist_ok=True)
        steady.write_bytes(office_of_plays.music())
        with (
            asterisk,
            closing(Office(asterisk, config, folder)) as office,
            closing(Network(asterisk, office)) as made,
        ):
            yield made
