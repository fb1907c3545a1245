"""Whom one may call: the office's own numbers."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class DirectoryEntry(View, frozen=True):
    """An internal number and the name that others see with it."""

    number: str
    name: str
    department: str = ""


class Directory(Answer, frozen=True):
    """By name; `more` says that others follow.

    `own` is the asker's number where it has a telephone that could ring, else empty.
    """

    entries: tuple[DirectoryEntry, ...]
    own: str = ""
    more: bool = False


class GetDirectory(Request[Directory], frozen=True):
    """Telephones, groups and queues with `search` in number, name or department; from the `after`th
    on, as many as a page holds.
    """

    needs: ClassVar[Right] = Right.OWN
    search: str = ""
    after: int = 0
