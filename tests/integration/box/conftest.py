"""The box of this commit, settled; each file has one of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.box.contained import Contained, settled_box


@pytest.fixture(scope="module")
def box() -> Iterator[Contained]:
    """The box with its first settings."""
    with settled_box(Path(os.environ["LINEMAN_ASTERISK_ROOT"])) as box:
        yield box
