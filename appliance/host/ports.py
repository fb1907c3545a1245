"""What the system below is asked, as the box or the simulation answers it."""

from dataclasses import dataclass
from typing import Protocol

from appliance.core.box_log import IssueNote, Line, Sought


class Journal(Protocol):
    """The box's log."""

    async def read(self, sought: Sought) -> tuple[Line, ...]:
        """The newest first; Fault when it cannot be read."""

    async def issues(self, most: int) -> tuple[IssueNote, ...]:
        """What the board wrote of issues, the newest first."""


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit in systemd's own words, such as `active` and `running`."""

    name: str
    active: str
    sub: str


class Units(Protocol):
    """Who knows what each unit does."""

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        """Those of the names that there are, in their order; Fault when nobody answers."""
