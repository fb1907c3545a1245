"""Live state: what telephones change by themselves, kept by Asterisk in AstDB and never compiled.

Each entry is `family/key`. Where there is none, what was compiled holds. Asterisk alone writes it,
so it works with the supervisor dead, and it is never part of a revision.
"""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Families of AstDB, in the names FreePBX gives them."""

    FORWARD_ALL = "CF"
    FORWARD_BUSY = "CFB"
    FORWARD_NO_ANSWER = "CFU"
    DO_NOT_DISTURB = "DND"
    DAY_NIGHT = "DAYNIGHT"
    CLOCK = "CLOCK"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the key of a family is and which values it holds."""

    key: str
    value: str


FAMILIES: dict[Family, Kept] = {
    Family.FORWARD_ALL: Kept("extension", "the number every call goes to"),
    Family.FORWARD_BUSY: Kept("extension", "the number calls go to while the telephone is busy"),
    Family.FORWARD_NO_ANSWER: Kept("extension", "the number calls go to when nobody answers"),
    Family.DO_NOT_DISTURB: Kept("extension", "YES"),
    Family.DAY_NIGHT: Kept("code of a schedule", "DAY, open by hand, or NIGHT, closed by hand"),
    Family.CLOCK: Kept("`box`", "LOST while the box does not know the time: set at its start"),
}
"""The only list of what Asterisk keeps by itself. Lamps of it: `Custom:` device states."""

OF_EXTENSIONS = tuple(family for family, kept in FAMILIES.items() if kept.key == "extension")
LAMPS = "CustomDevstate"  # where Asterisk keeps its `Custom:` device states

YES, DAY, NIGHT, LOST = "YES", "DAY", "NIGHT", "LOST"
BOX = "box"


def read(family: Family, key: str) -> str:
    """The entry as the dialplan reads it; empty where there is none."""
    return f"${{DB({family}/{key})}}"
