"""What a person does to a box at the recovery prompt and with the stick, and what is left after."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
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
from tests.image.installed import COPYING, install_erasing, install_keeping, with_stick
from tests.image.supervisor import Supervisor

_SUPERBLOCK = 1024  # of erofs, and of ext4
_PROMPT = "Neither slot has started properly"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the box must still have of its time in use."""

    configuration: bool
    history: bool
    code: bool = True  # nobody has set it up, so its first one still opens it
    machine: bool = True


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
_MACHINE_ALONE = Kept(configuration=False, history=False, code=False)
_NOTHING = replace(_MACHINE_ALONE, machine=False)
_HISTORY = Kept(configuration=False, history=True)
_HISTORY_ALONE = replace(_HISTORY, code=False)
_FRESH_TRIES = {"a_left": "3", "b_left": "3"}
_UPDATED = {"order": "B A", "b_good": "1"} | _FRESH_TRIES  # whose slot B has no settings yet
_GONE_BACK = {"order": "B A", "a_good": "1", "b_good": "0", "a_left": "0", "b_left": "0"}
_STORIES = {
    "reset-keep-data": Story(lambda guest: _reset(guest, ""), _HISTORY_ALONE),
    "reset-gone-back": Story(
        lambda guest: _reset(guest, ""), _HISTORY_ALONE, environment=_GONE_BACK
    ),
    "reset-all": Story(lambda guest: _reset(guest, "n"), _MACHINE_ALONE),
    "rewrite-spoilt-slots": Story(_rewrite, _ALL, harm=_spoilt_slots),
    "reinstall-keeping": Story(install_keeping, _ALL, environment=_FRESH_TRIES),
    "reinstall-keeping-by-uefi": Story(
        install_keeping, _ALL, environment=_FRESH_TRIES, uefi=True
    ),
    "install-erasing-by-uefi": Story(
        install_erasing, _NOTHING, environment=_FRESH_TRIES, uefi=True
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
_BY_STICK = {install_keeping, install_erasing}


@dataclass(frozen=True, slots=True)
class _Before:
    """Who the box was."""

    machine: str
    code: str


@cache
def _setup_code(disk: Path) -> str:
    with tempfile.TemporaryDirectory(dir=disk.parent) as work:
        state = disks.partition(disk, "state", Path(work))
        # The plug was pulled, so what was written last stands in its journal.
        subprocess.run(["e2fsck", "-p", str(state)], check=False, stdout=subprocess.DEVNULL)
        return disks.file_in(state, "/identity/setup-code").strip()


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
        found = disks.environment(self._base, disks.environment_at(image))
        before = _Before(found["machine_id"], _setup_code(self._base))
        story.harm(disk)
        disks.set_environment(disk, image, **{**found, **story.environment})
        usual = usual_box(image, work / "usual", uefi=story.uefi)
        alone = replace(usual, disks=(Disk(disk),))
        if story.told in _BY_STICK:
            stick = with_stick(image, work / "stick", disk, uefi=story.uefi)
            with Guest(stick, agent=False) as guest:
                story.told(guest)
            with Guest(alone) as guest:
                return _found(guest, story, before)
        with Guest(alone) as guest:
            story.told(guest)
            return _found(guest, story, before)

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Nothing is measured."""
        return {}


def _found(guest: Guest, story: Story, before: _Before) -> str | None:
    """Dial tone first; then the configuration, the history, and who it is."""
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
    return _somebody_else(guest, story.kept, before)


def _somebody_else(guest: Guest, kept: Kept, before: _Before) -> str | None:
    machine = guest.read("/etc/machine-id").decode().strip()
    if (machine == before.machine) is not kept.machine:
        return f"it was machine {before.machine} and is {machine} now"
    code = guest.run(["lineman", "setup-code"]).out.strip()
    if "-" not in code or "-" not in before.code:
        return f"there is no set-up code, or there was none: {code!r}, {before.code!r}"
    if (before.code in code) is not kept.code:
        return f"the set-up code was {before.code} and is {code} now"
    return None


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Chance has no part in it."""
    del seed
    yield Recovery(folder)
