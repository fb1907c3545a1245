"""Each layer of tests has its limit of time."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SECONDS = {"image": 900, "web": 240, "integration": 240}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test the limit of its layer unless it has one of its own."""
    for item in items:
        if item.get_closest_marker("timeout") is None:
            layer = item.path.relative_to(TESTS).parts[0]
            item.add_marker(pytest.mark.timeout(SECONDS.get(layer, 120)))
