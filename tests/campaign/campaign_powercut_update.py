"""Power cut at every flush point of one whole update, from its first byte to the good mark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from appliance.wire.views import UpdatePhase
from tests.campaign.box_in_use import OWNER
from tests.campaign.plan import Campaign
from tests.campaign.powercut.campaign import opened
from tests.campaign.powercut.look import Promise, Promises
from tests.campaign.powercut.record import recorded
from tests.image import bundles
from tests.image.harness import Guest
from tests.image.updates import Updated


def story(guest: Guest) -> None:
    """A sound update from the medium, until it is kept."""
    updated = Updated(guest)
    updated.supervisor.wait_for_settings()
    updated.install("sound")
    outcome = updated.outcome()
    if outcome.phase is not UpdatePhase.KEPT:
        raise RuntimeError(f"the update to be recorded failed: {outcome}")


def medium(folder: Path) -> Path:
    """A disk with the bundle."""
    out, offered = folder / "medium.img", folder / "offered"
    if not out.exists():
        shutil.rmtree(offered, ignore_errors=True)
        offered.mkdir()
        shutil.copyfile(os.environ["LINEMAN_BUNDLE"], offered / "sound.raucb")
        bundles.medium(offered, out)
        shutil.rmtree(offered)
    return out


def promises(updated: str) -> Promises:
    """Whichever slot starts, it has the configuration and the calls.

    From the moment that the update was said to be kept, slot `updated` is first, and good.
    """
    either = Promise(frozenset({OWNER}), calls=1)
    return Promises(either, replace(either, first=updated))


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """A new box, whose slot B is written."""
    recording = recorded(folder, story, medium(folder))
    with opened(recording, promises("B"), seed, folder) as campaign:
        yield campaign
