"""config.db: rows and revision agree, whatever the configuration."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.store.config_store import SqliteConfigStore
from appliance.store.database import execute
from tests.machines.offices import OFFICES


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteConfigStore]:
    with closing(SqliteConfigStore(tmp_path / "config.db")) as made:
        yield made


@pytest.mark.parametrize("office", OFFICES)
def test_an_office_comes_back_as_it_was(office: str, tmp_path: Path) -> None:
    config = OFFICES[office]()
    with closing(SqliteConfigStore(tmp_path / "config.db")) as store:
        assert store.revision() == 0
        assert store.save(config, "anna", "first") == 1
    with closing(SqliteConfigStore(tmp_path / "config.db")) as again:
        assert (again.load(), again.at(1), again.revision()) == (config, config, 1)


def test_every_revision_is_kept(store: SqliteConfigStore) -> None:
    offices = [make() for make in OFFICES.values()]
    for office in offices:
        store.save(office, "anna", "next")
    assert [store.at(number + 1) for number in range(len(offices))] == offices
    assert store.load() == offices[-1]


def test_rows_changed_by_another_hand_are_noticed(store: SqliteConfigStore) -> None:
    store.save(OFFICES["shop"](), "anna", "first")
    execute(store._database, "UPDATE extension SET name = 'Somebody else'")
    with pytest.raises(Fault) as caught:
        store.load()
    assert "start the other slot" in caught.value.remedy
    assert store.at(1) == OFFICES["shop"]()


def test_a_full_disk_keeps_the_revision_before(store: SqliteConfigStore) -> None:
    store.save(OFFICES["mixed"](), "anna", "first")
    (pages,) = execute(store._database, "PRAGMA page_count")
    execute(store._database, f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(Fault, match="cannot be saved"):
        store.save(OFFICES["clinic"](), "anna", "second")
    assert (store.revision(), store.load()) == (1, OFFICES["mixed"]())
