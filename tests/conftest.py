"""Each layer of tests has its limit of time; of files that run at once long ones go first."""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).resolve().parent
SECONDS = {"image": 900, "web": 240, "integration": 240}
# So that no worker is left alone with them at the end.
LONG = (
    "image", "box", "in_call", "test_fax", "test_people", "test_impact", "test_whatif",
    "test_hot_desk", "test_relations", "test_who_may", "test_codes", "test_block_list",
    "test_agents", "test_call_back", "test_spoken", "test_live_state", "test_voice_messages",
    "test_answering", "test_fax_machine", "test_parts_look", "test_parts", "test_pseudo_locale",
    "test_look",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test the limit of its layer unless it has one of its own, and its place in the row."""
    for item in items:
        if item.get_closest_marker("timeout") is None:
            layer = item.path.relative_to(TESTS).parts[0]
            item.add_marker(pytest.mark.timeout(SECONDS.get(layer, 120)))
    items.sort(key=lambda item: _place(item.path))


def _place(path: Path) -> int:
    names = [name for name in (path.parent.name, path.stem) if name in LONG]
    return LONG.index(names[0]) if names else len(LONG)


class _Together(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """A file stays together, and so do boxes: a machine is shared, or control groups are."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder.endswith(("/box", "/image")) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Ours where files stay together."""
    return _Together(config, log) if config.getoption("dist") == "loadfile" else None
