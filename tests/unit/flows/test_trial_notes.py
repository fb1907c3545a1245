"""Whether the box went back is known until what was changed meanwhile is here again."""

from pathlib import Path

import pytest

from appliance.flows import trial_notes
from appliance.flows.trial_notes import Trial, carried_back, went_back


@pytest.fixture
def slots(tmp_path: Path) -> tuple[Path, Path]:
    """Ours and the other one, which boot `first` set up for a trial."""
    own, other = tmp_path / "A", tmp_path / "B"
    own.mkdir()
    other.mkdir()
    trial_notes.write(other / trial_notes.TRIAL, Trial("2", "1", "first", (), ()))
    return own, other


def test_it_has_not_gone_back_while_it_still_goes_there(slots: tuple[Path, Path]) -> None:
    assert not went_back(*slots, boot="first")


def test_it_is_known_until_all_is_carried_back(slots: tuple[Path, Path]) -> None:
    """The note of the trial goes early in a start, and that start may end early too."""
    own, other = slots
    assert went_back(own, other, "third")
    (other / trial_notes.TRIAL).unlink()
    assert went_back(own, other, "third")
    assert went_back(own, other, "fourth")
    carried_back(own)
    assert not went_back(own, other, "fourth")
    carried_back(own)


def test_without_room_for_the_mark_this_start_knows(slots: tuple[Path, Path]) -> None:
    own, other = slots
    own.rmdir()
    assert went_back(own, other, "third")
