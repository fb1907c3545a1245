"""What the flows need of the box, as the daemon or the simulation gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.apply.ports import Services
from appliance.asterisk.ports import Exchange
from appliance.core.errors import Fault

Progress = Callable[[int], None]  # per cent


class Power(Protocol):
    """The box's own switch."""

    async def restart_box(self) -> None:
        """Begin an orderly restart; Fault when it is refused."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says of itself; its signature was found right."""

    version: str
    compatible: str


@dataclass(frozen=True, slots=True)
class SlotFound:
    """A slot as the installer knows it; `version` is empty for one nothing was ever flashed to.

    `good`: it proved itself and can be started.
    """

    letter: str
    version: str
    good: bool


class Refused(Fault):
    """The installer did not begin: not one byte of the spare slot was touched."""


class Installer(Protocol):
    """Whoever checks and flashes bundles."""

    async def compatible(self) -> str:
        """The kind of box this is."""

    async def inspect(self, bundle: Path) -> Bundle:
        """Fault when it is no bundle, is damaged, or was not signed by us."""

    async def install(self, bundle: Path, progress: Progress) -> None:
        """Write it to the spare slot, which the next start uses.

        Refused before the first byte; Fault when it failed later, and the spare slot is spoilt.
        """

    async def mark_good(self) -> None:
        """The running slot stays."""

    async def mark_bad(self) -> None:
        """The next start uses the other slot."""

    async def mark_other_bad(self) -> None:
        """No start uses the spare slot."""

    async def slots(self) -> tuple[SlotFound, ...]:
        """Both slots, A first."""


__all__ = [
    "Bundle",
    "Exchange",
    "Installer",
    "Power",
    "Progress",
    "Refused",
    "Services",
    "SlotFound",
]
