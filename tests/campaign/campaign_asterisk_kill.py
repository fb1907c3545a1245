"""Asterisk is killed with a hundred calls up: rows, recordings and what lay in a mailbox before."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.asterisk.recordings import Recordings
from appliance.compiler.compile import compile_config
from appliance.core.calls import Call, HungUpBy, Result
from appliance.core.commands import SetRecording, edit
from appliance.core.trunks import Recording
from tests.campaign.plan import Campaign
from tests.integration.asterisk.murmur import Chorus, chorus
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import after, sip
from tests.machines.parts import mailbox

_CASES = 20
_UP = 100
_CALLERS = range(301, 301 + _UP)
_MAILBOX = "501"
_LOST = 2.0  # seconds of a recording that may be missing before the cut
_HEARD = -60.0  # dBFS; the telephones speak at about -16
_MESSAGE = 3 * 16_000  # bytes of three seconds in a mailbox
_CONFIG = edit(
    after(
        *(sip(str(number), "Somebody") for number in (*range(301, 301 + 2 * _UP), _MAILBOX)),
        mailbox(_MAILBOX, "Mailbox"),
    ),
    SetRecording(Recording.ALL),
)


@dataclass(frozen=True)
class _Case:
    """One Asterisk with its telephones, and how long its calls are let talk."""

    office: Office
    voices: Chorus
    seconds: float

    def leave_a_message(self) -> bytes:
        """The file of what somebody has left in the mailbox, whose owner wants no calls."""
        asterisk = self.office.asterisk
        asterisk.console(f"database put DND {_MAILBOX} YES")
        one = self.office.phone("301")
        one.dial(_MAILBOX)
        one.answered()
        box = self._box()
        wait_for(lambda: any(f.stat().st_size > _MESSAGE for f in box.glob("tmp/*.wav")), 60)
        one.hang_up()
        wait_for((box / "INBOX/msg0000.wav").exists, 15)
        self.office.call()
        return self.message()

    def message(self) -> bytes:
        """What lies in the mailbox; empty if nothing does."""
        file = self._box() / "INBOX/msg0000.wav"
        return file.read_bytes() if file.exists() else b""

    def _box(self) -> Path:
        return self.office.asterisk.folder / f"var/spool/asterisk/voicemail/default/{_MAILBOX}"

    def talk(self) -> None:
        """All call and are answered."""
        for number in _CALLERS:
            one, two = self.office.phones(str(number), str(number + _UP))
            one.dial(two.account)
            two.ringing()
            two.answer()
            one.answered()
        shown = f"{_UP} active calls"
        wait_for(lambda: shown in self.office.asterisk.console("core show channels count"), 15)
        time.sleep(self.seconds)

    def cut(self) -> tuple[float, list[Call]]:
        """Kill it and start it again: until when its callers had spoken, and the rows of calls."""
        moment = time.time() - self.voices.behind
        self.office.asterisk.kill(signal.SIGKILL)
        self.office.put_away()
        self.office.asterisk.start()
        return moment, self.office.take()


class AsteriskKill:
    """A case is one death with a hundred calls up."""

    def __init__(self, root: Path, seed: int) -> None:
        self._root, self._seed = root, seed
        self._counted: Counter[str] = Counter()
        self._missing = 0.0

    def cases(self) -> Sequence[str]:
        """By number."""
        return [f"{number:03}" for number in range(_CASES)]

    def bad(self, case: str) -> str | None:
        """What is lost, or not told as cut."""
        chance = random.Random(f"{self._seed}-{case}")  # noqa: S311  # the same again
        with tempfile.TemporaryDirectory(prefix="lm-kill-", dir="/tmp") as place:
            folder = Path(place)
            files = unwatched(compile_config(_CONFIG))
            asterisk = RealAsterisk(self._root, folder / "asterisk", files)
            with (
                asterisk,
                chorus() as voices,
                closing(Office(asterisk, _CONFIG, folder)) as office,
            ):
                _give_voices(office, voices)
                run = _Case(office, voices, chance.uniform(3, 20))
                return "; ".join(self._judged(run)) or None

    def _judged(self, run: _Case) -> Iterator[str]:
        left = run.leave_a_message()
        run.talk()
        moment, calls = run.cut()
        self._counted["calls_up"] += _UP
        if run.message() != left:
            yield "the message that was left before is not as it was"
        else:
            self._counted["messages"] += 1
        callers = Counter(call.caller for call in calls)
        if callers != Counter(map(str, _CALLERS)):
            yield f"{len(calls)} rows of {_UP} calls, of {len(callers)} callers"
        recordings = Recordings(run.office.asterisk.folder / "srv/recordings")
        for call in calls:
            yield from self._one(call, recordings, moment)

    def _one(self, call: Call, recordings: Recordings, moment: float) -> Iterator[str]:
        told = (call.cut, call.result, call.hung_up_by)
        if told != (True, Result.CUT, HungUpBy.NOBODY):
            yield f"{call.key} of {call.caller} is told as {told}"
        else:
            self._counted["cut"] += 1
        heard = recordings.heard(call.recordings[0]) if call.recordings else None
        if heard is None:
            yield f"{call.key} of {call.caller}: no recording"
            return
        self._counted["recordings"] += 1
        missing = moment - call.answer - heard.seconds
        self._missing = max(self._missing, missing)
        if missing > _LOST:
            yield f"{call.key}: {missing:.2f} s of its recording are missing"
        if min(heard.left, heard.right) < _HEARD:
            yield f"{call.key}: of one side nothing is heard"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Calls up at a death, rows marked cut, recordings, and what these lack at most."""
        del tried
        up = self._counted["calls_up"]
        return {
            **self._counted,
            "share_marked_cut": self._counted["cut"] / up if up else 0.0,
            "seconds_missing_at_most": round(self._missing, 2),
        }


def _give_voices(office: Office, voices: Chorus) -> None:
    for number in range(301, 301 + 2 * _UP):
        voices.voice(office.phone(str(number)), office.asterisk.socket)


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Each case makes its own Asterisk."""
    del folder
    yield AsteriskKill(Path(os.environ["LINEMAN_ASTERISK_ROOT"]), seed)
