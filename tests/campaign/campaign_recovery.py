"""What a person does to a box at the recovery prompt and with the stick, and what is left after."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.wire.protocol import GetExtensions
from build.lib.image import layout
from build.lib.vm.machine import Disk, Machine
from build.lib.vm.waiting import TooLate
from tests.campaign.box_in_use import OWNER, box_in_use
from tests.campaign.plan import Campaign
from tests.image import disks
from tests.image.harness import Guest, GuestFault, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone
from tests.image.supervisor import Supervisor

_COPYING = 900.0  # seconds: a gigabyte is copied and proved by an emulated processor
_SUPERBLOCK = 1024  # of erofs, and of ext4
_EXHAUSTED = {"a_left": "0", "b_left": "0"}
_PROMPT = "Neither slot has started properly"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the box must still have of its time in use."""

    configuration: bool
    history: bool


def _reset(guest: Guest, keep_data: str) -> None:
    guest.console.wait_for(_PROMPT, seconds=300)
    guest.console.type("f\n")
    guest.console.wait_for("Keep call history, recordings and voicemail")
    guest.console.type(f"{keep_data}\n")
    guest.console.wait_for("Type RESET to go on:")
    guest.console.type("RESET\n")


def _rewrite(guest: Guest) -> None:
    guest.console.wait_for(_PROMPT, seconds=300)
    guest.console.type("n\n")
    guest.console.wait_for("Both slots are written anew")
    guest.console.type("y\n")
    guest.console.wait_for("Restarting.", seconds=_COPYING)


def _install(guest: Guest) -> None:
    guest.console.wait_for("Install Lineman on a disk of the box", seconds=300)
    guest.console.type("i\n")
    guest.console.wait_for("Keep the configuration, history and recordings found there")
    guest.console.type("y\n")
    guest.console.wait_for("state and data stay")
    guest.console.type("vda\n")
    guest.console.wait_for("Installed. Pull out the stick", seconds=_COPYING)


def _only_start(guest: Guest) -> None:
    """Nobody is at the box."""


def _harm(case: str, disk: Path) -> None:
    """What the disk went through before the story."""
    if case == "rewrite-spoilt-slots":
        for name in ("root-a", "root-b"):
            disks.flip(disk, name, _SUPERBLOCK)
    if case == "data-without-superblock":
        disks.write_at(disk, layout.start("data") + _SUPERBLOCK, bytes(4096))


_STORIES: dict[str, tuple[Callable[[Guest], None], Kept]] = {
    "reset-keep-data": (lambda guest: _reset(guest, ""), Kept(configuration=False, history=True)),
    "reset-gone-back": (lambda guest: _reset(guest, ""), Kept(configuration=False, history=True)),
    "reset-all": (lambda guest: _reset(guest, "n"), Kept(configuration=False, history=False)),
    "rewrite-spoilt-slots": (_rewrite, Kept(configuration=True, history=True)),
    "reinstall-keeping": (_install, Kept(configuration=True, history=True)),
    "data-without-superblock": (_only_start, Kept(configuration=True, history=True)),
}
# Before the story; else as the base was left, with no slot left to try.
_ENVIRONMENT = {
    "reset-gone-back": {"order": "B A", "a_good": "1", "b_good": "0"},  # an update was taken back
    "data-without-superblock": {"a_left": "3", "b_left": "3"},
}


class Recovery:
    """A case is a story on a copy of the box in use, then its start to dial tone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._base = box_in_use(folder.parent)

    def cases(self) -> Sequence[str]:
        """The stories."""
        return list(_STORIES)

    def bad(self, case: str) -> str | None:
        """What the box has that it must not, or lacks."""
        work = self._folder / case
        shutil.rmtree(work, ignore_errors=True)
        (work / "usual").mkdir(parents=True)
        story, kept = _STORIES[case]
        usual = usual_box(image_under_test(), work / "usual")
        disk = overlay(self._base, work / "disk.qcow2")
        before = disks.environment(self._base, disks.environment_at(image_under_test()))
        try:
            if story is _install:
                with Guest(_with_stick(work, disk), agent=False) as guest:
                    story(guest)
                with Guest(replace(usual, disks=(Disk(disk),))) as guest:
                    return _found(guest, kept, before["machine_id"])
            _harm(case, disk)
            at_start = before | _EXHAUSTED | _ENVIRONMENT.get(case, {})
            disks.set_environment(disk, image_under_test(), **at_start)
            with Guest(replace(usual, disks=(Disk(disk),))) as guest:
                story(guest)
                return _found(guest, kept, before["machine_id"])
        except (AssertionError, GuestFault, TooLate) as failed:
            return f"{type(failed).__name__}: {failed}"
        finally:
            shutil.rmtree(work)

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Nothing is measured."""
        return {}


def _with_stick(work: Path, disk: Path) -> Machine:
    stick = overlay(image_under_test(), work / "stick.qcow2", layout.size() + layout.MIB)
    return Machine(disks=(Disk(stick, interface="usb"), Disk(disk)))


def _found(guest: Guest, kept: Kept, machine: str) -> str | None:
    """Dial tone first; then the configuration, the history and the identity."""
    wait_for_dial_tone(guest, seconds=900)
    if "lineman.slot=A" not in guest.read("/proc/cmdline").decode():
        return "the slot that had proved itself was not started"
    supervisor = Supervisor(guest)
    supervisor.wait_for_settings(seconds=600)
    names = [e.name for e in supervisor.ask(GetExtensions()).extensions if e.number == "201"]
    if (names == [OWNER]) is not kept.configuration:
        return f"201 is {names}"
    calls = [(call.caller, call.dialled) for call in supervisor.past()]
    if (("209", "210") in calls) is not kept.history:
        return f"calls in the history: {calls}"
    if guest.read("/etc/machine-id").decode().strip() != machine:
        return "it is another machine now"
    said = guest.run(["lineman", "setup-code"])
    return None if "-" in said.out else f"there is no set-up code: {said.out!r}"


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Chance has no part in it."""
    del seed
    yield Recovery(folder)
