"""As `powercut-update`, of a box that was updated before: slot B runs, and A is written anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.campaign_powercut_update import medium, promises, story
from tests.campaign.plan import Campaign
from tests.campaign.powercut.campaign import opened
from tests.campaign.powercut.record import recorded
from tests.image.harness import Guest
from tests.image.updates import Updated


def _updated_once(guest: Guest) -> None:
    story(guest)
    if (slot := Updated(guest).slot) != "B":
        raise RuntimeError(f"slot {slot} runs after an update from slot A")


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """A box that slot B runs, whose slot A is written anew."""
    recording = recorded(folder, story, medium(folder), before=_updated_once)
    with opened(recording, promises("A"), seed, folder) as campaign:
        yield campaign
