"""Power cut at every flush point of one configuration change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.box_in_use import OWNER
from tests.campaign.plan import Campaign
from tests.campaign.powercut.campaign import opened
from tests.campaign.powercut.look import Promise, Promises
from tests.campaign.powercut.record import recorded
from tests.image.harness import Guest
from tests.image.supervisor import Supervisor

_AFTER = "Anna"


def _story(guest: Guest) -> None:
    """A name on a telephone: compiled, switched to, proved and committed."""
    supervisor = Supervisor(guest)
    supervisor.wait_for_settings()
    supervisor.rename("201", _AFTER)


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """The old name or the new one is there at every moment, and every call before.

    From the moment that the change was said to be kept it is the new one.
    """
    either = Promise(frozenset({OWNER, _AFTER}), calls=1)
    promises = Promises(either, Promise(frozenset({_AFTER}), calls=1))
    with opened(recorded(folder, _story), promises, seed, folder) as campaign:
        yield campaign
