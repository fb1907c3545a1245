"""What the real Asterisk plays when it says numbers and dates, without waiting until it is heard.

Its sounds are copies of the root's by name, each of ten milliseconds. Its own log tells what it
plays, and for which step of the dialplan.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import wave
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.people import Language
from tests.campaign.prompts.played import Sounds
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import after, sip

_AT_ONCE = 32  # calls, each of which says a share
_FIRST = 301
_SAMPLES = 80  # of each sound; of much fewer nothing is left for a telephone, and none is played
_CONFIG = after(*(sip(str(number), "Somebody") for number in range(_FIRST, _FIRST + _AT_ONCE)))
_NOTHING_LOST = "logger_queue_limit = 1000000"  # lines that wait to be written
_LOG = "var/log/asterisk/said"
_PLAYS = re.compile(r"<([^>]+)> Playing '([^']+)\.\w+' \(language '(\w+)'\)")
_OVER = "] Hangup("
_STEP = re.compile(r'Executing \[[^]]+\] (\w+)\("([^"]+)", "([^"]*)"\)')
# What is dialled: 7, the first and the last to be said, how far apart they are, and how. Ten digits
# hold the seconds of an epoch too.
_CODE = "7{first:010}{last:010}{apart:05}{how}"
_LINES = """
[from-internal-custom]
exten => _7XXXXXXXXXXXXXXXXXXXXXXXXXX,1,Answer
same => n,Set(CHANNEL(language)=ru)
same => n,Set(N=$[${EXTEN:1:10}+0])
same => n(next),Goto(how${EXTEN:26})
same => n(how0),SayNumber(${N})
same => n,Goto(on)
same => n(how1),SayNumber(${N},f)
same => n,Goto(on)
same => n(how2),SayNumber(${N},n)
same => n,Goto(on)
same => n(how3),SayUnixTime(${N},UTC,R)
same => n,Goto(on)
same => n(how4),SayUnixTime(${N},UTC,AdBY)
same => n,Goto(on)
same => n(how5),SayUnixTime(${N},UTC,q)
same => n(on),Set(N=$[${N}+${EXTEN:21:5}])
same => n,GotoIf($[${N}<=${EXTEN:11:10}]?next)
same => n,Hangup
"""


class How(IntEnum):
    """The ways in which something is said, as the dialplan above numbers them."""

    NUMBER = 0
    FEMININE = 1
    NEUTER = 2
    TIME = 3
    DATE = 4
    RECENT = 5


@dataclass(frozen=True, slots=True)
class Listener:
    """An Asterisk that says things; nobody hears them."""

    office: Office

    @property
    def _log(self) -> Path:
        return self.office.asterisk.folder / _LOG

    def played(self) -> list[str]:
        """Every file so far, in all calls."""
        return [name for _, name, _ in _PLAYS.findall(self._log.read_text(errors="replace"))]

    def said(self, values: Sequence[int], how: How) -> dict[int, list[str]]:
        """The files that are played for each of `values`, which are as far apart as the first two.

        A file that is missing is not among them; after one, a date ends, and what was to follow it.
        """
        log = self._log
        os.truncate(log, 0)
        apart = values[1] - values[0] if len(values) > 1 else 1
        share = -(-len(values) // _AT_ONCE)
        parts = [values[at : at + share] for at in range(0, len(values), share)]
        phones = self.office.phones(*(str(_FIRST + at) for at in range(len(parts))))
        for phone, part in zip(phones, parts, strict=True):
            code = _CODE.format(first=part[0], last=part[-1], apart=apart, how=int(how))
            phone.dial(code)
            phone.answered(speak=False)
        for phone in phones:
            phone.hung_up()
        with contextlib.suppress(TimeoutError):  # who misses a sound may have said no more
            wait_for(lambda: log.read_text(errors="replace").count(_OVER) == len(parts), 5)
        return _told(log.read_text(errors="replace").splitlines())


def _told(lines: Sequence[str]) -> dict[int, list[str]]:
    """By the value that each step of a channel says."""
    found: dict[int, list[str]] = {}
    saying: dict[str, list[str]] = defaultdict(list)  # by channel
    for line in lines:
        if (step := _STEP.search(line)) is not None:
            application, channel, arguments = step.groups()
            saying[channel] = []
            if application.startswith("Say"):
                saying[channel] = found.setdefault(int(arguments.split(",")[0]), [])
        elif (plays := _PLAYS.search(line)) is not None:
            channel, name, language = plays.groups()
            saying[channel].append(name if language == Language.RU else f"{name} in {language}")
    return found


@contextmanager
def listening(root: Path, config: Config = _CONFIG, lines: str = _LINES) -> Iterator[Listener]:
    """An Asterisk of `root` whose sounds are over at once; `lines` are its expert's own."""
    with tempfile.TemporaryDirectory(prefix="lm-prompts-", dir="/tmp") as place:
        folder = Path(place)
        _shorten(Sounds(root), folder / "share/sounds")
        files = unwatched(compile_config(config))
        files["asterisk/asterisk.conf"] = files["asterisk/asterisk.conf"].replace(
            "/usr/share/asterisk\n", f"{folder}/share\n"
        )
        files["asterisk/logger.conf"] = (
            files["asterisk/logger.conf"].replace("[general]\n", f"[general]\n{_NOTHING_LOST}\n")
            + f"/{_LOG} => verbose(3)\n"
        )
        asterisk = RealAsterisk(root, folder / "asterisk", files)
        asterisk.custom("extensions_custom.conf", lines)
        with asterisk, closing(Office(asterisk, config, folder)) as office:
            yield Listener(office)


def _shorten(sounds: Sounds, into: Path) -> None:
    """Lay a short file for each that there is."""
    for language, names in sounds.names.items():
        for name in names:
            path = into / language.value / f"{name}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            with wave.open(str(path), "wb") as opened:
                opened.setnchannels(1)
                opened.setsampwidth(2)
                opened.setframerate(8000)
                opened.writeframes(b"\0\0" * _SAMPLES)
