"""Only what differs is looked at again, and nothing else comes of it than of looking at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.compiler.compile import TABLES
from appliance.compiler.dialplan import directory, people_table
from appliance.compiler.tables import Table, path, sql
from appliance.core import checks
from appliance.core import differing as module
from appliance.core.commands import Command, Put, SetRecording, TakeOut, edit
from appliance.core.config import Config
from appliance.core.differing import alike, differing, one_of_each, same_while, with_others
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Person
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.company import company
from tests.machines.offices import named, number

OFFICE = company(40)
ANNA = OFFICE.people[7]
STEPS: tuple[Command, ...] = (
    named("20003", "Пётр"),
    named("20009", "Пётр Первый"),
    named("20003", "Q"),
    named("20005", "Zebra"),
    named("20005", "Пётр"),
    Put(replace(ANNA, role=Key("chief"))),
    Put(replace(ANNA, number=None)),
    named("20001", "Zoë"),
    Put(replace(OFFICE.extensions[2], ring_seconds=77)),
    Put(replace(ANNA, differences=())),
    TakeOut(OFFICE.people[0]),
    SetRecording(Recording.ALL),
    Put(Person(Key("new"), DisplayName("New"), number=number("20001"))),
)


def test_where_tuples_differ() -> None:
    one, two, other = object(), object(), object()
    assert differing((one, two), (one, two)) == ()
    assert differing((one, two), (one, other)) == (1,)
    assert differing((one,), (one, two)) is None


def test_nobody_looks_for_what_was_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, other = object(), object(), object()
    was = (one, two, one)
    first, second = with_others(was, {1: other}), with_others(was, {1: two, 2: other})
    monkeypatch.setattr(module, "compress", None)
    assert differing(was, first) == differing(first, was) == (1,)
    assert differing(was, second) == (2,)
    assert differing(first, second) == (1, 2)
    assert differing(with_others(first, {1: two, 2: other}), second) == ()
    assert with_others(was, {0: one}) is was


@given(st.lists(st.dictionaries(st.integers(0, 5), st.integers(), max_size=3), max_size=9))
def test_where_tuples_differ_however_one_came_of_the_other(steps: list[dict[int, int]]) -> None:
    made = [tuple(object() for _ in range(6))]
    for step in steps:
        base = made[sum(step.values()) % len(made)]
        made.append(with_others(base, {at: object() for at in step}))
    for before in made:
        for after in made:
            there = tuple(at for at in range(6) if before[at] is not after[at])
            assert differing(before, after) == there


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=12))
def test_one_is_found_of_each_that_looks_another_way(steps: list[tuple[int, int]]) -> None:
    def look(part: tuple[int, object]) -> int:
        return part[0]

    found, parts = one_of_each(look), tuple((shape, object()) for shape in (0, 0, 1, 1, 1, 2))
    for at, shape in ((0, 0), *steps):
        parts = with_others(parts, {at: (shape, object())})
        assert sorted(map(look, found(parts))) == sorted(set(map(look, parts)))
    assert sorted(map(look, found(parts[:2]))) == sorted(set(map(look, parts[:2])))


def test_parts_that_look_alike() -> None:
    long, short = ("a", 10), ("a", 20)
    assert alike((long,), (short,), lambda part: part[0])
    assert not alike((long,), (short,), lambda part: part[1])


def test_a_result_holds_while_all_look_the_same() -> None:
    asked = []

    def letter_of(part: tuple[str, int]) -> str:
        return part[0]

    @same_while(letter_of)
    def first(parts: tuple[tuple[str, int], ...]) -> str:
        asked.append(parts)
        return "".join(letter for letter, _ in parts)

    assert [first((("a", 1),)), first((("a", 2),)), first((("b", 2),))] == ["a", "a", "b"]
    assert len(asked) == 2
    assert [first((("a", 3),)), first((("b", 3),))] == ["a", "b"], "who asks in turn waits for none"
    assert len(asked) == 2


def _walk() -> list[Config]:
    found = [OFFICE]
    for step in STEPS:
        found.append(edit(found[-1], step))
    return found


@pytest.mark.parametrize("name", ["people", "directory"])
def test_tables_are_what_they_were_made_from_whatever_came_before(name: str) -> None:
    again = []
    for config in _walk():
        text = sql(TABLES[name](config))
        again.append((config, text, path(name, text)))
    for config, text, named_after in again:
        people_table._last.clear()
        directory._last.clear()
        table = TABLES[name](config)
        fresh = sql(Table("fresh", table.columns, table.rows)).replace("fresh", name)
        assert (fresh, path(name, fresh)) == (text, named_after)


def test_whose_a_number_is_whatever_came_before() -> None:
    for config in (*_walk(), OFFICE):
        for extension in config.extensions:
            owner = next((p for p in config.people if p.number == extension.number), None)
            assert config.extension(extension.number) is extension
            assert config.owner(extension.number) is owner
            assert config.answers(extension.number.digits)
        assert not config.answers("20099")


def _anna(**others: object) -> Callable[[Config], Config]:
    def made(config: Config) -> Config:
        return edit(config, Put(replace(ANNA, **others)))  # type: ignore[arg-type]

    return made


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_anna(role=Key("nobody")), "role"),
        (_anna(department=Key("nowhere")), "department"),
        (_anna(number=ExtensionNumber("999")), "number"),
        (_anna(number=OFFICE.people[8].number), "number"),
    ],
)
def test_a_change_of_one_is_refused_as_all_would_be(
    change: Callable[[Config], Config], field: str
) -> None:
    checks.check(OFFICE)
    with pytest.raises(Invalid) as refusal:
        change(OFFICE)
    checks._held.clear()
    with pytest.raises(Invalid) as whole:
        change(OFFICE)
    assert refusal.value.field == whole.value.field == field
    assert refusal.value.reason == whole.value.reason
