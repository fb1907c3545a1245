"""Layers of tests, cheap ones first: a layer starts only if the ones before it are green."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LAYERS = ("unit", "property", "golden", "contract", "integration", "web", "image")
SECONDS = {"image": 900, "web": 240, "integration": 240}
LINTERS = TESTS / "unit" / "test_linters.py"


def layer_of(path: Path) -> int:
    """Where the test file at `path` stands in the order; linters are before everything."""
    if path == LINTERS:
        return -1
    name = path.relative_to(TESTS).parts[0]
    return LAYERS.index(name) if name in LAYERS else len(LAYERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order by layer and give each layer its limit of time."""
    items.sort(key=lambda item: layer_of(item.path))
    for item in items:
        layer = layer_of(item.path)
        name = LAYERS[layer] if 0 <= layer < len(LAYERS) else ""
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SECONDS.get(name, 120)))


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Between two layers: stop if the one that ends has failures."""
    if nextitem is None or not item.session.testsfailed:
        return
    if layer_of(nextitem.path) > layer_of(item.path):
        item.session.shouldstop = "a cheaper layer failed; the dearer ones were not started"
