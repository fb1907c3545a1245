"""A cache and a mirror of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib import pins
from build.lib import settings as settings_module
from tests.unit.build.mirror import Mirror, serving


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The build's cache is the test's folder."""
    monkeypatch.setenv("LINEMAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LINEMAN_RELEASE", raising=False)
    settings_module.settings.cache_clear()
    yield tmp_path / "cache"
    settings_module.settings.cache_clear()


@pytest.fixture(autouse=True)
def nothing_drifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test built with is none of this one's."""
    monkeypatch.setattr(pins, "_drifted", [])


@pytest.fixture
def mirror(own_cache: Path) -> Iterator[Mirror]:
    """A mirror on the loop-back interface."""
    del own_cache
    with serving() as running:
        yield running
