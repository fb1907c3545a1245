"""What commands make of a configuration, and what they refuse."""

from dataclasses import replace

import pytest

from appliance.core.cards import FoundSpan, Framing, HardwareKey, Port, PriSide, Socket, SpanKind
from appliance.core.commands import (
    AdoptCard,
    Command,
    ForgetCard,
    Put,
    PutAs,
    RemoveExtension,
    Replace,
    RouteDid,
    SetLine,
    SetOperator,
    Several,
    TakeOut,
    edit,
)
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import Did, PhoneNumber
from appliance.core.people import DeskPhone, Person
from appliance.core.roles import Rights, Role
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from tests.machines.offices import (
    A400P,
    TDM400P,
    TE122,
    after,
    mixed,
    named,
    number,
    shop,
    sip,
)
from tests.machines.parts import person


def _spans(config: Config) -> list[tuple[int, int]]:
    return [(span.number, span.base) for _, span in config.spans()]


def test_telephones_count_up_from_201_in_socket_order() -> None:
    config = after(AdoptCard(TDM400P), AdoptCard(A400P))
    assert [ext.number.digits for ext in config.extensions] == [str(n) for n in range(201, 207)]
    assert config.extensions[2].devices == (DeskPhone(Socket(A400P.key, 1, 1)),)
    assert config.inbound.operator == number("201")


def test_digital_lines_are_group_1_and_city_lines_group_2_whichever_came_first() -> None:
    config = mixed()
    assert [(group.number, group.digital) for group in config.trunk_groups] == [
        (1, True),
        (2, False),
    ]
    assert config.outbound.groups == (1, 2)


def test_a_card_that_dies_keeps_its_numbers_from_a_new_one() -> None:
    config = after(AdoptCard(TDM400P), AdoptCard(TE122))
    assert _spans(config) == [(1, 1), (2, 5)]
    assert _spans(edit(config, AdoptCard(A400P))) == [(1, 1), (2, 5), (3, 36)]


def test_numbers_are_free_again_once_a_card_is_forgotten() -> None:
    config = after(AdoptCard(TDM400P), AdoptCard(TE122), ForgetCard(TE122.key), AdoptCard(A400P))
    assert _spans(config) == [(1, 1), (2, 5)]
    assert [group.lines for group in config.trunk_groups if group.digital] == []


def test_numbers_a_span_has_already_are_kept() -> None:
    there = replace(TE122, spans=(FoundSpan(1, SpanKind.E1, number=3, base=40),))
    assert _spans(after(AdoptCard(there))) == [(3, 40)]


def test_numbers_of_another_card_are_not_taken_from_it() -> None:
    there = replace(TE122, spans=(FoundSpan(1, SpanKind.E1, number=1, base=1),))
    assert _spans(after(AdoptCard(TDM400P), AdoptCard(there))) == [(1, 1), (2, 5)]


def test_another_module_in_a_socket_changes_what_hangs_on_it() -> None:
    swapped = replace(
        TDM400P,
        spans=(FoundSpan(1, SpanKind.ANALOGUE, (Port.FXO, Port.FXS, Port.FXS, Port.EMPTY)),),
    )
    config = after(AdoptCard(TDM400P), AdoptCard(swapped))
    assert _spans(config) == [(1, 1)]
    assert {ext.number.digits: len(ext.devices) for ext in config.extensions} == {
        "201": 0,
        "202": 1,
        "203": 1,
    }
    assert len(config.trunk_groups[0].lines) == 1


def test_an_e1_is_spoken_as_the_carrier_wants() -> None:
    config = edit(mixed(), SetLine(TE122.key, 1, Framing(crc4=False, timing=0), PriSide.NET))
    span = config.card(TE122.key).spans[0]
    assert (span.framing.crc4, span.framing.timing, span.side) == (False, 0, PriSide.NET)


def test_an_extension_that_goes_takes_its_routes_along() -> None:
    config = after(AdoptCard(TDM400P), RouteDid(Did("55"), number("201")))
    gone = edit(config, RemoveExtension(number("201")))
    assert gone.inbound.operator is None
    assert gone.inbound.dids == ()


def test_a_did_has_one_route() -> None:
    config = after(
        AdoptCard(TDM400P), RouteDid(Did("55"), number("201")), RouteDid(Did("55"), number("202"))
    )
    assert [route.to for route in config.inbound.dids] == [ToExtension(number("202"))]
    assert edit(config, RouteDid(Did("55"), None)).inbound.dids == ()


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (named("999", "x"), "extension"),
        (sip("201", "x"), "number"),
        (sip("112", "x"), "number"),
        (sip("103", "x"), "number"),
        (RouteDid(Did("55"), number("999")), "inbound"),
        (SetOperator(number("999")), "inbound"),
        (ForgetCard(HardwareKey("no")), "card"),
        (SetLine(TE122.key, 1, Framing(), PriSide.NET), "card"),
        (RemoveExtension(number("999")), "extension"),
    ],
)
def test_refused(command: Command, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(shop(), command)
    assert refused.value.field == field


USUAL = Role(Key("staff"), DisplayName("Staff"), Rights(directions=()))
CHIEF = Role(Key("chief"), DisplayName("Chief"), Rights())


@pytest.mark.parametrize(
    "command", [TakeOut(USUAL), PutAs("staff", replace(USUAL, key=Key("workers")))]
)
def test_the_role_of_all_who_have_no_other_stays_while_there_are_others(command: Command) -> None:
    """Without it they could all call, and the next role that is made would be theirs."""
    config = after(Put(USUAL), Put(CHIEF))
    with pytest.raises(Invalid, match="Staff is the role of everybody who has no other"):
        edit(config, command)
    assert edit(config, Several((TakeOut(USUAL), TakeOut(CHIEF)))).roles == ()
    assert edit(config, Replace(after(Put(CHIEF)))).roles == (CHIEF,)


@pytest.mark.parametrize(
    ("number_", "outside", "field"),
    [("201", (), "number"), (None, ("79161234567",), "outside numbers")],
)
def test_whose_a_number_is_already_is_said_at_the_number(
    number_: str | None, outside: tuple[str, ...], field: str
) -> None:
    config = edit(shop(), person("201", "Anna", mobile="79161234567"))
    other = Person(
        Key("oleg"),
        DisplayName("Oleg"),
        number=None if number_ is None else number(number_),
        outside=tuple(map(PhoneNumber, outside)),
    )
    with pytest.raises(Invalid, match="is Anna's already") as refused:
        edit(config, Put(other))
    assert refused.value.field == field
