"""Calls are found by all that a person asks for, and each way walks an index."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.calls import Call
from appliance.store import call_finding, call_rows
from appliance.store.call_finding import CallFilter, party_question, questions
from appliance.store.call_notes import CallDeed, Comment
from appliance.store.call_rows import read
from appliance.store.database import execute
from appliance.store.history import EVENTS_OF, Cursor, History
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
        (CallFilter(number="74951112233"), 19),
        (CallFilter(person="person-305"), None),
        (CallFilter(line="2"), 3),
        (CallFilter(result="voicemail"), 5),
        (CallFilter(direction="outbound", result="failed"), 8),
        (CallFilter(person="person-301", result="busy"), None),
        (CallFilter(person="person-301", recorded=True, line="1"), None),
        (CallFilter(number="nobody"), 0),
        (CallFilter(search="объедк"), None),
        (CallFilter(search="1112233"), None),
        (CallFilter(search="610"), 2),
        (CallFilter(search="61"), 0),  # too short for a part of a number
        (CallFilter(search="no such name"), 0),
        (CallFilter(search='"; drop'), 0),
        (CallFilter(seen=frozenset({"person-301"})), None),
        (CallFilter(seen=frozenset({"person-301", "person-305"}), recorded=True), None),
        (CallFilter(seen=frozenset({"person-305"}), number="74951112233"), None),
        (CallFilter(seen=frozenset({"person-305"}), person="person-301"), None),
        (CallFilter(seen=frozenset()), 0),
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
        assert len(found) > 0


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
        and _searched(call, wanted.search)
        and (wanted.seen is None or any(leg.person in wanted.seen for leg in call.legs))
    )


def _searched(call: Call, text: str) -> bool:
    parties = [(leg.number, leg.name) for leg in call.legs]
    parties += [(call.dialled, ""), (call.caller, call.caller_name)]
    parties += [(each.whom, "") for each in call.happened if each.whom.isdecimal()]
    if 0 < len(text) < 3:
        return text in {call.dialled, *(number for number, _ in parties)}
    written = [f"{n} {DIRECTORY.canonical(n)} {name}".casefold() for n, name in parties]
    return any(text.casefold() in each for each in written)


def test_pages_follow_each_other_without_a_gap(history: History) -> None:
    every = history.calls(_ALL)
    assert _paged(history, CallFilter(limit=7)) == every


def _paged(history: History, wanted: CallFilter) -> list[Call]:
    """Page after page to the end."""
    found, rest = list[Call](), (wanted.until, wanted.until_key)
    while True:
        page = history.find(replace(wanted, until=rest[0], until_key=rest[1]))
        found += page.calls
        if page.rest is None:
            return found
        assert page.rest < rest
        rest = page.rest


@pytest.mark.parametrize(
    "wanted",
    [
        CallFilter(result="failed", direction="outbound"),
        CallFilter(recorded=True, result="answered"),
        CallFilter(search="11122", direction="inbound"),
        CallFilter(seen=frozenset({"person-301", "person-305"}), result="answered"),
    ],
)
def test_a_far_search_stops_on_the_way_and_loses_nothing(
    history: History, wanted: CallFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = history.calls(replace(wanted, limit=1000))
    monkeypatch.setattr(call_finding, "LOOKED_AT", 3)
    monkeypatch.setattr(call_finding, "_LEAST", 3)
    assert len(whole) > 0
    assert _paged(history, replace(wanted, limit=2)) == whole


def test_calls_of_one_moment_are_all_found(tmp_path: Path) -> None:
    made = History(tmp_path / "history.db")
    (call,) = calls("attended")
    for number in range(5):
        call_rows.insert(made._database, replace(call, key=f"boot/{number}"), None)
    assert len(_paged(made, CallFilter(limit=2))) == 5
    made.close()


def test_what_is_noted_is_kept_with_who_and_what_was_before(history: History) -> None:
    call = history.calls(CallFilter(limit=1))[0]
    notes = history.notes
    assert notes.comment(call.key) is None
    notes.put_comment(call.key, Comment("call back", "anna", 5.0))
    notes.put_comment(call.key, Comment("call back", "olga", 6.0))  # nothing new
    notes.put_comment(call.key, Comment("done", "olga", 7.0))
    assert notes.comment(call.key) == Comment("done", "olga", 7.0)
    assert notes.commented([call.key, "other"]) == {call.key}
    notes.put_comment(call.key, Comment("", "anna", 8.0))
    assert notes.comment(call.key) is None
    assert notes.deeds(call.key) == [
        CallDeed(5.0, "anna", "comment", "", "call back"),
        CallDeed(7.0, "olga", "comment", "call back", "done"),
        CallDeed(8.0, "anna", "comment", "done", ""),
    ]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CallFilter(), "call_in_time"),
        (CallFilter(since=1.0, until=2.0, until_key="k"), "call_in_time"),
        (CallFilter(result="failed"), "call_by_result"),
        (CallFilter(result="failed", direction="inbound"), "call_by_result"),
        (CallFilter(direction="outbound"), "call_by_direction"),
        (CallFilter(number="301"), "PRIMARY KEY (name=? AND value=? AND start>? AND (start,call)<"),
        (CallFilter(person="p", line="1"), "SEARCH also USING"),
        (CallFilter(recorded=True, result="busy"), "(start,call)>(?,?) AND (start,call)<(?,?)"),
        (CallFilter(search="1112233"), "PRIMARY KEY (name=? AND value=?"),
        (CallFilter(search="61"), "PRIMARY KEY (name=? AND value=?"),
        (CallFilter(seen=frozenset({"a", "b"})), "PRIMARY KEY (name=? AND value=?"),
        (CallFilter(seen=frozenset({"a", "b"}), number="301"), "SEARCH mine USING"),
    ],
)
def test_each_way_walks_an_index_and_sorts_nothing(
    history: History, wanted: CallFilter, index: str
) -> None:
    asked = list(questions(history._database, wanted))
    assert asked
    plans = [_plan(history, *statement) for statement in asked]
    assert any(index in step for plan in plans for step in plan), plans
    for plan in plans:
        assert not any("SCAN" in step or "TEMP B-TREE" in step for step in plan), plan


def test_parties_are_found_by_their_index(history: History) -> None:
    (step,) = _plan(history, *party_question("1112233"))
    assert "VIRTUAL TABLE INDEX" in step
    assert "M" in step.rpartition("INDEX")[2]  # by a match, not through all of them


def test_the_events_of_a_call_are_found_by_their_index(history: History) -> None:
    (step,) = _plan(history, EVENTS_OF, ["boot/1"])
    assert step.startswith("SEARCH event USING INDEX event_call")


def _plan(history: History, sql: str, values: list[object]) -> list[str]:
    explained = execute(history._database, f"EXPLAIN QUERY PLAN {sql}", *values)
    return [str(row[3]) for row in explained]


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
