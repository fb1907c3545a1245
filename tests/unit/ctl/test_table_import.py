"""People from a table: looked at row by row, then put in as one change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.ctl.conftest import Lineman

HEADER = "номер;ФИО;e-mail;мобильный;отдел\n"
GOOD = "421;Иванов Пётр;ivanov@example.com;+7 916 123-45-67;Продажи\n422;Анна Ким;;;\n"
BAD = "4x3;Никто;;;\n424;Сломанный;нет;;\n"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes((HEADER + GOOD + BAD).encode("cp1251"))
    return path


def test_each_row_is_told_and_nothing_changed(lineman: Lineman, written: Path) -> None:
    shown = lineman.said("import", str(written), "--dry-run")
    rows = {line.split()[0]: line for line in shown.splitlines()}
    assert "Иванов Пётр" in rows["2"]
    assert "new" in rows["2"]
    assert "refused" in rows["4"]
    assert "e-mail" in rows["5"]
    assert "new: 2; refused: 2" in shown
    assert "Иванов" not in lineman.said("people")
    russian = lineman.said("import", str(written), "--dry-run", "--language", "ru")
    assert "отказано: 2" in russian
    assert "— не адрес" in russian


def test_good_rows_become_people_and_a_second_time_changes_nothing(
    lineman: Lineman, written: Path
) -> None:
    lineman.said("import", str(written))
    shown = lineman.said("people", "--find", "иванов")
    assert "Продажи" in shown
    assert shown.startswith("421")
    again = lineman.said("import", str(written))
    assert "There is nothing to change." in again
    assert "same: 2" in again
    rows = lineman.json("import", str(written), "--dry-run")["tableread"]["rows"]
    assert [row["does"] for row in rows] == ["same", "same", "refused", "refused"]


def test_a_long_table_comes_in_several_answers(lineman: Lineman, tmp_path: Path) -> None:
    """Each row is told, though one answer would not hold them."""
    path = tmp_path / "long.csv"
    rows = (f"{number};{'Имя ' * 10}{number};;;\n" for number in range(2000, 6000))
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    found = lineman.json("import", str(path), "--dry-run")["tableread"]
    assert [row["number"] for row in found["rows"]] == [str(n) for n in range(2000, 6000)]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused(lineman: Lineman, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table"
    path.write_bytes(content)
    assert "file:" in lineman.refused("import", str(path))
