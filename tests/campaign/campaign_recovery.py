"""What a person does to a box at the recovery prompt and with the stick, and what is left after."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.wire.protocol import GetExtensions
from build.lib.image import layout
from build.lib.vm.machine import Disk
from build.lib.vm.waiting import TooLate
from tests.campaign.box_in_use import OWNER, box_in_use
from tests.campaign.plan import Campaign
from tests.image import bundles, disks
from tests.image.harness import Guest, GuestFault, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone
from tests.image.installed import COPYING, install_keeping, with_stick
from tests.image.supervisor import Supervisor

_SUPERBLOCK = 1024  # of erofs, and of ext4
_PROMPT = "Neither slot has started properly"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the box must still have of its time in use."""

    configuration: bool
    history: bool


def _reset(guest: Guest, keep_data: str) -> None:
    guest.console.wait_for(_PROMPT, seconds=300)
    guest.console.type("f\n")
    guest.console.wait_for("Keep call history, recordings, voicemail and faxes")
    guest.console.type(f"{keep_data}\n")
    guest.console.wait_for("Type RESET to go on:")
    guest.console.type("RESET\n")


def _rewrite(guest: Guest) -> None:
    guest.console.wait_for(_PROMPT, seconds=300)
    guest.console.type("n\n")
    guest.console.wait_for("Both slots are written anew")
    guest.console.type("y\n")
    guest.console.wait_for("Restarting.", seconds=COPYING)


def _only_start(guest: Guest) -> None:
    """Nobody is at the box."""


def _spoilt_slots(disk: Path) -> None:
    for name in ("root-a", "root-b"):
        disks.flip(disk, name, _SUPERBLOCK)


def _flipped_block(disk: Path) -> None:
    """One that the mount does not read: only the hash tree can refuse it."""
    place = bundles.late_block(bundles.released(image_under_test().parent).root)
    disks.flip(disk, "root-a", place)


def _spoilt_data(disk: Path) -> None:
    disks.write_at(disk, layout.start("data") + _SUPERBLOCK, bytes(4096))


def _nothing(disk: Path) -> None:
    """The disk is as the office left it."""


@dataclass(frozen=True, slots=True)
class Story:
    """What people do after `harm`; then the box must start `slot` and have what is `kept`.

    `environment` is the boot's before the story.
    """

    told: Callable[[Guest], None]
    kept: Kept
    slot: str = "A"
    harm: Callable[[Path], None] = _nothing
    environment: Mapping[str, str] = field(default_factory=lambda: {"a_left": "0", "b_left": "0"})
    uefi: bool = False


_ALL = Kept(configuration=True, history=True)
_HISTORY = Kept(configuration=False, history=True)
_FRESH_TRIES = {"a_left": "3", "b_left": "3"}
_UPDATED = {"order": "B A", "b_good": "1"} | _FRESH_TRIES  # whose slot B has no settings yet
_GONE_BACK = {"order": "B A", "a_good": "1", "b_good": "0", "a_left": "0", "b_left": "0"}
_STORIES = {
    "reset-keep-data": Story(lambda guest: _reset(guest, ""), _HISTORY),
    "reset-gone-back": Story(lambda guest: _reset(guest, ""), _HISTORY, environment=_GONE_BACK),
    "reset-all": Story(
        lambda guest: _reset(guest, "n"), Kept(configuration=False, history=False)
    ),
    "rewrite-spoilt-slots": Story(_rewrite, _ALL, harm=_spoilt_slots),
    "reinstall-keeping": Story(install_keeping, _ALL, environment=_FRESH_TRIES),
    "reinstall-keeping-by-uefi": Story(
        install_keeping, _ALL, environment=_FRESH_TRIES, uefi=True
    ),
    "reinstall-updated": Story(install_keeping, _HISTORY, slot="B", environment=_UPDATED),
    "data-without-superblock": Story(
        _only_start, _ALL, harm=_spoilt_data, environment=_FRESH_TRIES
    ),
    "flipped-block-by-uefi": Story(
        _only_start, _HISTORY, slot="B", harm=_flipped_block,
        environment={"a_left": "1", "b_left": "3"}, uefi=True,
    ),
}  # fmt: skip


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
        try:
            return self._tried(_STORIES[case], work)
        except (AssertionError, GuestFault, TooLate) as failed:
            return f"{type(failed).__name__}: {failed}"
        finally:
            shutil.rmtree(work)

    def _tried(self, story: Story, work: Path) -> str | None:
        image = image_under_test()
        disk = overlay(self._base, work / "disk.qcow2")
        before = disks.environment(self._base, disks.environment_at(image))
        story.harm(disk)
        disks.set_environment(disk, image, **{**before, **story.environment})
        usual = usual_box(image, work / "usual", uefi=story.uefi)
        alone = replace(usual, disks=(Disk(disk),))
        if story.told is install_keeping:
            stick = with_stick(image, work / "stick", disk, uefi=story.uefi)
            with Guest(stick, agent=False) as guest:
                story.told(guest)
            with Guest(alone) as guest:
                return _found(guest, story, before["machine_id"])
        with Guest(alone) as guest:
            story.told(guest)
            return _found(guest, story, before["machine_id"])

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Nothing is measured."""
        return {}


def _found(guest: Guest, story: Story, machine: str) -> str | None:
    """Dial tone first; then the configuration, the history and the identity."""
    wait_for_dial_tone(guest, seconds=900)
    if f"lineman.slot={story.slot}" not in guest.read("/proc/cmdline").decode():
        return f"slot {story.slot} was not started"
    supervisor = Supervisor(guest)
    supervisor.wait_for_settings(seconds=600)
    names = [e.name for e in supervisor.ask(GetExtensions()).extensions if e.number == "201"]
    if (names == [OWNER]) is not story.kept.configuration:
        return f"201 is {names}"
    calls = [(call.caller, call.dialled) for call in supervisor.past()]
    if (("209", "210") in calls) is not story.kept.history:
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
