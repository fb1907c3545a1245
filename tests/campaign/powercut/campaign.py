"""The cases of a campaign: each promise, with what followed lost or torn; a sample is booted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from appliance.wire.protocol import GetExtensions
from build.lib.vm.waiting import TooLate
from tests.campaign.plan import Campaign
from tests.campaign.powercut.disk import Replay
from tests.campaign.powercut.log import Step, steps
from tests.campaign.powercut.look import Look, Promise, Promises
from tests.campaign.powercut.record import Recording
from tests.image import disks
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import image_under_test, overlay, wait_for_dial_tone
from tests.image.supervisor import Supervisor

SAMPLE = 20


class PowerCut:
    """`NNNNN-lost`, `NNNNN-torn` for every promise of the story, then `NNNNN-boot` for a sample."""

    def __init__(self, recording: Recording, promises: Promises, seed: int, folder: Path) -> None:
        self._recording, self._promises, self._seed = recording, promises, seed
        self._folder = folder
        self._steps: list[Step] = [s for s in steps(recording.log) if s.end <= recording.end]
        self._first = next(i for i, s in enumerate(self._steps, 1) if s.end >= recording.begin)
        # Whoever was told had the flush before that behind him.
        self._told = sum(step.end <= recording.told for step in self._steps)
        self._open: dict[str, tuple[Replay, Look]] = {}
        # Kept from run to run, as the cases tried are.
        self._verified = folder / "roots-verified"
        self._verified_before = self._roots_verified()

    def cases(self) -> Sequence[str]:
        """All of them, each kind from the first promise to the last."""
        moments = range(self._first, len(self._steps) + 1)
        every = max(1, len(moments) / SAMPLE)
        sample = [moments[int(every * n)] for n in range(min(SAMPLE, len(moments)))]
        offline = [f"{moment:05d}-{kind}" for moment in moments for kind in ("lost", "torn")]
        return [*offline, *(f"{moment:05d}-boot" for moment in sample)]

    def bad(self, case: str) -> str | None:
        """Bring a disk to the moment and look at it, or start a box with it."""
        moment, kind = case.split("-")
        replay, look = self._at(int(moment), "boot" if kind == "boot" else "offline")
        if kind == "boot":
            return self._booted(replay.path, look.promise)
        if kind == "lost":
            found = look.bad()
        else:
            with replay.torn(self._seed) as touched:
                look.forget(touched)
                found = look.bad()
            look.forget(touched)
        self._verified.write_text(str(self._verified_before + look.slots_verified))
        return found

    def _roots_verified(self) -> int:
        return int(self._verified.read_text()) if self._verified.exists() else 0

    def _at(self, moment: int, purpose: str) -> tuple[Replay, Look]:
        if purpose not in self._open:
            disk = self._folder / f"{purpose}.raw"
            disk.unlink(missing_ok=True)
            replay = Replay(self._recording.base, self._recording.log, self._steps, disk)
            place = disks.environment_at(image_under_test())
            look = Look(disk, self._folder / f"{purpose}.work", place, self._promises.before)
            self._open[purpose] = (replay, look)
        replay, look = self._open[purpose]
        look.forget(replay.forward(moment))
        if moment >= self._told:
            look.expect(self._promises.told)
        return replay, look

    def _booted(self, disk: Path, promise: Promise) -> str | None:
        """To dial tone on what was committed, with a promised name.

        On an overlay: the replay goes on from the same disk.
        """
        work = self._folder / "boot.work"
        work.mkdir(exist_ok=True)
        target = work / "disk.qcow2"
        for old in work.iterdir():
            old.unlink()
        machine = usual_box(image_under_test(), work)
        target.unlink()
        overlay(disk, target, disk.stat().st_size)
        with Guest(machine) as guest:
            try:
                wait_for_dial_tone(guest, seconds=600)
                supervisor = Supervisor(guest)
                supervisor.wait_for_settings(seconds=600)
                return self._not_as_promised(guest, supervisor, promise)
            except TooLate as late:
                return f"{late}\n{guest.console.text[-2000:]}"

    def _not_as_promised(
        self, guest: Guest, supervisor: Supervisor, promise: Promise
    ) -> str | None:
        slot = guest.run(["readlink", "/run/lineman/slot"]).out.strip()[-1:]
        if promise.first and slot != promise.first:
            return f"slot {slot} runs, {promise.first} was to be kept"
        active, committed = (
            guest.run(["readlink", "-f", f"/run/lineman/{name}"]).out.strip()
            for name in ("active", "slot/committed")
        )
        if active != committed:
            return f"the telephones run on {active}, {committed} is committed"
        extensions = supervisor.ask(GetExtensions()).extensions
        name = next(e.name for e in extensions if e.number == "201")
        return None if name in promise.names else f"201 is {name!r}"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How much was looked at."""
        moments = len(self._steps) - self._first + 1
        writes = sum(len(step.writes) for step in self._steps[self._first - 1 :])
        return {
            "flush_points": moments, "writes": writes,
            "flush_points_after_the_answer": len(self._steps) - self._told + 1,
            "roots_verified": self._roots_verified(),
            "booted": sum(case.endswith("-boot") for case in tried),
        }  # fmt: skip

    def close(self) -> None:
        """Away with the disks; the recording stays."""
        for replay, _look in self._open.values():
            replay.close()


@contextmanager
def opened(recording: Recording, promises: Promises, seed: int, folder: Path) -> Iterator[Campaign]:
    """The campaign, and its disks taken away at the end."""
    campaign = PowerCut(recording, promises, seed, folder)
    try:
        yield campaign
    finally:
        campaign.close()
