"""config.db: rows and revision agree, whatever the configuration."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.canonical import to_json
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.store import revisions
from appliance.store.config_store import SqliteConfigStore
from appliance.store.database import execute
from appliance.store.squeezing import unsqueezed
from tests.machines.company import company
from tests.machines.known import OFFICES
from tests.machines.offices import named, shop


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
    with pytest.raises(Invalid, match="there is no revision 99"):
        store.at(99)


def test_who_made_a_revision_and_why_is_told(store: SqliteConfigStore) -> None:
    store.save(Config(), "anna", "empty")
    store.save(OFFICES["shop"](), "пётр", "касса")
    newest, oldest = store.revisions()
    assert (newest.number, newest.author, newest.message) == (2, "пётр", "касса")
    assert (oldest.number, oldest.author) == (1, "anna")
    assert oldest.time <= newest.time
    assert store.revisions(most=1) == (newest,)
    assert store.revisions(before=2) == (oldest,)
    assert store.revisions(before=1) == ()


def _writes(store: SqliteConfigStore, config: Config) -> int:
    def changes() -> int:
        ((number,),) = execute(store._database, "SELECT total_changes()")
        return int(str(number))

    before = changes()
    store.save(config, "anna", "next")
    return changes() - before


def test_only_what_changed_is_written(store: SqliteConfigStore) -> None:
    config = company(50)
    store.save(config, "anna", "first")
    renamed = edit(config, named("20007", "Новое имя"))
    assert _writes(store, renamed) == 2  # the row and the revision
    assert store.load() == renamed
    gone = replace(renamed, people=renamed.people[:20] + renamed.people[21:])
    assert _writes(store, gone) == 29 + 1 + 1  # all behind move up, the last row goes
    assert store.load() == gone
    assert _writes(store, replace(gone, area=None)) == 1


def test_what_is_loaded_again_is_the_same_value(tmp_path: Path) -> None:
    with closing(SqliteConfigStore(tmp_path / "config.db")) as store:
        store.save(company(5), "anna", "first")
    with closing(SqliteConfigStore(tmp_path / "config.db")) as store:
        loaded = store.load()
        assert store.load() is loaded
        assert _writes(store, edit(loaded, named("20001", "x"))) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE part SET body = replace(body, 'Касса', 'Чужой')",
        "UPDATE part SET place = 'pets' WHERE place = 'cards'",
        "DELETE FROM part WHERE place = 'extensions' AND position = 2",
        "DELETE FROM setting WHERE place = 'country'",
        "DELETE FROM setting",
        "INSERT INTO setting VALUES ('pets', '1')",
        "UPDATE part SET body = '{'",
        "DROP TABLE setting",
    ],
)
def test_rows_changed_by_another_hand_are_noticed(sql: str, store: SqliteConfigStore) -> None:
    shop = OFFICES["shop"]()
    store.save(Config(), "anna", "empty")
    store.save(shop, "anna", "shop")
    execute(store._database, sql)
    with pytest.raises(Fault) as caught:
        store.load()
    assert "Restore revision 2" in caught.value.remedy
    assert store.at(2) == shop


def test_a_restored_revision_is_the_configuration_again(store: SqliteConfigStore) -> None:
    shop = OFFICES["shop"]()
    store.save(shop, "anna", "shop")
    store.save(OFFICES["clinic"](), "anna", "clinic")
    for number, office in ((2, OFFICES["clinic"]()), (1, shop)):
        execute(store._database, "DELETE FROM part WHERE position > 1")
        assert store.restore(number, "пётр") == store.load() == office
        assert store.revisions()[0].message == f"revision {number} restored"
    assert store.revision() == 4


def test_a_full_disk_keeps_the_revision_before(store: SqliteConfigStore) -> None:
    shop = OFFICES["shop"]()
    store.save(shop, "anna", "first")
    (pages,) = execute(store._database, "PRAGMA page_count")
    execute(store._database, f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(Fault, match="cannot be saved"):
        store.save(company(600), "anna", "second")
    assert (store.revision(), store.load()) == (1, shop)
    execute(store._database, "PRAGMA max_page_count = 4294967294")
    store.save(company(600), "anna", "second")
    assert store.load() == company(600)


def test_the_oldest_revisions_go(store: SqliteConfigStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "MOST", 5)
    monkeypatch.setattr(revisions, "LEAST", 2)
    for _ in range(7):
        store.save(Config(), "anna", "again")
    assert [note.number for note in store.revisions()] == [7, 6, 5, 4, 3]
    monkeypatch.setattr(revisions, "LARGEST", 1)
    store.save(Config(), "anna", "again")
    assert [note.number for note in store.revisions()] == [8, 7]
    assert store.at(7) == store.load() == Config()


def test_a_revision_is_the_canonical_text(store: SqliteConfigStore, tmp_path: Path) -> None:
    config = OFFICES["clinic"]()
    store.save(config, "anna", "first")
    with closing(sqlite3.connect(tmp_path / "config.db")) as other:
        ((text,),) = other.execute("SELECT config FROM revision")
    assert unsqueezed(text) == to_json(config)


_FULL = """CREATE TRIGGER full BEFORE INSERT ON revision
    BEGIN SELECT RAISE(ABORT, 'full'); END"""


def test_another_thread_writes_and_the_disk_refuses_there(tmp_path: Path) -> None:
    """As the supervisor does it: read here, written there."""
    store = SqliteConfigStore(tmp_path / "config.db")
    with ThreadPoolExecutor(1) as writer:
        assert writer.submit(store.save, shop(), "test", "first").result() == 1
        assert (store.revision(), store.load()) == (1, shop())
        with closing(sqlite3.connect(tmp_path / "config.db")) as other:
            other.execute(_FULL)
            other.commit()
        with pytest.raises(Fault, match="cannot be saved: full"):
            writer.submit(store.save, Config(), "test", "second").result()
        assert (store.revision(), store.load()) == (1, shop())
    store.close()


def test_a_store_that_is_damaged_while_it_is_open_is_a_fault(tmp_path: Path) -> None:
    with closing(SqliteConfigStore(tmp_path / "config.db")) as store:
        store.save(Config(), "anna", "x")
        with closing(sqlite3.connect(tmp_path / "config.db")) as other:
            other.execute("ALTER TABLE revision RENAME TO lost")
        for ask in (store.load, store.revision, store.revisions, lambda: store.at(1)):
            with pytest.raises(Fault):
                ask()


@pytest.mark.parametrize("office", OFFICES)
def test_an_earlier_revision_is_the_same_whatever_is_in_use(
    office: str, store: SqliteConfigStore
) -> None:
    config = OFFICES[office]()
    store.save(config, "anna", "first")
    for other in OFFICES.values():
        store.save(other(), "anna", "next")
        assert store.at(1) == config


def test_of_an_earlier_revision_only_what_differs_is_another_object(
    store: SqliteConfigStore,
) -> None:
    before = company(20)
    after = edit(before, named("20002", "Ольга"))
    store.save(before, "anna", "first")
    store.save(after, "anna", "another name")
    earlier = store.at(1)
    assert earlier == before
    assert earlier.extensions is after.extensions
    differing = [
        was for was, now in zip(earlier.people, after.people, strict=True) if was is not now
    ]
    assert [person.name for person in differing] == [before.people[1].name]
