"""Databases as released versions left them are taken over whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.cards import PriSide
from appliance.core.errors import Fault, Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.rights import rights_of
from appliance.core.roles import EVERY_DIRECTION
from appliance.core.targets import ToExtension
from appliance.core.trunks import Recording
from appliance.core.upgrades import SCHEMA, upgraded
from appliance.store.config_store import SqliteConfigStore
from appliance.store.damaged_store import open_store
from tests.unit.tree import TREE

FIRST = TREE / "tests" / "fixtures" / "databases" / "config-0001.sql"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of a clinic with three revisions, by the first released version."""
    path = tmp_path / "config.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.executescript(FIRST.read_text())
    return path


def test_the_first_version_is_taken_over(path: Path) -> None:
    with closing(SqliteConfigStore(path)) as store:
        config = store.load()
        assert store.revision() == 4
        assert store.at(3) == store.at(4) == config
        assert [note.author for note in store.revisions()] == ["box", "anna", "anna", "box"]
        assert len(store.at(1).extensions) == 4
    assert len(config.extensions) == 21
    assert [str(card.key) for card in config.cards][-1] == "usb:X1062948"
    assert {str(route.did): route.to for route in config.inbound.dids} == {
        "74951234500": ToExtension(ExtensionNumber("202")),
        "4500": ToExtension(ExtensionNumber("216")),
    }
    assert config.inbound.lines[0].to == ToExtension(ExtensionNumber("203"))
    assert (config.inbound.did_tail, config.recording) == (0, Recording.OUTSIDE)
    assert config.cards[1].spans[0].side is PriSide.NET


def test_it_compiles_and_telephones_call_where_they_did(path: Path) -> None:
    with closing(SqliteConfigStore(path)) as store:
        config = store.load()
    assert "asterisk/extensions.conf" in compile_config(config)
    assert rights_of(config, None).directions == EVERY_DIRECTION


def test_it_is_taken_over_once(path: Path) -> None:
    for _ in range(3):
        with closing(SqliteConfigStore(path)) as store:
            store.load()
            assert store.revision() == 4


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE outbound_group")
        connection.commit()
        before = list(connection.iterdump())
    with closing(open_store(path)) as store, pytest.raises(Fault) as caught:
        store.load()
    assert "Restore revision 3" in caught.value.remedy
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
    with closing(open_store(path)) as store:
        assert len(store.restore(3, "anna").extensions) == 21


def test_another_shape_of_this_schema_is_taken_over(path: Path) -> None:
    with closing(SqliteConfigStore(path)) as store:
        config = store.load()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE revision SET shape = 'another' WHERE number = 4")
        connection.execute("DELETE FROM part WHERE place = 'mailboxes' OR place = 'roles'")
        connection.commit()
    with closing(SqliteConfigStore(path)) as store:
        assert store.load() == config
        assert store.revision() == 5


def test_a_last_revision_that_is_none_is_a_fault(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE revision SET config = '{}' WHERE number = 3")
        connection.commit()
    with closing(SqliteConfigStore(path)) as store:
        with pytest.raises(Fault) as caught:
            store.load()
        assert "is not whole" in caught.value.text
        assert "Restore revision 2" in caught.value.remedy
        assert store.restore(2, "anna") == store.load() == store.at(2)


@pytest.mark.parametrize("schema", [0, -1, SCHEMA + 1])
def test_a_schema_of_another_version_is_refused(schema: int) -> None:
    with pytest.raises(Invalid, match="of another version"):
        upgraded({}, schema)


@pytest.mark.parametrize("plain", [None, [], {}, {"inbound": 1, "country": "ru"}])
def test_what_is_not_whole_is_refused(plain: object) -> None:
    with pytest.raises(Invalid):
        upgraded(plain, 1)
