"""Voice messages of a made-up office, in the files that Asterisk would write and number."""

from array import array
from collections.abc import Iterable
from pathlib import Path
from random import Random

from appliance.asterisk.voice_messages import NEW
from appliance.compiler.conf import Option, parse
from appliance.compiler.mailboxes import CONTEXT
from appliance.core.errors import Fault
from appliance.core.wav import head
from appliance.simulate.script import Party
from appliance.simulate.sound import talk


def numbers(voicemail_conf: str) -> frozenset[str]:
    """Those that have a mailbox, by what was compiled."""
    found: Iterable[object] = (
        line
        for section in parse(voicemail_conf).sections
        if section.name == CONTEXT
        for line in section.lines
    )
    return frozenset(line.name for line in found if isinstance(line, Option))


def leave(folder: Path, box: str, caller: Party, at: float, seconds: float) -> str:
    """Put a message of so many seconds into the mailbox; its id."""
    inbox = folder / CONTEXT / box / NEW
    inbox.mkdir(parents=True, exist_ok=True)
    place = len(_texts(inbox))
    known = f"{int(at)}-{place:08x}"
    sides = array("h", talk(seconds, Random(place)))  # noqa: S311  # nothing secret
    sound = sides[0::2].tobytes()
    (inbox / f"msg{place:04}.wav").write_bytes(head(len(sound)) + sound)
    said = f'"{caller.name}" <{caller.number}>' if caller.name else caller.number
    text = f"[message]\norigmailbox={box}\ncallerid={said}\norigtime={int(at)}\nmsg_id={known}\n"
    written = inbox / "new.txt"
    written.write_text(f"{text}duration={round(seconds)}\n", encoding="utf-8")
    written.rename(inbox / f"msg{place:04}.txt")
    return known


def move(folder: Path, box: str, named: str, message: str, to: str) -> None:
    """Into another folder of the mailbox, behind what is there."""
    here = folder / CONTEXT / box / named
    there = here.with_name(to)
    there.mkdir(exist_ok=True)
    _rename(_found(here, message), there / f"msg{len(_texts(there)):04}.txt")
    _number(here)


def remove(folder: Path, box: str, named: str, message: str) -> None:
    """The others are numbered anew."""
    here = folder / CONTEXT / box / named
    text = _found(here, message)
    text.with_suffix(".wav").unlink(missing_ok=True)
    text.unlink()
    _number(here)


def _found(here: Path, message: str) -> Path:
    for text in _texts(here):
        if f"\nmsg_id={message}\n" in text.read_text(encoding="utf-8"):
            return text
    raise Fault("Asterisk did not do it: the message is gone, or the folder it goes to is full.")


def _texts(here: Path) -> list[Path]:
    return sorted(here.glob("msg*.txt"))


def _number(here: Path) -> None:
    for place, text in enumerate(_texts(here)):
        if (named := text.with_name(f"msg{place:04}.txt")) != text:
            _rename(text, named)


def _rename(text: Path, to: Path) -> None:
    text.with_suffix(".wav").rename(to.with_suffix(".wav"))
    text.rename(to)
