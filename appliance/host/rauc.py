"""RAUC, which checks bundles and writes them to the spare slot."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.core.errors import Fault
from appliance.flows.ports import Bundle, Progress, SlotFound
from appliance.host.dbus import Peer, Refusal, Signal, SystemBus

log = logging.getLogger(__name__)

INSTALLER = Peer("de.pengutronix.rauc", "/", "de.pengutronix.rauc.Installer")
LOOK_EVERY = 0.5  # seconds between two looks at the progress
LONGEST = 3600.0  # seconds; an emulated disk writes 300 MB in minutes


@dataclass(frozen=True, slots=True)
class Rauc:
    bus: SystemBus

    async def compatible(self) -> str:
        return str(await self.bus.read(INSTALLER, "Compatible"))

    async def inspect(self, bundle: Path) -> Bundle:
        try:
            (found,) = await self.bus.ask(INSTALLER, "InspectBundle", "sa{sv}", str(bundle), {})
        except Refusal as refusal:
            raise _explained(refusal.text) from refusal
        update = found.get("update", {})
        return Bundle(str(update.get("version", "")), str(update.get("compatible", "")))

    async def install(self, bundle: Path, progress: Progress) -> None:
        async with self.bus.listening(INSTALLER) as signals:
            await self.bus.ask(INSTALLER, "InstallBundle", "sa{sv}", str(bundle), {})
            looking = asyncio.create_task(self._look(progress), name="installation progress")
            try:
                async with asyncio.timeout(LONGEST):
                    result = await _completed(signals)
            except TimeoutError as error:
                raise Fault("The installation does not end.", "Restart the box.") from error
            finally:
                looking.cancel()
        if result != 0:
            raise _explained(str(await self.bus.read(INSTALLER, "LastError")))

    async def _look(self, progress: Progress) -> None:
        while True:
            percent, _text, _depth = await self.bus.read(INSTALLER, "Progress")
            progress(int(percent))
            await asyncio.sleep(LOOK_EVERY)

    async def mark_good(self) -> None:
        await self.bus.ask(INSTALLER, "Mark", "ss", "good", "booted")

    async def mark_bad(self) -> None:
        await self.bus.ask(INSTALLER, "Mark", "ss", "bad", "booted")

    async def slots(self) -> tuple[SlotFound, ...]:
        (found,) = await self.bus.ask(INSTALLER, "GetSlotStatus")
        bootable = [_slot(about) for _name, about in found if about.get("bootname")]
        return tuple(sorted(bootable, key=lambda slot: slot.letter))


def _slot(about: dict[str, Any]) -> SlotFound:
    return SlotFound(
        str(about["bootname"]),
        str(about.get("bundle.version", "")),
        about.get("boot-status") == "good",
    )


async def _completed(signals: "asyncio.Queue[Signal]") -> int:
    while True:
        signal = await signals.get()
        if signal.member == "Completed":
            return int(signal.body[0])


# What RAUC says, and what that means to the owner of a box. The first that fits counts.
_MEANINGS = (
    (("signature", "verif", "certificate", "signer"), "It was not signed by the maker."),
    (("compatible",), "It is not made for this box."),
    (("no space", "enospc"), "There is no room for it on the box."),
    (("identifier", "magic", "truncated", "size", "input/output"), "It did not arrive whole."),
)
_AGAIN = "Nothing was changed. Fetch the update again from the maker."


def _explained(said: str) -> Fault:
    log.warning("update refused: %s", said)
    lower = said.lower()
    for words, meaning in _MEANINGS:
        if any(word in lower for word in words):
            return Fault(f"The update was refused. {meaning}", _AGAIN)
    return Fault(f"The update was refused: {said}", _AGAIN)
