"""Channels become people and lines."""

import pytest

from appliance.core.calls import Direction
from appliance.core.cards import E1Signalling, Framing, PriSide
from appliance.core.commands import AdoptCard, SetLine, edit
from appliance.core.directory import directory_of, identified
from tests.fakes.stories import ALL, calls
from tests.fakes.stories_office import DIRECTORY
from tests.machines.offices import TE122, after, shop, virtual


def test_people_are_known_by_their_numbers_inside_and_outside() -> None:
    (call,) = calls("attended")
    told = identified(call, DIRECTORY)
    assert told.caller_name == "Юлия Объедкова"
    assert [leg.person for leg in told.legs] == ["person-301", "", "", "person-305"]
    (call,) = calls("in_from_a_person_known_by_his_mobile")
    assert identified(call, DIRECTORY).legs[0].person == "person-301"


def test_lines_are_known_by_their_channels() -> None:
    (call,) = calls("out_by_the_second_line")
    assert [leg.line for leg in identified(call, DIRECTORY).legs] == ["", "1", "2"]


def test_an_e1s_calls_are_named_by_the_span_or_by_bits_by_the_channel() -> None:
    start = after(AdoptCard(TE122))
    assert directory_of(start).group_of("DAHDI/i1/74951230001-1") == "1"
    assert directory_of(start).group_of("DAHDI/31-1") == ""
    by_bits = SetLine(TE122.key, 1, Framing(), PriSide.CPE, E1Signalling.CAS)
    known = directory_of(edit(start, by_bits))
    assert [known.group_of(f"DAHDI/{channel}-1") for channel in (1, 31, 32)] == ["1", "1", ""]


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("out_not_allowed", Direction.OUTBOUND),
        ("out_abroad_not_allowed", Direction.OUTBOUND),
        ("nobody_there", Direction.INTERNAL),
        ("a_code_that_is_off", Direction.INTERNAL),
        ("in_blocked", Direction.INBOUND),
    ],
)
def test_a_call_that_was_refused_went_where_its_number_leads(
    name: str, direction: Direction
) -> None:
    assert identified(calls(name)[0], DIRECTORY).direction is direction


def test_a_far_end_has_no_name_of_ours() -> None:
    (call,) = calls("blind_to_the_outside")
    assert call.legs[2].name == "John Smith"
    assert identified(call, DIRECTORY).legs[2].name == ""


@pytest.mark.parametrize(
    ("dialled", "number"),
    [
        ("84951112233", "74951112233"),
        ("+74951112233", "74951112233"),
        ("2223344", "74952223344"),
        ("301", "301"),
        ("*43", "*43"),
        ("112", "112"),
        ("", ""),
    ],
)
def test_a_number_has_one_spelling(dialled: str, number: str) -> None:
    assert DIRECTORY.canonical(dialled) == number


def test_sockets_and_streams_are_known_too() -> None:
    assert directory_of(shop()).telephones["DAHDI/1"] == "201"
    lines = directory_of(virtual()).lines
    assert {name[:7] for name in lines} == {"DAHDI/i", "DAHDI/4", "DAHDI/5"}


def test_whoever_is_told_again_stays_who_he_was() -> None:
    for name in ALL:
        for call in calls(name):
            told = identified(call, DIRECTORY)
            assert identified(told, DIRECTORY) == told
