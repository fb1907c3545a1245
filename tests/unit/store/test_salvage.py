"""A damaged config.db: what can be read is named, restored, and nothing else is made up."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.store.config_store import SqliteConfigStore
from appliance.store.damaged_store import DamagedStore, open_store
from appliance.store.squeezing import squeezed
from tests.machines.company import company
from tests.machines.offices import named

PAGE = 4096
COMPANY = company(60)
REVISIONS = [edit(COMPANY, named("20001", f"Имя {number}")) for number in range(1, 9)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Eight revisions; the database is closed, so that all of it is in one file."""
    path = tmp_path / "config.db"
    with closing(SqliteConfigStore(path)) as store:
        for config in REVISIONS:
            store.save(config, "anna", "next")
    return path


def _spoil(path: Path, *, wanted: str) -> None:
    """Overwrite a page that belongs to the table `wanted`: the one where its tree begins."""
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (wanted,)
        )
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE : page * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)


def _answer(path: Path) -> Config | str:
    """The configuration, or what is told to do."""
    try:
        with closing(open_store(path)) as store:
            return store.load()
    except Fault as fault:
        return fault.remedy


def _remedy(path: Path) -> str:
    answer = _answer(path)
    assert isinstance(answer, str)
    return answer


def test_a_page_of_rows_is_spoiled(path: Path) -> None:
    _spoil(path, wanted="part")
    assert "Restore revision 8" in _remedy(path)
    with closing(open_store(path)) as store:
        assert store.revision() == 8
        assert [note.number for note in store.revisions()] == [8, 7, 6, 5, 4, 3, 2, 1]
        assert [note.number for note in store.revisions(2, before=5)] == [4, 3]
        assert store.at(3) == REVISIONS[2]
        with pytest.raises(Fault, match="does not load"):
            store.save(REVISIONS[0], "anna", "next")
        assert store.restore(8, "anna") == store.load() == REVISIONS[7]
        assert [note.number for note in store.revisions()] == [9, 8, 7, 6, 5, 4, 3, 2, 1]
        assert [note.number for note in store.revisions(2, before=5)] == [4, 3]
        assert [store.at(number) for number in range(1, 9)] == REVISIONS
        assert store.revisions()[-1].author == "anna"


def test_what_cannot_be_read_is_not_there(path: Path) -> None:
    _spoil(path, wanted="part")
    with closing(open_store(path)) as store:
        assert isinstance(store, DamagedStore)
        for number in (0, 9):
            with pytest.raises(Invalid, match="there is no revision"):
                store.at(number)
            with pytest.raises(Invalid, match="there is no revision"):
                store.restore(number, "anna")
    assert not path.with_name("config.db.damaged").exists()


def test_what_is_whole_and_no_configuration_is_not_promised(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        pets = squeezed('{"pets":1}')
        connection.execute("UPDATE revision SET config = ? WHERE number = 8", (pets,))
        connection.commit()
    assert "Restore revision 7" in _remedy(path)
    _spoil(path, wanted="part")
    assert "Restore revision 7" in _remedy(path)


def test_text_stands_where_bytes_should(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE revision SET config = CAST(config AS TEXT) WHERE number = 8")
        connection.commit()
    assert "Restore revision 7" in _remedy(path)


def test_a_revision_is_spoiled(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE revision SET config = CAST(substr(config, 1, 700) || zeroblob(20)"
            " || substr(config, 721) AS BLOB) WHERE number = 8"
        )
        connection.commit()
    assert "Restore revision 7" in _remedy(path)
    with closing(open_store(path)) as store:
        with pytest.raises(Invalid):
            store.restore(8, "anna")
        assert store.restore(7, "anna") == store.load() == REVISIONS[6]


def test_nothing_can_be_read(path: Path) -> None:
    path.write_bytes(b"\xa5" * len(path.read_bytes()))
    assert "start the other slot" in _remedy(path)
    assert path.read_bytes()[:1] == b"\xa5"


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_spoiled_the_remedy_holds_what_it_promises(seed: int, path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 3)):
        page = chance.randrange(1, len(content) // PAGE)  # the first one names the tables
        content[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)
    answer = _answer(path)
    if isinstance(answer, Config):  # no page that it needs
        assert answer == REVISIONS[7]
        return
    promised = answer.partition("Restore revision ")[2].partition(",")[0]
    if not promised:
        assert "start the other slot" in answer
        return
    with closing(open_store(path)) as store:
        assert store.restore(int(promised), "anna") == REVISIONS[int(promised) - 1]
        assert store.save(REVISIONS[0], "anna", "next") == store.revision()
        store.restore(int(promised), "anna")
    with closing(SqliteConfigStore(path)) as again:
        assert again.load() == REVISIONS[int(promised) - 1]
