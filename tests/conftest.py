"""Layers of tests, cheap ones first: a layer starts only if the ones before it are green."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import products

TESTS = Path(__file__).resolve().parent
LAYERS = ("unit", "property", "golden", "contract", "integration", "web", "image")
SECONDS = {"image": 900, "web": 240, "integration": 240}
LINTERS = TESTS / "unit" / "test_linters.py"
_began = time.monotonic()


def layer_of(path: Path) -> int:
    """Where the test file at `path` stands in the order; linters are before everything."""
    if path == LINTERS:
        return -1
    name = path.relative_to(TESTS).parts[0]
    return LAYERS.index(name) if name in LAYERS else len(LAYERS)


def name_of(layer: int) -> str:
    """The layer's name as `build/test` takes it."""
    return "lint" if layer < 0 else LAYERS[layer] if layer < len(LAYERS) else "other"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order by layer and give each layer its limit of time."""
    items.sort(key=lambda item: layer_of(item.path))
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SECONDS.get(name_of(layer_of(item.path)), 120)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Order what the layers to come need; it is made while cheaper tests run."""
    if not session.config.option.collectonly:
        products.order({name_of(layer_of(item.path)) for item in session.items})


# Outermost, so that waiting for a build does not count against the test's limit of time.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Say when a layer begins, and have its products."""
    layer = layer_of(item.path)
    if getattr(item.session, "layer", None) != layer:
        item.session.layer = layer  # type: ignore[attr-defined]
        products.have(name_of(layer))
        _say(item.session, layer)
    done = yield
    if nextitem is not None and item.session.testsfailed and layer_of(nextitem.path) > layer:
        item.session.shouldstop = "a cheaper layer failed; the dearer ones were not started"
    return done


def _say(session: pytest.Session, layer: int) -> None:
    count = sum(1 for item in session.items if layer_of(item.path) == layer)
    passed = int(time.monotonic() - _began)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        line = f"[{passed // 60:3d}:{passed % 60:02d}] {name_of(layer)}: {count} tests"
        reporter.ensure_newline()
        reporter.write_line(line, bold=True)
