"""RAUC, which checks bundles and writes them to the spare slot."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.core.errors import Fault
from appliance.flows.ports import Bundle, Progress, Refused, SlotFound
from appliance.host.dbus import Peer, Refusal, Signal, SystemBus

log = logging.getLogger(__name__)

INSTALLER = Peer("de.pengutronix.rauc", "/", "de.pengutronix.rauc.Installer")
LOOK_EVERY = 0.5  # seconds between two looks at the progress
IDLE_LOOKS = 2  # one may fall between the end and its signal
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
        async with contextlib.AsyncExitStack() as stack:
            try:
                signals = await stack.enter_async_context(self.bus.listening(INSTALLER))
            except Fault as fault:
                raise Refused(fault.text, fault.remedy) from fault
            try:
                await self.bus.ask(INSTALLER, "InstallBundle", "sa{sv}", str(bundle), {})
            except Refusal as refusal:
                raise _explained(refusal.text) from refusal
            try:
                async with asyncio.timeout(LONGEST):
                    result = await self._completed(signals, progress)
            except TimeoutError as error:
                raise Fault("The installation does not end.") from error
        if result != 0:
            raise _broken_off(str(await self.bus.read(INSTALLER, "LastError")))

    async def _completed(self, signals: "asyncio.Queue[Signal]", progress: Progress) -> int:
        """Its result. Looked for besides: a RAUC that died tells nobody, and begins anew idle."""
        idle = 0
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    while (signal := await signals.get()).member != "Completed":
                        pass
                return int(signal.body[0])
            idle = 0 if await self._at_work(progress) else idle + 1
            if idle == IDLE_LOOKS:
                raise Fault("The update broke off while it was written.")

    async def _at_work(self, progress: Progress) -> bool:
        try:
            percent, _text, _depth = await self.bus.read(INSTALLER, "Progress")
            at_work = str(await self.bus.read(INSTALLER, "Operation")) != "idle"
        except Refusal as refusal:
            log.warning("RAUC does not say how far it is: %s", refusal.text)
            return False
        except Fault:  # no answer in time: a slow disk, and the whole has its own limit
            return True
        if at_work:
            progress(int(percent))
        return at_work

    async def mark_good(self) -> None:
        await self.bus.ask(INSTALLER, "Mark", "ss", "good", "booted")

    async def mark_bad(self) -> None:
        await self.bus.ask(INSTALLER, "Mark", "ss", "bad", "booted")

    async def mark_other_bad(self) -> None:
        await self.bus.ask(INSTALLER, "Mark", "ss", "bad", "other")

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


# What RAUC says, and what that means to the owner of a box. The first that fits counts.
_CUT_SHORT = ((("invalid bundle format",), "It did not arrive whole."),)  # its end says its size
_NOT_OURS = (
    (("signature", "certificate", "signer"), "It was not signed by the maker."),
    (("compatible",), "It is not made for this box."),
)
_UNREADABLE = (
    (("verif",), "It was not signed by the maker."),
    (("no space", "enospc"), "There is no room for it on the box."),
    (("identifier", "magic", "truncated", "size", "input/output"), "It did not arrive whole."),
)
_UNWRITABLE = (
    (("no space", "enospc"), "There is no room for it on the box."),
    (("input/output",), "The disk cannot be read or written."),
)
_AGAIN = "Nothing was changed. Fetch the update again from the maker."


def _explained(said: str) -> Refused:
    """The bundle is not taken; not a byte of it was written."""
    log.warning("update refused: %s", said)
    meaning = _meaning(said, *_CUT_SHORT, *_NOT_OURS, *_UNREADABLE)
    if meaning:
        return Refused(f"The update was refused. {meaning}", _AGAIN)
    return Refused(f"The update was refused: {said}", _AGAIN)


def _broken_off(said: str) -> Fault:
    """What an installation ended with; its own check of the bundle comes before the first byte."""
    if _meaning(said, *_NOT_OURS):
        return _explained(said)
    log.error("update not written: %s", said)
    meaning = _meaning(said, *_UNWRITABLE)
    if meaning:
        return Fault(f"The update could not be written. {meaning}")
    return Fault(f"The update could not be written: {said}")


def _meaning(said: str, *known: tuple[tuple[str, ...], str]) -> str:
    lower = said.lower()
    return next((meaning for words, meaning in known if any(w in lower for w in words)), "")
