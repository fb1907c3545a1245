"""Voice messages as Asterisk keeps them: of each a text and a sound, numbered within a folder.

They are only read here. Asterisk numbers them anew when one goes, under a lock of its own, so it
alone writes (`ports.VoiceBoxes`); a message is known by its id, never by its number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.asterisk.recordings import RATE
from appliance.compiler.mailboxes import CONTEXT

NEW, HEARD = "INBOX", "Old"
HEAD = 44  # bytes before the samples of a sound: 16 bits, one side
_UNHEARD = (NEW, "Urgent")
_FOLDERS = (*_UNHEARD, HEARD, "Work", "Family", "Friends", *(f"Cust{n}" for n in range(1, 6)))
_LONGEST_TEXT = 4096  # bytes; Asterisk's own has some 400
_NAMED = re.compile(r'"(?P<name>.*)" <(?P<number>[^>]*)>')
_NOBODY = frozenset({"", "Unknown", "Unknown Caller", "anonymous", "Anonymous"})


@dataclass(frozen=True, slots=True)
class Message:
    """`number` and `name` are what the caller's telephone told; `sound` is its WAV file."""

    id: str
    folder: str
    number: str
    name: str
    time: float
    sound: Path
    size: int

    @property
    def heard(self) -> bool:
        """Whether its owner heard it, or put it away in a folder."""
        return self.folder not in _UNHEARD

    @property
    def seconds(self) -> float:
        """By its sound: what the text says is missing where Asterisk was killed."""
        return max(0, self.size - HEAD) / (2 * RATE)


@dataclass(frozen=True, slots=True)
class VoiceMessages:
    """`folder` has the context of all mailboxes."""

    folder: Path

    def of(self, number: str) -> list[Message]:
        """Every message in the mailbox of an internal number, the newest first."""
        if not (number.isascii() and number.isdecimal()):
            return []
        box = self.folder / CONTEXT / number
        found = (each for folder in _FOLDERS for each in _in(box / folder))
        return sorted(found, key=lambda message: (message.time, message.id), reverse=True)

    def one(self, number: str, message: str) -> Message | None:
        """The message of this id in that mailbox; None where there is none."""
        return next((each for each in self.of(number) if each.id == message), None)


def stamp(folder: Path, number: str) -> tuple[int, ...]:
    """When something last came to, or went from, what nobody has heard; in nanoseconds."""
    return tuple(_moved(folder / CONTEXT / number / each) for each in _UNHEARD)


def _moved(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _in(folder: Path) -> Iterator[Message]:
    """One that goes meanwhile is left out."""
    for text in folder.glob("msg[0-9][0-9][0-9][0-9].txt"):
        told = _told(text)
        if not told.get("msg_id"):
            continue
        number, name = _caller(told.get("callerid", ""))
        sound = text.with_suffix(".wav")
        time = told.get("origtime", "")
        yield Message(
            id=told["msg_id"],
            folder=folder.name,
            number=number,
            name=name,
            time=float(time) if time.isascii() and time.isdecimal() else 0.0,
            sound=sound,
            size=_size(sound),
        )


def _told(text: Path) -> Mapping[str, str]:
    """Each line's name and value; a caller's name cannot begin a line."""
    try:
        with text.open("rb") as file:
            lines = file.read(_LONGEST_TEXT).decode("utf-8", "replace").split("\n")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if not line.startswith(";"))
    return {name.strip(): value.strip() for name, is_one, value in pairs if is_one}


def _caller(told: str) -> tuple[str, str]:
    """Number and name."""
    if found := _NAMED.fullmatch(told):
        number, name = found["number"], found["name"]
    else:
        number, name = told, ""
    return "" if number in _NOBODY else number, "" if name in _NOBODY else name


def _size(sound: Path) -> int:
    try:
        return sound.stat().st_size
    except OSError:
        return 0
