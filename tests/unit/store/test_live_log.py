"""Who changed what of live state: written down whole, kept over a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.core.live_state import Entry, Family, LiveChange, Where
from appliance.store import live_log
from appliance.store.database import execute
from appliance.store.history import History

ALL: Entry = (Family.FORWARD_ALL, "301")


def change(after: str, who: str = "301") -> LiveChange:
    return LiveChange(1.5, ALL, "", after, who, Where.TELEPHONE)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.db")
    yield made
    made.close()


def test_what_was_seen_and_changed_is_there_after_a_restart(tmp_path: Path) -> None:
    first = History(tmp_path / "history.db")
    first.live.take({ALL: "302", (Family.DAY_NIGHT, "3"): "DAY"}, [change("302", "Анна")], "a")
    first.live.take({ALL: "303"}, [change("303")], "bc")
    first.close()
    second = History(tmp_path / "history.db")
    assert second.live.seen() == {ALL: "303"}
    assert second.live.taken() == {"b", "c"}
    assert list(second.live.changes(0, 9)) == [(2, change("303")), (1, change("302", "Анна"))]
    assert list(second.live.changes(2, 9)) == [(1, change("302", "Анна"))]
    assert [number for number, _ in second.live.changes(0, 1)] == [2]
    second.close()


def test_the_oldest_go(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_log, "MOST", 3)
    for count in range(5):
        history.live.take({}, [change(str(count))], ())
    assert [each.after for _, each in history.live.changes(0, 9)] == ["4", "3", "2"]


def test_a_disk_that_is_full_takes_nothing(history: History) -> None:
    history.live.take({ALL: "302"}, [], "a")
    execute(history._database, "PRAGMA max_page_count = 1")  # the disk is ours
    with pytest.raises(Fault):
        history.live.take({}, [change("x" * 200)] * 9000, "b")
    assert history.live.seen() == {ALL: "302"}
    assert history.live.taken() == {"a"}
    assert list(history.live.changes(0, 9)) == []


def test_what_a_release_that_knows_more_has_seen_is_left_alone(history: History) -> None:
    """It was on trial in the other slot, and the box went back."""
    history.live.take({}, [change("302")], [])
    database = history._database
    execute(database, "INSERT INTO live (family, \"key\", value) VALUES ('NEWER', '301', 'x')")
    for family, place in (("NEWER", "telephone"), ("CF", "somewhere new")):
        row = (2.0, family, "301", "", "x", "301", place)
        execute(database, live_log._ADD, *row)
    assert history.live.seen() == {}
    assert [each.after for _, each in history.live.changes(0, 10)] == ["302"]
    history.live.take({ALL: "303"}, [], [])
    assert history.live.seen() == {ALL: "303"}
    assert execute(database, "SELECT count(*) FROM live") == [(2,)]


def test_a_log_that_cannot_be_read_is_a_fault(history: History) -> None:
    for table in ("live", "live_taken", "live_change"):
        execute(history._database, f"ALTER TABLE {table} RENAME TO lost_{table}")
    for ask in (history.live.seen, history.live.taken, history.live.last):
        with pytest.raises(Fault, match="cannot be read"):
            ask()
