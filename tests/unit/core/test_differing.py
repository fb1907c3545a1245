"""Only what differs is looked at again, and nothing else comes of it than of looking at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.compiler.dialplan import people_table
from appliance.compiler.tables import Table, sql
from appliance.core import checks
from appliance.core.commands import Command, Put, SetRecording, TakeOut, edit
from appliance.core.config import Config
from appliance.core.differing import alike, differing, same_while
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


def _walk() -> list[Config]:
    found = [OFFICE]
    for step in STEPS:
        found.append(edit(found[-1], step))
    return found


def test_tables_are_what_they_were_made_from_whatever_came_before() -> None:
    walk = _walk()
    again = [sql(people_table.render(config)) for config in walk]
    for config, text in zip(walk, again, strict=True):
        people_table._last.clear()
        table = people_table.render(config)
        assert sql(Table("fresh", table.columns, table.rows)).replace("fresh", "people") == text


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
