"""Calls made by chance go in the real Asterisk as the simulator says, step by step.

A sample; the campaign `whatif` makes hundreds.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.asterisk.trial.tries import Tries, tries

_SEED, _OFFICES, _CALLS = 7, 3, 6


@pytest.fixture(scope="module")
def tried(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tries]:
    with tries(root, tmp_path_factory.mktemp("whatif") / "asterisk", _SEED, _CALLS) as opened:
        yield opened


@pytest.mark.parametrize("office", range(_OFFICES))
def test_the_simulator_and_asterisk_agree(tried: Tries, office: int) -> None:
    found = {
        name: other
        for name in tried.names(_OFFICES)
        if name.startswith(f"{office:02}-") and (other := tried.disagreements(name))
    }
    assert found == {}
