"""One small disk for all."""

from __future__ import annotations

import pytest

from tests.unit.powercut.small_box import SmallBox, made


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallBox:
    """A disk that nothing happened to; nobody writes to it."""
    return made(tmp_path_factory.mktemp("whole") / "box")
