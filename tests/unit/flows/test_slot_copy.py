"""What goes along to the other slot before a trial."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.apply.files import lay
from appliance.core.errors import Fault
from appliance.durable import point
from appliance.flows.slot_copy import (
    CONFIG,
    LIVE_STATE,
    copy_database,
    copy_live_state,
    copy_slot,
)


@pytest.fixture
def slots(tmp_path: Path) -> tuple[Path, Path]:
    """Two slots as systemd-tmpfiles makes them; the first has a committed generation."""
    own, other = tmp_path / "A", tmp_path / "B"
    for slot in (own, other):
        (slot / "generations").mkdir(parents=True)
        (slot / "generations").chmod(0o2750)
        (slot / "astdb").mkdir()
    empty = tmp_path / "empty.db"
    empty.touch()
    copy_database(empty, own / CONFIG, 0o640)
    files = {"asterisk/extensions.conf": "[from-internal]\n", "dahdi/system.conf": "fxoks=1\n"}
    lay(own / "generations" / "000002", files)
    point(own / "committed", Path("generations/000002"))
    return own, other


def _without_group_bit(chmod: Callable[..., None]) -> Callable[..., None]:
    def refuse(path: str, mode: int, **words: bool) -> None:
        if mode & (stat.S_ISUID | stat.S_ISGID):
            raise PermissionError(path)
        chmod(path, mode, **words)

    return refuse


def test_a_service_that_may_set_no_group_bit_copies_the_generation(
    slots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = slots
    monkeypatch.setattr(os, "chmod", _without_group_bit(os.chmod))
    copy_slot(own, other)
    copied = other / "committed"
    assert (copied / "asterisk/extensions.conf").read_text() == "[from-internal]\n"
    assert (copied / "dahdi").stat().st_mode & 0o7777 == 0o2750
    assert (copied / "dahdi/system.conf").stat().st_mode & 0o7777 == 0o640


def test_a_second_copy_replaces_the_first(slots: tuple[Path, Path]) -> None:
    own, other = slots
    copy_slot(own, other)
    (other / "committed/dahdi/system.conf").write_text("torn")
    copy_slot(own, other)
    assert (other / "committed/dahdi/system.conf").read_text() == "fxoks=1\n"


def test_live_state_that_cannot_be_copied_is_a_fault(slots: tuple[Path, Path]) -> None:
    own, other = slots
    (own / LIVE_STATE).write_text("no database at all, and longer than a header of one is" * 9)
    with pytest.raises(Fault, match="cannot be copied"):
        copy_live_state(own, other)
