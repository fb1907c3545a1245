"""Calls are found by all that a person asks for, and each way walks an index."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from appliance.store.call_rows import CallFilter, question, read
from appliance.store.database import execute
from appliance.store.history import Cursor, History
from tests.fakes.stories import ALL, CUT, calls, lines
from tests.fakes.stories_office import DIRECTORY


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """Every story that ended by itself."""
    made = History(tmp_path_factory.mktemp("found") / "history.db", lambda: DIRECTORY)
    whole = [name for name in ALL if name not in CUT]
    made.take([line for name in whole for line in lines(name)], Cursor("1", 1))
    assert len(made.calls(CallFilter(limit=1000))) == sum(len(calls(name)) for name in whole)
    yield made
    made.close()


_ALL = CallFilter(limit=1000)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (CallFilter(number="610"), 2),  # dialled, or handed over to
        (CallFilter(number="74951112233"), 14),
        (CallFilter(person="person-305"), None),
        (CallFilter(line="2"), 2),
        (CallFilter(result="voicemail"), 5),
        (CallFilter(direction="outbound", result="failed"), 4),
        (CallFilter(person="person-301", result="busy"), None),
        (CallFilter(person="person-301", recorded=True, line="1"), None),
        (CallFilter(number="nobody"), 0),
    ],
)
def test_what_is_found_is_what_a_look_at_every_row_finds(
    history: History, wanted: CallFilter, count: int | None
) -> None:
    found = history.calls(replace(wanted, limit=1000))
    every = history.calls(_ALL)
    expected = [call for call in every if _fits(call.key, wanted, history)]
    assert found == expected
    if count is not None:
        assert len(found) == count
    else:
        assert len(found) > 1


def _fits(key: str, wanted: CallFilter, history: History) -> bool:
    call = history.call(key)
    assert call is not None
    spoken = {call.caller, call.dialled, *(leg.number for leg in call.legs)}
    spoken |= {each.whom for each in call.happened}
    return (
        wanted.number in {"", *spoken, *map(DIRECTORY.canonical, spoken)}
        and wanted.person in {"", *(leg.person for leg in call.legs)}
        and wanted.line in {"", *(leg.line for leg in call.legs)}
        and wanted.result in {"", call.result.value}
        and wanted.direction in {"", call.direction.value}
        and (bool(call.recordings) or not wanted.recorded)
    )


def test_pages_follow_each_other_without_a_gap(history: History) -> None:
    every = history.calls(_ALL)
    found, until = [], float("inf")
    while page := history.calls(CallFilter(until=until, limit=7)):
        found += page
        until = page[-1].start
    assert found == every


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CallFilter(), "call_start"),
        (CallFilter(result="failed"), "call_result"),
        (CallFilter(direction="outbound"), "call_direction"),
        (CallFilter(number="301"), "PRIMARY KEY (name=? AND value=? AND start>? AND start<?)"),
        (CallFilter(person="p", line="1"), "SEARCH also USING"),
        (CallFilter(recorded=True, result="busy"), "PRIMARY KEY (name=? AND value=?"),
    ],
)
def test_each_way_walks_an_index_and_sorts_nothing(
    history: History, wanted: CallFilter, index: str
) -> None:
    sql, values = question(wanted)
    explained = execute(history._database, f"EXPLAIN QUERY PLAN {sql}", *values)
    plan = [str(row[3]) for row in explained]
    assert any(index in step for step in plan), plan
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in plan), plan


def test_a_call_is_found_by_any_of_its_channels(history: History) -> None:
    (call,) = calls("attended")
    for leg in call.legs:
        found = history.call(leg.unique)
        assert found is not None
        assert found.legs[0].unique == call.legs[0].unique
    assert history.call("1795848457") is None
    assert history.call("") == history.calls(CallFilter(limit=1))[0]


def test_what_a_later_release_wrote_besides_is_passed_over(history: History) -> None:
    (story,) = execute(history._database, "SELECT story FROM call ORDER BY start LIMIT 1")[0]
    later = str(story).replace('{"answer":', '{"later":1,"answer":')
    later = later.replace('"legs":[{', '"legs":[{"new":[],')
    assert later != story
    assert read(later) == read(str(story))
