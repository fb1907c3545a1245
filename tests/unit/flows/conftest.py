"""What tests of changes share."""

from pathlib import Path

import pytest

from tests.fakes.changing_box import Box, box_at


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """It runs BASE as revision 1."""
    return box_at(tmp_path)
