"""What passes unanswered calls on, and how far that may go."""

from dataclasses import replace

import pytest

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.commands import TakeOut, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Extension, SipPhone
from appliance.core.pointers import uses
from appliance.core.secret import secret_from
from appliance.core.targets import Target, ToExtension, ToHuntGroup, ToMenu, ToNobody, ToQueue
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import TrunkGroup

NAME = DisplayName("x")
ONE = ExtensionNumber("201")
SECRET = secret_from(b"." * 15)


def office(menu: Target, group: Target, queue: Target) -> Config:
    """One of each, with where it passes calls on to."""
    return Config(
        extensions=(Extension(ONE, NAME),),
        prompts=(Prompt(Key("hello"), NAME),),
        menus=(Menu(Key("m"), NAME, Key("hello"), (), otherwise=menu),),
        hunt_groups=(HuntGroup(Key("g"), NAME, None, (ONE,), otherwise=group),),
        queues=(Queue(Key("q"), NAME, None, (ONE,), otherwise=queue),),
    )


M, G, Q = ToMenu(Key("m")), ToHuntGroup(Key("g")), ToQueue(Key("q"))


@pytest.mark.parametrize(
    ("menu", "group", "queue"),
    [
        (M, ToNobody(), ToNobody()),
        (ToNobody(), G, ToNobody()),
        (ToNobody(), ToNobody(), Q),
        (G, M, ToNobody()),
        (G, Q, M),
        (G, Q, G),  # the menu leads into a circle that it is no part of
    ],
)
def test_unanswered_calls_may_not_go_round(menu: Target, group: Target, queue: Target) -> None:
    with pytest.raises(Invalid, match="go round for ever") as refused:
        office(menu, group, queue)
    assert refused.value.field == "otherwise"


@pytest.mark.parametrize(
    ("menu", "group", "queue"), [(G, Q, ToExtension(ONE)), (G, ToNobody(), G), (Q, Q, ToNobody())]
)
def test_they_may_go_far(menu: Target, group: Target, queue: Target) -> None:
    assert office(menu, group, queue).menus[0].otherwise == menu


def test_a_group_of_too_many_telephones_is_split() -> None:
    members = tuple(ExtensionNumber(str(number)) for number in range(201, 217))
    phones = {
        number: tuple(SipPhone(Token(f"{number}-{n}"), SECRET) for n in range(8))
        for number in members
    }
    config = office(ToNobody(), ToNobody(), ToNobody())
    config = replace(
        config, extensions=tuple(Extension(number, NAME, phones[number]) for number in members)
    )
    few = HuntGroup(Key("g"), NAME, None, members[:15])
    assert replace(config, hunt_groups=(few,)).hunt_groups == (few,)
    with pytest.raises(Invalid, match="at most 120 telephones"):
        replace(config, hunt_groups=(replace(few, members=members),))


def test_music_is_a_prompt_that_is_there_and_stays_while_it_is_played() -> None:
    config = office(ToNobody(), ToNobody(), ToNobody())
    (queue,) = config.queues
    played = replace(config, queues=(replace(queue, music=Key("hello")),), hold_music=Key("hello"))
    for wrong, field in (
        ({"queues": (replace(queue, music=Key("waltz")),)}, "music"),
        ({"hold_music": Key("waltz")}, "hold music"),
    ):
        with pytest.raises(Invalid, match="no prompt waltz") as refused:
            replace(config, **wrong)
        assert refused.value.field == field
    used = [type(use.part).__name__ for use in uses(played, Prompt, Key("hello"))]
    assert used == ["Office", "Menu", "Queue"]
    without_menu = replace(played, menus=())
    with pytest.raises(Invalid, match="no prompt hello"):
        edit(without_menu, TakeOut(Prompt(Key("hello"), NAME)))


def test_a_call_back_goes_over_lines_that_are_there() -> None:
    config = replace(
        office(ToNobody(), ToNobody(), ToNobody()), trunk_groups=(TrunkGroup(1, NAME),)
    )
    (queue,) = config.queues
    chosen = replace(config, queues=(replace(queue, call_back=True, call_back_group=1),))
    assert [use.field for use in uses(chosen, TrunkGroup, 1)][-1] == "call_back_group"
    with pytest.raises(Invalid, match="no trunk group 1") as refused:
        replace(chosen, trunk_groups=())
    assert refused.value.field == "call back group"


@pytest.mark.parametrize(("field", "value"), [("call_back_tries", 0), ("call_back_minutes", 721)])
def test_a_call_back_ends_some_time(field: str, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        Queue(Key("q"), NAME, None, (ONE,), **{field: value})  # type: ignore[arg-type]  # by name
    assert refused.value.field == field.replace("_", " ")
