"""A memory spares work and changes no result."""

from dataclasses import replace

from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan import lamps
from appliance.compiler.memory import Memory, by_identity, derived
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.roles import CallsDiffer, DirectionDiffers, LimitDiffers
from appliance.core.text import DisplayName
from tests.machines.company import company


def _changed(before: Config, after: Config) -> set[str]:
    """Files that are rendered anew, by the objects that they are."""
    memory = Memory()
    old, new = compile_config(before, memory), compile_config(after, memory)
    return {path.partition("-")[0] for path, text in new.items() if old.get(path) is not text}


_ALWAYS = {"asterisk/res_config_sqlite3.conf"}  # it is short


def test_a_name_renders_the_tables_that_have_it_alone() -> None:
    config = company(30)
    renamed = edit(config, Put(replace(config.people[7], name=DisplayName("Новое имя"))))
    tables = {"asterisk/tables/people", "asterisk/tables/directory"}
    assert _changed(config, renamed) == {*tables, *_ALWAYS}


def test_rights_that_somebody_has_already_render_the_table_of_people_alone() -> None:
    config = company(30)
    chief = next(p for p in config.people if p.role != config.people[7].role and not p.differences)
    promoted = edit(config, Put(replace(config.people[7], role=chief.role, differences=())))
    assert _changed(config, promoted) == {"asterisk/tables/people", *_ALWAYS}


def test_rights_that_nobody_had_render_the_table_of_people_alone() -> None:
    config = company(30)
    own = (
        DirectionDiffers(Direction.PAID, allowed=True),
        DirectionDiffers(Direction.FREE, allowed=False),
        LimitDiffers(123),
    )
    differs = edit(config, Put(replace(config.people[7], differences=own)))
    assert _changed(config, differs) == {"asterisk/tables/people", *_ALWAYS}


def test_the_first_to_be_limited_renders_the_dialplan_too() -> None:
    config = company(30)
    limited = edit(config, Put(replace(config.people[7], differences=(CallsDiffer(2),))))
    wanted = {"asterisk/tables/people", "asterisk/extensions.conf", *_ALWAYS}
    assert _changed(config, limited) == wanted


def _people(config: Config) -> int:
    return len(config.people)


def test_what_is_derived_counts_by_its_value() -> None:
    made: list[int] = []

    def make(config: Config) -> int:
        made.append(derived(config, _people))
        return made[-1]

    memory, config = Memory(), company(3)
    other = replace(config, people=tuple(reversed(config.people)))
    assert [memory.made("x", make, each) for each in (config, other, config)] == [3, 3, 3]
    assert made == [3]
    assert memory.made("x", make, company(4)) == 4
    assert made == [3, 4]


def test_only_the_very_same_objects_are_remembered() -> None:
    asked: list[tuple[int, ...]] = []

    @by_identity
    def total(numbers: tuple[int, ...]) -> int:
        asked.append(numbers)
        return sum(numbers)

    one = (1, 2)
    equal = (*one[:1], 2)
    assert [total(each) for each in (one, one, equal)] == [3, 3, 3]
    assert asked == [one, equal]


def test_a_name_has_nobody_look_at_all_people_for_the_lamps() -> None:
    config = company(30)
    renamed = edit(config, Put(replace(config.people[7], name=DisplayName("Новое имя"))))
    gone = edit(config, Put(replace(config.people[7], number=None)))
    known = lamps._persons(config)
    assert lamps._persons(renamed) is known
    assert lamps._persons(gone) == known - {config.extensions[7].number.digits}
