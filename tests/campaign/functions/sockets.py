"""Analogue telephones in the sockets of a booted box: the far ends of its looped spans."""

from __future__ import annotations

from array import array
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from appliance.compiler.dialplan.call_files import SPOOL
from appliance.compiler.dialplan.prompts import SOUNDS
from appliance.core.adopt import DIGITAL_LINES
from appliance.core.calls import ON_DEMAND, WHOLE
from appliance.core.canonical import from_plain, to_plain
from appliance.core.cards import E1_CHANNELS
from appliance.core.commands import Command, Put, SetOffice, Several
from appliance.core.letters import LetterKind
from appliance.core.office import Office
from appliance.core.trunks import TrunkGroup
from appliance.mail.kept import FILE
from appliance.wire.configuration import Edit, GetOffice, GetPart
from build.lib.cache import remove
from build.lib.vm.waiting import wait_until
from tests.campaign.functions.office import STEADY, commands, mail, music, scarce
from tests.campaign.functions.scene import (
    GREETINGS,
    HELP,
    OUTSIDE_TONE,
    RECALL,
    TONES,
    USUAL_CALLER,
    Called,
    Caller,
    Failed,
    Speaker,
    Telephone,
    fax_call,
    forget,
    hears,
    hears_once,
)
from tests.fakes.tiff import pages
from tests.image.at_rest import at_rest
from tests.image.harness import Guest, GuestFault, usual_box
from tests.image.harness.boxes import image_under_test, wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Line, Phone, Stream, StreamCall, Voice
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.asterisk.mail_seen import sound_in

_RECORDINGS = "/srv/recordings"
_FAXES, _SENT, _CALL = "/srv/fax", "/run/sent.tif", "/run/fax.call"
_VOICEMAIL = "/srv/voicemail"
# The first letter about a voice message behind so many others; the queue outlives restarts.
_NEWEST = f"""
import base64, sqlite3, sys
letters = sqlite3.connect("file:/srv/history/{FILE}?mode=ro", uri=True)
asked = "SELECT content FROM letter WHERE kind = ? ORDER BY number LIMIT 1 OFFSET ?"
found = letters.execute(asked, ("{LetterKind.VOICEMAIL}", int(sys.argv[1]))).fetchone()
print(base64.b64encode(found[0]).decode() if found else "")
"""  # noqa: S608  # words of ours
_SILENT_DBM0 = -90.0
_LAST_LINE = 8
_SECOND_DIAL_TONE = (350, 440)  # Hz; DAHDI knows no other in Russia (libtonezone)
_ANOTHER_CALLS = 440  # Hz, of the tone in a talk (callerid.c, ast_gen_cas)
_BESIDE = ("lineman.service", "lineman-web.service", "nginx.service")
"""What no call needs."""


class _Talker:
    """A voice on the far end of a channel."""

    def __init__(self, voice: Voice, who: str, tone: int) -> None:
        self.voice, self.who, self.tone = voice, who, tone

    def sound(self, tone: int) -> tuple[float, float]:
        heard = self.voice.hear(tone)
        return heard.share, heard.dbm0

    def speak(self) -> None:
        self.voice.play(self.tone)


class SocketTelephone(_Talker):
    """One telephone; what the exchange does at a tap on the hook is chan_dahdi's own."""

    def __init__(self, ends: FarEnds, place: int, tone: int) -> None:
        self._phone = Phone(ends, place)
        self._ends, self._where = ends, {"phone": str(place)}
        self.number = self._phone.extension
        super().__init__(self._phone, self.number, tone)

    def call(self, digits: str) -> None:
        self._phone.call(digits)

    def connected(self) -> None:
        """A telephone is told nothing of that; who speaks is heard."""

    def press(self, keys: str) -> None:
        self._ends.do("phone.dial", **self._where, digits=keys)

    def falls_silent(self) -> None:
        self._ends.do("sound.play", **self._where, frequency=self.tone, dbm0=_SILENT_DBM0)

    def rings(self, *, within: float = 30) -> None:
        self._phone.rings(within=within)

    def rings_soon(self) -> bool:
        with suppress(GuestFault):
            self._phone.rings(within=5)
            return True
        return False

    def stops_ringing(self) -> None:
        self._phone.falls_quiet()

    def shows(self) -> str:
        shown = self._phone.shows()
        if shown is None:
            raise Failed(f"the display of {self.who} shows nothing whole")
        number, name = shown
        return number or name

    def answer(self) -> None:
        self._phone.lift()

    def refused(self) -> None:
        """Busy, or congestion: one of both."""
        for tone in ("busy", "congestion", "busy"):
            with suppress(GuestFault):
                self._phone.hears_tone(tone, within=12)
                self.hang_up()
                return
        raise Failed(f"{self.who} is not told that the call does not come about")

    def hang_up(self) -> None:
        self._phone.hang_up()

    def left(self) -> None:
        self._phone.is_told_of_the_end()
        self._phone.hang_up()

    def _tap(self) -> None:
        self._ends.do("phone.flash", **self._where)

    def _second_dial_tone(self) -> None:
        self._tap()
        hears(self, *_SECOND_DIAL_TONE)

    def hold(self) -> None:
        self._second_dial_tone()

    def take_back(self) -> None:
        self._tap()

    def give(self, to: Telephone) -> None:
        self._second_dial_tone()
        self.press(to.number)
        to.rings()
        self.hang_up()

    def ask(self, whom: Telephone) -> None:
        self._second_dial_tone()
        self.press(whom.number)
        whom.rings()
        whom.answer()
        whom.speak()

    def give_to_asked(self) -> None:
        self.hang_up()

    def park(self, lot: str) -> None:
        """He is told the space."""
        self._second_dial_tone()
        self.press(lot)
        self._is_told()
        self.hang_up()

    def _is_told(self) -> None:
        def words() -> bool:
            share, dbm0 = self.sound(RECALL)
            return dbm0 > -35 and share < 0.5

        wait_until(words, f"{self.who} is told the space", seconds=20)

    def declines_another(self) -> None:
        """Whoever talks is busy."""

    def takes_another(self) -> Speaker:
        hears_once(self, _ANOTHER_CALLS)
        self._tap()
        return self


class _Beside(_Talker):
    """A SIP telephone in the box, beside Asterisk."""

    def __init__(self, sip: SipPhone) -> None:
        super().__init__(sip, sip.extension, OUTSIDE_TONE)
        self._sip, self.number = sip, sip.extension

    def rings(self, *, within: float = 30) -> None:
        del within
        self._sip.do("ringing")

    def answer(self) -> None:
        self._sip.do("answer")

    def left(self) -> None:
        self._sip.do("hung_up")

    def hang_up(self) -> None:
        self._sip.do("hang_up")


class _Outside(_Talker):
    """The far end of a call on a line."""

    def __init__(self, call: Line | StreamCall) -> None:
        super().__init__(call, "outside", OUTSIDE_TONE)
        self._call = call

    def hang_up(self) -> None:
        self._call.hang_up()


class _Calls(_Outside):
    """The far end of a call that it made itself over the E1."""

    def __init__(self, call: StreamCall) -> None:
        super().__init__(call)
        self._made = call

    def turned_away(self) -> None:
        self._made.is_now("down")


class Sockets:
    """The office in the box."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._ends, self._supervisor = FarEnds(guest), Supervisor(guest)
        made = [SocketTelephone(self._ends, place, tone) for place, tone in enumerate(TONES, 1)]
        self.phones = (made[0], made[1], made[2], made[3])
        self._sip: SipPhone | None = None
        self._letters = 0  # about voice messages, that were told of

    def furnish(self) -> None:
        """All that the office has besides its telephones; only the E1 leads out."""
        self._change(Several(commands()))
        office: Office = from_plain(Office, self._supervisor.ask(GetOffice()).office)
        self._change(SetOffice(replace(office, mail=mail(), groups=(DIGITAL_LINES,))))
        asked = GetPart(kind=TrunkGroup.__name__, name=str(DIGITAL_LINES))
        (found,) = self._supervisor.ask(asked).parts
        self._change(Put(scarce(from_plain(TrunkGroup, found), E1_CHANNELS - 1)))
        self._guest.write(f"{SOUNDS}/{STEADY}.wav", music())

    def _change(self, command: Command) -> None:
        wanted = to_plain(command, Command)
        self._supervisor.ask(Edit(base=self._supervisor.revision, command=wanted))

    def console(self, line: str) -> str:
        return self._guest.run(["asterisk", "-rx", line]).out

    def clock(self) -> datetime:
        return datetime.fromisoformat(self._guest.run(["date", "+%Y-%m-%dT%H:%M:%S"]).out.strip())

    def called_outside(self, number: str) -> Speaker:
        """For help the city lines are first, the last of them before the others."""
        if number != HELP:
            return _Outside(Stream(self._ends).called(number))
        line = Line(self._ends, _LAST_LINE)
        line.held(digits=number)
        return _Outside(line)

    def call_from_outside(self, number: str, caller: str = USUAL_CALLER) -> Caller:
        stream = Stream(self._ends)
        stream.linked()
        return _Calls(stream.call(number, caller))

    def sends_fax(self, number: str) -> None:
        self._guest.write(_SENT, pages(2))
        self._guest.write(_CALL, fax_call(number, _SENT))
        self._guest.run(["chown", "asterisk:", _CALL])
        self._guest.run(["mv", _CALL, f"{SPOOL}/fax"])

    def fax(self) -> tuple[str, bytes]:
        found = ["find", _FAXES, "-type", "f", "-name", "[!.]*", "!", "-name", f"*{WHOLE}"]
        wait_until(lambda: self._guest.run(found).out, "a fax", seconds=120)
        idle = ["asterisk", "-rx", "core show channels count"]
        self._guest.wait(idle, "0 active channels", seconds=600)

        def whole() -> str:
            """As a document, while the supervisor is there to make it."""
            (came,) = self._guest.run(found).out.splitlines()
            return came if came.endswith(".pdf") or not self._beside() else ""

        came = wait_until(whole, "a document", seconds=120)
        return Path(came).suffix, self._guest.read(came)

    def mailed(self) -> bytes:
        letter = b64decode(self._guest.run(["python3", "-c", _NEWEST, str(self._letters)]).out)
        self._letters += 1 if letter else 0
        return sound_in(letter) if letter else b""

    def sees(self) -> None:
        """It does so by itself."""

    def _beside(self) -> bool:
        state = self._guest.run(["systemctl", "is-active", _BESIDE[0]], check=False).out.strip()
        return state == "active"

    def answers_by_itself(self) -> Called:
        assert self._sip is not None, "no state was entered"
        return _Beside(self._sip)

    def recording(self) -> array[int]:
        newest = ["find", _RECORDINGS, "-name", f"*{ON_DEMAND}*.raw", "-printf", "%T@ %p\n"]

        def found() -> list[str]:
            return sorted(self._guest.run(newest).out.splitlines())

        path = wait_until(found, "a recording", seconds=20)[-1].partition(" ")[2]
        return array("h", self._guest.read(path))

    def clear(self) -> None:
        self._ends.let_go()
        self.console("channel request hangup all")
        self._guest.wait(["asterisk", "-rx", "core show channels count"], "0 active channels")
        forget(self.console)
        for folder in (SPOOL, _FAXES):
            self._guest.run(["find", f"{folder}/", "-type", "f", "-delete"])
        self._guest.run(["find", f"{_VOICEMAIL}/", "-name", GREETINGS, "-delete"])
        for phone in self.phones:
            phone.stops_ringing()

    def running(self) -> None:
        """All of the box."""
        self._services("start", *_BESIDE)
        self._supervisor.wait_for_settings()
        self._seat()

    def restarted(self) -> None:
        """All of the box, once supervisor and Asterisk have ended and come again."""
        self.running()
        self._services("restart", "lineman.service", "asterisk.service")
        wait_for_dial_tone(self._guest)
        self._supervisor.wait_for_settings()
        Stream(self._ends).linked(within=180)
        self._seat()

    def alone(self) -> None:
        """Asterisk with neither supervisor nor web page."""
        self.running()
        self._services("stop", *_BESIDE)
        for unit in _BESIDE:
            state = self._guest.run(["systemctl", "is-active", unit], check=False).out.strip()
            if state != "inactive":
                raise Failed(f"{unit} is {state}")

    def _services(self, verb: str, *units: str) -> None:
        self._guest.run(["systemctl", verb, *units], seconds=300)

    def _seat(self) -> None:
        """The SIP telephone anew: it was made for an hour."""
        if self._sip is not None:
            self._sip.put_away()
        try:
            self._sip = SipPhone(self._guest, self._supervisor, "Beside")
        except GuestFault:
            said = ["journalctl", "--unit=lineman.service", "--lines=60", "--no-pager"]
            print(self._guest.run(said).out, flush=True)
            raise


@contextmanager
def sockets(folder: Path) -> Iterator[Sockets]:
    """The office in a box that was just started; `folder` takes its disk."""
    remove(folder)
    folder.mkdir()
    machine = usual_box(image_under_test(), folder, uefi=True, board="q35")
    with at_rest(machine) as guest:
        made = Sockets(guest)
        made.furnish()
        yield made
