"""What `build/campaign` makes ready for each campaign."""

from __future__ import annotations

import pytest

from build.lib.verbs import campaign

_ROOT, _IMAGE = "LINEMAN_ASTERISK_ROOT", "LINEMAN_IMAGE_FOLDER"


def _wants_asterisk(name: str) -> bool:
    file = campaign.CAMPAIGNS / f"campaign_{name.replace('-', '_')}.py"
    return _ROOT in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in campaign.names() if _wants_asterisk(name)])
def test_who_runs_the_real_asterisk_gets_its_root(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "_products", dict)  # so that a failure takes no hour
    monkeypatch.setenv(_ROOT, "/of/the/caller")
    monkeypatch.setenv(_IMAGE, "/of/the/caller/too")
    assert campaign.needs(name, {}) in (
        {_ROOT: "/of/the/caller"},
        {_ROOT: "/of/the/caller", _IMAGE: "/of/the/caller/too"},
    )
