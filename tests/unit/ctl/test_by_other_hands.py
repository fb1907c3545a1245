"""What somebody did past the box, to its files or its store, as a shell is told of it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from appliance.ctl import __main__ as ctl
from tests.fakes.simulated import Running
from tests.unit.ctl.conftest import Lineman

_PATH = "asterisk/rtp.conf"
_MINE = "; mine\n"


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.1)


def _edit(box: Running) -> Path:
    file = box.folder / "run/active" / _PATH
    file.write_text(_MINE + file.read_text())
    return file.resolve()


def test_a_file_edited_by_hand_is_told_and_lost_only_with_a_yes(lineman: Lineman) -> None:
    add = ("people", "add", "Анна")
    edited = _edit(lineman.box)
    _until(lambda: f"The file {_PATH} was changed by hand." in lineman.said("status"))
    assert "Move your own lines to the file in custom" in lineman.said("status")
    assert f"Файл {_PATH}" in lineman.said("status", "--language", "ru")
    assert f"--overwrite {_PATH} loses that" in lineman.said(*add, "--preview")
    refused = lineman.refused(*add, code=ctl.NOT_AGREED)
    assert f"{_PATH} was changed by hand" in refused
    assert "исправлен вручную" in lineman.refused(*add, "--language", "ru", code=ctl.NOT_AGREED)
    assert edited.read_text().startswith(_MINE)
    assert "Анна" not in lineman.said("people")
    lineman.said(*add, "--overwrite", _PATH)
    assert "Анна" in lineman.said("people")
    assert not (lineman.box.folder / "run/active" / _PATH).read_text().startswith(_MINE)
    assert edited.read_text().startswith(_MINE)  # in the generation before, to be read again


def _spoil(box: Running) -> None:
    """While nobody writes, its rows go."""
    box.kill()
    with closing(sqlite3.connect(box.folder / "state/slots/A/config.db")) as rows, rows:
        rows.execute("DELETE FROM part")


def test_a_store_that_does_not_load_names_the_revision_to_restore(lineman: Lineman) -> None:
    lineman.said("people", "add", "Вера")
    newest = lineman.json("revisions")["revisions"]["current"]
    lineman.said("people", "add", "Надежда")
    before = (lineman.box.folder / "run/active").resolve()
    _spoil(lineman.box)
    lineman.box.again()
    _until(lambda: lineman("status") == 0)
    told = lineman.said("status")
    assert f"lineman revert {newest + 1}" in told
    assert f"lineman revert {newest + 1}" in lineman.said("status", "--language", "ru")
    refused = lineman.refused("people", "add", "Любовь", code=ctl.FAILED)
    assert f"lineman revert {newest + 1}" in refused
    assert (lineman.box.folder / "run/active").resolve() == before
    assert "Nothing was changed yet" in lineman.said("revert", str(newest), "--preview")
    lineman.said("revert", str(newest))
    people = lineman.said("people")
    assert "Вера" in people
    assert "Надежда" not in people
    lineman.said("people", "add", "Любовь")
    _until(lambda: "revert" not in lineman.said("status"))
