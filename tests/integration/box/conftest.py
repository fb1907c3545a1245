"""The box of this commit, settled; each file has one of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until
from tests.integration.box.contained import Contained, committed_revision


@pytest.fixture(scope="module")
def box() -> Iterator[Contained]:
    """The box with its first settings."""
    tree = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with (
        tempfile.TemporaryDirectory(prefix="lm-", dir="/tmp") as folder,
        Contained(tree, Path(folder)) as box,
    ):
        wait_until(lambda: committed_revision(box), "the first settings", seconds=60)
        yield box
