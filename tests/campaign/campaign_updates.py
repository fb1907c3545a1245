"""Updates of every kind on the booted box: there and back, and five releases broken inside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from appliance.wire.protocol import GetExtensions, GetStatus
from appliance.wire.views import UpdatePhase
from build.lib.vm.machine import Disk
from build.lib.vm.waiting import TooLate
from tests.campaign.plan import Campaign
from tests.image import bundles
from tests.image.harness import Guest, GuestFault, usual_box
from tests.image.harness.boxes import image_under_test, wait_for_dial_tone
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone
from tests.image.updates import Updated

_NAME = "Olga before the update"
_THERE_AND_BACK, _BACK = "a-b-a", "back"
_OTHER, _WRITTEN = "99.0.0", "Named by another version"
_PANICS = "panics"
_DEAD_SUPERVISOR = "dead-supervisor"
# What the sentence about the way back must blame.
_BLAMED = {
    _PANICS: "did not come up",
    "no-asterisk": "exchange",
    "no-dahdi": "card",
    "no-chan-dahdi": "channel",
    "dead-web": "web page",
    _DEAD_SUPERVISOR: "did not come up",
}
# How often the agent starts until the box is back. Most start once on trial; a kernel that panics
# never gets as far as the agent, and without a supervisor each of the three tries runs out of time.
_RESTARTS = {_PANICS: 1, _DEAD_SUPERVISOR: 4}
_BACK_WITHIN = 2400.0  # seconds for the installation, and again for all these starts


class Updates:
    """A case is a box of its own; the broken ones must be back on slot A as before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cases(self) -> Sequence[str]:
        """The sound one first."""
        return [_THERE_AND_BACK, _PANICS, *bundles.BROKEN_ROOTS, _DEAD_SUPERVISOR]

    def bad(self, case: str) -> str | None:
        """How the box was found, if not as it must be."""
        work = self._folder / case
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            return self._tried(case, work)
        except (AssertionError, GuestFault, TooLate) as failed:
            return f"{type(failed).__name__}: {failed}"
        finally:
            shutil.rmtree(work)

    def _tried(self, case: str, work: Path) -> str | None:
        medium = Disk(_medium(case, work), format="raw", read_only=True)
        machine = usual_box(image_under_test(), work)
        with Guest(replace(machine, disks=(*machine.disks, medium))) as guest:
            wait_for_dial_tone(guest)
            updated = Updated(guest)
            updated.supervisor.wait_for_settings()
            updated.supervisor.rename("201", _NAME)
            _abandoned_call(guest)
            before = updated.supervisor.record_of("209", "210")
            found = (_there_and_back if case == _THERE_AND_BACK else _back_by_itself(case))(updated)
            wait_for_dial_tone(guest)
            names = {e.name for e in updated.supervisor.ask(GetExtensions()).extensions}
            after = updated.supervisor.record_of("209", "210")
            assert after == before, (before, after)
            return found or (None if _NAME in names else f"the name is gone: {names}")

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Nothing is measured."""
        return {}


def _abandoned_call(guest: Guest) -> None:
    """Something for the history to keep."""
    caller, called = Phone(FarEnds(guest), 9), Phone(FarEnds(guest), 10)
    caller.reaches("210", called.rings_soon)
    caller.hang_up()
    called.falls_quiet()


def _medium(case: str, work: Path) -> Path:
    offered, parts, image = work / "offered", work / "parts", image_under_test().parent
    offered.mkdir()
    parts.mkdir()
    changes = {
        _THERE_AND_BACK: [bundles.of_version(_OTHER)],
        _DEAD_SUPERVISOR: [bundles.lacking(bundles.DEAD_SUPERVISOR), bundles.shorter_trial],
    } | {name: [bundles.lacking(pattern)] for name, pattern in bundles.BROKEN_ROOTS.items()}
    new = (
        bundles.panicking(parts, image)
        if case == _PANICS
        else bundles.changed(parts, image, *changes[case])
    )
    bundles.packed(offered / f"{case}.raucb", new)
    if case == _THERE_AND_BACK:
        shutil.copyfile(os.environ["LINEMAN_BUNDLE"], offered / f"{_BACK}.raucb")
    shutil.rmtree(parts)
    return bundles.medium(offered, work / "medium.img")


def _there_and_back(updated: Updated) -> str | None:
    """Another version and this one again, which reads what the other has written."""
    own = updated.supervisor.ask(GetStatus()).version
    for letter, name, version in (("B", _THERE_AND_BACK, _OTHER), ("A", _BACK, own)):
        updated.install(name)
        outcome = updated.outcome()
        if outcome.phase is not UpdatePhase.KEPT or updated.slot != letter:
            return f"after the update to {letter}: {outcome}"
        runs = updated.supervisor.ask(GetStatus()).version
        if runs != version:
            return f"version {runs} runs, not {version}"
        if letter == "B":
            updated.supervisor.rename("202", _WRITTEN)
    names = {e.name for e in updated.supervisor.ask(GetExtensions()).extensions}
    return None if _WRITTEN in names else f"what {_OTHER} has written is gone: {names}"


def _back_by_itself(case: str) -> Callable[[Updated], str | None]:
    def story(updated: Updated) -> str | None:
        updated.install(case, restarts=_RESTARTS.get(case, 2), seconds=_BACK_WITHIN)
        outcome = updated.outcome()
        if outcome.phase is not UpdatePhase.WENT_BACK or updated.slot != "A":
            return f"slot {updated.slot}: {outcome}"
        blamed = _BLAMED[case] in outcome.sentence
        return None if blamed else f"{_BLAMED[case]!r} is not blamed: {outcome}"

    return story


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Chance has no part in it."""
    del seed
    yield Updates(folder)
