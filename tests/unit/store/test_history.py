"""history.db: what ended is kept, what is up survives the supervisor, a full disk loses nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.core.calls import Result
from appliance.core.errors import Fault
from appliance.store.call_finding import CallFilter
from appliance.store.database import Check, execute, left_open
from appliance.store.history import Cursor, History
from appliance.store.history_told import REMEDY
from tests.fakes.stories import lines, rows, started, told_again

_END = Cursor("17", 99)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.db")
    yield made
    made.close()


def test_a_call_is_given_back_once_it_ended(history: History) -> None:
    told = lines("called_by_name")
    assert history.take(told[:-1], Cursor("17", 1)) == []
    (call,) = history.take(told[-1:], _END)
    assert history.calls() == [call]
    assert history.events(call.key) == rows("called_by_name")
    assert history.cursor() == _END


def test_the_supervisor_dies_in_mid_call(tmp_path: Path) -> None:
    told = lines("transferred_attended")
    for place in range(len(told)):
        path = tmp_path / f"{place}.db"
        first = History(path)
        first.take(told[:place], Cursor("17", place))
        first.close()
        second = History(path)
        (call,) = second.take(told[place:], _END)
        second.close()
        assert [leg.number for leg in call.legs] == ["301", "302", "302", "303"]


def test_a_restart_of_asterisk_ends_what_was_up(history: History) -> None:
    history.take([started(1.0), *lines("called_by_name")[:8]], _END)
    (call,) = history.take([started(2e9)], _END)
    assert (call.result, call.cut, call.end, call.key[:5]) == (Result.CUT, True, 2e9, "boot/")


def test_after_a_power_cut_the_last_event_is_all_that_is_known(history: History) -> None:
    told = rows("called_by_name")[:8]
    history.take([started(1.0), *lines("called_by_name")[:8]], _END)
    (call,) = history.take([started(2e9, "the next boot")], _END)
    assert (call.end, call.key[:5]) == (told[-1].time, "boot/")


def test_torn_lines_and_the_ends_of_forgotten_calls_are_passed_over(history: History) -> None:
    told = lines("called_by_name")
    assert history.take(['"CHAN_ST', "", *told[4:], "\x00\x00", "a\rb,1"], _END) == []
    assert execute(history._database, "SELECT * FROM event") == []


def test_the_box_calling_itself_leaves_nothing(history: History) -> None:
    told = [line.replace('"from-internal"', '"lineman-check"') for line in lines("echo_test")]
    assert history.take(told, _END) == []
    assert execute(history._database, "SELECT * FROM event") == []


def test_calls_by_number_and_time(history: History) -> None:
    history.take([*told_again("busy", 10), *told_again("from_outside", 11)], _END)
    outside, busy = sorted(history.calls(), key=lambda call: call.direction)
    assert history.calls(CallFilter(number="carrier")) == [outside]
    assert history.calls(CallFilter(until=outside.start)) == [busy]
    assert len(history.calls(CallFilter(limit=1))) == 1


def test_a_full_disk_loses_nothing(history: History) -> None:
    told = [line for number in range(10, 40) for line in told_again("called_by_name", number)]
    history.take(told[:40], Cursor("17", 40))
    (pages,) = execute(history._database, "PRAGMA page_count")
    execute(history._database, f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(Fault, match="cannot be written"):
        history.take(told[40:], _END)
    assert history.cursor() == Cursor("17", 40)
    execute(history._database, "PRAGMA max_page_count = 1000000")
    history.take(told[40:], _END)
    assert len(history.calls()) == 30
    assert all(len(history.events(call.key)) == 15 for call in history.calls())


def test_the_audit_goes_on_where_the_release_before_was(tmp_path: Path) -> None:
    """That one remembered a moment, which a wrong clock may have set far ahead."""
    path = tmp_path / "history.db"
    old = History(path)
    old.take([*told_again("busy", 11), *told_again("busy", 30), *told_again("busy", 12)], _END)
    starts = [call.start for _, call in old.after(0, 10)]
    assert starts[1] > starts[2] > starts[0]
    execute(old._database, "ALTER TABLE audit DROP COLUMN last")
    execute(old._database, "INSERT INTO audit (number, start) VALUES (1, ?)", starts[1])
    execute(old._database, "DELETE FROM schema_migration WHERE name LIKE '0006%'")
    old.close()
    new = History(path)
    assert [call.start for _, call in new.after(new.audited(), 10)] == [starts[2]]
    new.close()


def test_what_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("Not a database, and longer than a header is. " * 50)
    with pytest.raises(Fault) as caught:
        History(tmp_path / "history.db")
    assert "factory reset" in caught.value.remedy


def test_a_damaged_page_is_found_by_looking_through(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    made = History(path)
    told = [line for number in range(10, 60) for line in told_again("called_by_name", number)]
    made.take(told, _END)
    assert left_open(path)
    made.close()
    assert not left_open(path)
    Check(path, REMEDY).run()
    content = bytearray(path.read_bytes())
    content[4096 * 12 : 4096 * 30] = b"\x5a" * (4096 * 18)
    path.write_bytes(content)
    with pytest.raises(Fault, match="cannot be read") as caught:
        Check(path, REMEDY).run()
    assert "factory reset" in caught.value.remedy


def test_a_look_through_can_be_ended(tmp_path: Path) -> None:
    History(tmp_path / "history.db").close()
    check = Check(tmp_path / "history.db", REMEDY)
    check.run()
    check.stop()  # too late, and no harm


def test_a_history_that_is_damaged_while_it_is_open_is_a_fault(history: History) -> None:
    (call,) = history.take(lines("called_by_name"), _END)
    for table in ("spool", "event", "call", "recording", "audit"):
        execute(history._database, f"ALTER TABLE {table} RENAME TO lost_{table}")
    reading: tuple[Callable[[], object], ...] = (
        history.cursor,
        history.audited,
        history.calls,
        lambda: history.call(call.key),
        lambda: history.events(call.key),
        lambda: history.after(0, 9),
        lambda: history.outdated(9),
        lambda: history.unknown(["a"]),
    )
    for ask in reading:
        with pytest.raises(Fault, match=r"history\.db cannot be read") as told:
            ask()
        assert "factory reset" in told.value.remedy
    with pytest.raises(Fault, match="cannot be written"):
        history.correct(call)
    with pytest.raises(Fault, match="cannot be written"):
        history.audited_until(1)


def test_a_history_without_a_table_does_not_open(tmp_path: Path) -> None:
    made = History(tmp_path / "history.db")
    execute(made._database, "ALTER TABLE event RENAME TO lost")
    made.close()
    with pytest.raises(Fault, match="cannot be read"):
        History(tmp_path / "history.db")
    assert not left_open(tmp_path / "history.db")


def test_what_is_damaged_for_a_while_loses_no_call_that_is_up(history: History) -> None:
    """The lines of a batch that was not taken are new to whoever takes them again."""
    told = lines("called_by_name")
    history.take(told[:4], Cursor("17", 4))
    execute(history._database, "ALTER TABLE spool RENAME TO lost")
    execute(history._database, "ALTER TABLE event RENAME COLUMN call TO lost")
    for _ in range(2):
        with pytest.raises(Fault):
            history.take(told[4:], _END)
    execute(history._database, "ALTER TABLE lost RENAME TO spool")
    execute(history._database, "ALTER TABLE event RENAME COLUMN lost TO call")
    (call,) = history.take(told[4:], _END)
    assert history.events(call.key) == rows("called_by_name")


def test_what_is_no_file_cannot_be_looked_through(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be read"):
        Check(tmp_path / "nowhere" / "history.db", REMEDY)
