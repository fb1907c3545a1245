"""An update: received, checked, written to the other slot, and tried after a restart."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from appliance.bus import Bus
from appliance.core.errors import Fault, Invalid
from appliance.facts import UpdateMoved
from appliance.flows import receive, slot_copy, trial_notes
from appliance.flows.change_config import Changes
from appliance.flows.ports import Bundle, Installer, Power, Refused
from appliance.flows.trial_notes import Trial
from appliance.hardware.seen import Look
from appliance.wire.answers import Update
from appliance.wire.views import GateCheck, Slot, SlotView, UpdatePhase

log = logging.getLogger(__name__)

BUSY = "An update is being installed."
NOT_TAKEN_BACK = "A failed update could not be taken back; settings wait for a restart."
RESTART_TRIES_IT = "Switch the box off and on again: the new version is then tried."
BROKE_OFF = "The update broke off: the box met an error of its own."
TRY_AGAIN = "Try again; if it stays so, switch the box off and on."
NO_SPARE = (
    "The box runs as before; the other version is gone until an update succeeds."
    " Install the update again."
)
INCOMING = "incoming.raucb"


@dataclass(frozen=True, slots=True)
class Running:
    """The release that runs, and where both slots keep what is theirs."""

    version: str
    slot: Slot
    boot: str
    own: Path
    other: Path
    uploads: Path


@dataclass(slots=True)
class Updates:
    """`now` is what everybody is shown. One update at a time."""

    running: Running
    installer: Installer
    power: Power
    changes: Changes
    look: Callable[[], Look]
    linked: Callable[[], Awaitable[frozenset[int]]]
    bus: Bus
    now: Update = field(default_factory=lambda: Update(UpdatePhase.NONE, 0, "", ()))
    _going: asyncio.Task[None] | None = None
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, url: str, descriptor: int | None, size: int) -> None:
        """Start, and go on whether or not somebody watches. The descriptor is copied."""
        if self._going is not None and not self._going.done():
            raise Fault(BUSY, "Wait until it is done.")
        if self.now.phase in {UpdatePhase.TRIAL, UpdatePhase.RESTARTING}:
            raise Fault("An update is on trial.", "Wait until it is decided.")
        self._check_unconfirmed()
        if bool(url) == (descriptor is not None):
            raise Invalid("url", "a file or an address is wanted")
        if url:
            receive.check_address(url)
        fetch = self._fetch(url, os.dup(descriptor) if descriptor is not None else None, size)
        self.changes.hold = BUSY
        self.named("")
        self.show(UpdatePhase.RECEIVING)
        self._going = asyncio.create_task(self._run(fetch), name="update")

    async def follow(self) -> AsyncIterator[Update]:
        """What `now` becomes until the update that goes on ends; its Fault at the end."""
        going = self._going
        told: Update | None = None
        while going is not None and not going.done():
            if self.now != told:
                told = self.now
                yield told
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await self._moved.wait()
        if self.now != told:
            yield self.now
        if going is not None:
            going.result()

    def show(
        self,
        phase: UpdatePhase,
        percent: int = 0,
        sentence: str = "",
        checks: tuple[GateCheck, ...] = (),
        remedy: str = "",
    ) -> None:
        """Tell everybody how far it is."""
        self.now = msgspec.structs.replace(
            self.now,
            phase=phase,
            percent=percent,
            sentence=sentence,
            checks=checks,
            remedy=remedy,
        )
        self._moved.set()
        self._moved.clear()
        self.bus.publish(UpdateMoved())

    def named(self, version: str) -> None:
        """The version that the update brings."""
        self.now = msgspec.structs.replace(self.now, version=version)

    async def look_at_slots(self) -> bool:
        """Ask the installer about both slots; a box without one, such as the demo, has none.

        Whether it answered.
        """
        try:
            found = await self.installer.slots()
        except Fault as fault:
            log.warning("slots: %s", fault.text)
            return False
        own = self.running.slot
        views = tuple(
            SlotView(
                slot=Slot(slot.letter),
                version=self.running.version if slot.letter == own else slot.version,
                running=slot.letter == own,
                good=slot.good,
            )
            for slot in found
        )
        self.now = msgspec.structs.replace(self.now, slots=views)
        self.bus.publish(UpdateMoved())
        return True

    async def _fetch(self, url: str, descriptor: int | None, size: int) -> Path:
        target = self.running.uploads / INCOMING

        def tell(percent: int) -> None:
            self.show(UpdatePhase.RECEIVING, percent)

        if descriptor is None:
            await receive.from_url(url, target, tell)
            return target
        try:
            await receive.from_descriptor(descriptor, target, size, tell)
        finally:
            os.close(descriptor)
        return target

    async def _run(self, fetch: Awaitable[Path]) -> None:
        """Whatever ends it, settings go on or it is told why they wait."""
        begun = False
        try:
            bundle = await fetch
            found = await self._checked(bundle)
            await self._prepared(found)
            begun = True
            await self._install(bundle, found)
        except Exception as error:
            told = _in_words(error)
            if begun and isinstance(told, Fault) and not isinstance(told, Refused):
                told = Fault(told.text, await self.take_back())
            else:
                self._forget()
            await self._tell_failure(told)
            if told is error:
                raise
            raise told from error
        finally:
            with contextlib.suppress(OSError):  # the next one takes its place
                (self.running.uploads / INCOMING).unlink(missing_ok=True)

    def _check_unconfirmed(self) -> None:
        """The other slot would start without it, whoever says yes to it meanwhile."""
        if (waits := self.changes.unconfirmed) is not None:
            raise Fault(
                f"A change by {waits.author} waits to be confirmed.",
                "Confirm it or cancel it, then begin the update again.",
            )

    async def _tell_failure(self, error: Fault | Invalid) -> None:
        text, remedy = (
            (error.text, error.remedy) if isinstance(error, Fault) else (error.reason, "")
        )
        log.warning("update: %s", text)
        self.show(UpdatePhase.FAILED, sentence=text, remedy=remedy)
        await self.look_at_slots()

    async def _checked(self, bundle: Path) -> Bundle:
        self.show(UpdatePhase.CHECKING)
        found = await self.installer.inspect(bundle)
        ours = await self.installer.compatible()
        if found.compatible != ours:
            raise Fault(
                f"The update is made for {found.compatible}, and this box is {ours}.",
                "Nothing was changed. Fetch the update for this box.",
            )
        self.named(found.version)
        return found

    async def _prepared(self, found: Bundle) -> None:
        """Before the first byte is written: from then on a power cut may start the new slot."""
        self.show(UpdatePhase.COPYING)
        async with self.changes.alone:  # one that had begun is committed or put back by then
            self._check_unconfirmed()
            await asyncio.to_thread(slot_copy.copy_slot, self.running.own, self.running.other)
        look = self.look()
        trial = Trial(
            version=found.version,
            before=self.running.version,
            boot=self.running.boot,
            cards=tuple(str(card.found.key) for card in look.cards),
            spans=tuple(s.number for s in look.spans if s.configured and not s.alarms),
            links=tuple(sorted(await self._links())),
        )
        trial_notes.write(self._note, trial)
        for slot in (self.running.own, self.running.other):
            (slot / trial_notes.OUTCOME).unlink(missing_ok=True)

    async def _links(self) -> frozenset[int]:
        try:
            return await self.linked()
        except Fault:  # an exchange that hangs is no reason against an update that may mend it
            return frozenset()

    async def _install(self, bundle: Path, found: Bundle) -> None:
        self.show(UpdatePhase.INSTALLING)
        await self.installer.install(bundle, lambda p: self.show(UpdatePhase.INSTALLING, p))
        self.show(UpdatePhase.COPYING, 99)
        # What was drafted, and what telephones changed, while it was written.
        for copy in (slot_copy.copy_waiting, slot_copy.copy_live_state):
            await asyncio.to_thread(copy, self.running.own, self.running.other)
        await self.look_at_slots()
        log.info("update: version %s is installed, restarting into it", found.version)
        self.show(UpdatePhase.RESTARTING, 100)
        await self.power.restart_box()

    @property
    def on_trial(self) -> bool:
        """By the last look at the slots: this one has still to prove itself, the other one has.

        Where neither has, on a new box, there is nothing to go back to.
        """
        good = {slot.running: slot.good for slot in self.now.slots}
        return good == {True: False, False: True}

    async def take_back(self) -> str:
        """See that no start runs what a failed update left in the other slot; what to do now.

        When that cannot be had its note stays, and settings wait: the next start may be its trial.
        """
        try:
            await self.installer.mark_other_bad()
        except Fault as fault:
            log.error("update: the other slot cannot be marked bad: %s", fault.text)  # noqa: TRY400
            self.changes.hold = NOT_TAKEN_BACK
            return RESTART_TRIES_IT
        self._forget()
        return NO_SPARE

    def _forget(self) -> None:
        """The other slot is not going to be tried."""
        trial_notes.drop(self._note)
        self.changes.hold = ""

    @property
    def _note(self) -> Path:
        return self.running.other / trial_notes.TRIAL


def _in_words(error: Exception) -> Fault | Invalid:
    if isinstance(error, Fault | Invalid):
        return error
    log.error("update: unexpected", exc_info=error)
    return Fault(BROKE_OFF, TRY_AGAIN)
