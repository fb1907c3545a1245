"""What was said to be done must be there from that moment on, and need not be before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.campaign.campaign_powercut_update import promises
from tests.campaign.plan import Campaign
from tests.campaign.powercut.campaign import opened
from tests.campaign.powercut.log import SECTOR, steps
from tests.campaign.powercut.record import Recording
from tests.unit.powercut.small_box import ENVIRONMENT_AT, SmallBox, environment
from tests.unit.powercut.written import FLUSH, FUA, logged

_ON_TRIAL = environment(order="B A", b_good="0", b_left="2")
_KEPT = environment(order="B A")


@contextmanager
def _an_update(
    whole: SmallBox, folder: Path, told: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Campaign]:
    """Slot B on trial, then good; after step `told` it was said to be kept."""
    place = ENVIRONMENT_AT // SECTOR
    log = logged(folder / "log", (place, _ON_TRIAL, FUA), (place, _KEPT, FUA), (0, b"", FLUSH))
    ends = [step.end for step in steps(log)]
    monkeypatch.setenv("LINEMAN_IMAGE_FOLDER", str(whole.folder))
    recording = Recording(whole.disk, log, ends[0], ends[told - 1], ends[-1])
    with opened(recording, promises("B"), 0, folder) as campaign:
        yield campaign


def test_a_slot_need_not_be_good_before_it_was_said_to_be(
    whole: SmallBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _an_update(whole, tmp_path, 2, monkeypatch) as campaign:
        said = {case: campaign.bad(case) for case in campaign.cases() if "boot" not in case}
    assert said == {
        f"{moment:05}-{kind}": None for kind in ("lost", "torn") for moment in (1, 2, 3)
    }


def test_a_slot_that_was_said_to_be_kept_must_be_good(
    whole: SmallBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _an_update(whole, tmp_path, 1, monkeypatch) as campaign:
        assert (campaign.bad("00001-lost") or "good").startswith("slot B is not first and good: ")
        assert campaign.bad("00002-lost") is None
