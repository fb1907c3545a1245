"""A slot's settings are bad when any part of the promise is not kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaign.box_in_use import OWNER
from tests.campaign.powercut.look import Bad, settings
from tests.unit.powercut.small_box import save, slot_of

_NAMES = frozenset({OWNER})
Harm = Callable[[Path], object]


@pytest.fixture
def slot(tmp_path: Path) -> Path:
    """A slot as a box leaves it."""
    return slot_of(tmp_path / "A")


def _spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-2000:] = b"\xff" * 2000
    file.write_bytes(content)


def _forget_a_row(slot: Path) -> None:
    with closing(sqlite3.connect(slot / "config.db")) as database, database:
        database.execute("DELETE FROM part WHERE place = 'extensions' AND position = 0")


def test_a_whole_slot_is_good(slot: Path) -> None:
    settings(slot, _NAMES)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda slot: save(slot, "Anna"), "201 is .*Anna"),
        (_forget_a_row, "config.db"),
        (lambda slot: _spoil(slot / "config.db"), "config.db"),
        (lambda slot: (slot / "astdb/astdb.sqlite3").unlink(), "astdb.sqlite3 is gone"),
        (lambda slot: (slot / "committed").unlink(), "committed points"),
        (lambda slot: (slot / "generations/000001/asterisk/sip.conf").write_text("x"), "sip.conf"),
    ],
)
def test_what_was_lost_is_told(slot: Path, harm: Harm, said: str) -> None:
    harm(slot)
    with pytest.raises(Bad, match=said):
        settings(slot, _NAMES)
