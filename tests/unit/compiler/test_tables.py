"""Tables as typed rows: one text for one value, and a name that changes with it."""

import sqlite3
from contextlib import closing

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.tables import Table, is_table, name_of, path, sql
from appliance.core.commands import edit
from appliance.core.errors import Invalid
from tests.machines.offices import named, shop


def _table(*rows: tuple[str, ...]) -> Table:
    return Table("people", ("number", "name"), rows)


def test_the_order_of_rows_is_no_part_of_the_value() -> None:
    assert sql(_table(("201", "a"), ("202", "b"))) == sql(_table(("202", "b"), ("201", "a")))


@pytest.mark.parametrize("name", ["O'Neil", "x'); DROP TABLE people; --", "''", 'Ж, \\ "', ""])
def test_a_value_comes_back_as_it_was(name: str) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(sql(_table(("201", name), ("202", "b"))))
        found = database.execute("SELECT * FROM people WHERE number = '201'").fetchall()
    assert found == [("201", name)]


@pytest.mark.parametrize(
    "rows", [(("201", "a"), ("201", "b")), (("201",),), (("201", "a", "b"),), (("201", "a\nb"),)]
)
def test_rows_that_are_no_table_are_refused(rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(Invalid):
        sql(_table(*rows))


@pytest.mark.parametrize("name", ["", "People", "a b", "a;", "1a"])
def test_names_are_plain(name: str) -> None:
    with pytest.raises(Invalid):
        Table(name, ("number",))


def test_a_table_that_differs_has_another_name_and_asterisk_is_told() -> None:
    before, after = compile_config(shop()), compile_config(edit(shop(), named("201", "Другое")))
    (old,) = (each for each in before if is_table(each) and name_of(each) == "people")
    (new,) = (each for each in after if is_table(each) and name_of(each) == "people")
    assert old != new
    assert new == path("people", after[new])
    settings = after["asterisk/res_config_sqlite3.conf"]
    assert f"[people]\ndbfile = file:/etc/{new}?immutable=1\n" in settings
    assert "people => sqlite3,people,people\n" in after["asterisk/extconfig.conf"]
