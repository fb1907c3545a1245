"""Live state: its journal, what may be set of it, and the file that it is backed up in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.directions import Direction
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_file import FORMAT, live_exported, live_imported
from appliance.core.live_rules import belongs, check, switched
from appliance.core.live_state import (
    Entry,
    Family,
    LiveChange,
    Noted,
    Where,
    differing,
    met_today,
    noted,
    replayed,
)
from appliance.core.numbers import AreaCode
from appliance.core.people import Person
from appliance.core.roles import DirectionDiffers, Function, FunctionDiffers, PinDiffers
from appliance.core.schedules import Schedule, WeekRange
from appliance.core.text import DisplayName
from tests.machines.offices import after, number, sip

ALL: Entry = (Family.FORWARD_ALL, "301")
REST: Entry = (Family.DO_NOT_DISTURB, "301")
SPEED: Entry = (Family.SPEED_DIAL, "301-5")


def office(*differences: DirectionDiffers | FunctionDiffers | PinDiffers) -> Config:
    config = after(sip("301", "Anna"), sip("302", "Ivan"))
    anna = Person(
        Key("anna"), DisplayName("Anna"), number=number("301"), differences=tuple(differences)
    )
    week = (WeekRange((1, 2, 3, 4, 5), 540, 1080),)
    for part in (
        anna,
        Schedule(Key("hours"), DisplayName("Hours"), week, code=3),
        Schedule(Key("fixed"), DisplayName("Fixed"), week),
        FeatureCode(Feature.ECHO_TEST, "411"),
    ):
        config = edit(config, Put(part))
    assert config.country is CountryCode.RU
    return config


@pytest.mark.parametrize("value", ["302", "", "+7 916|x"])
def test_the_journal_reads_back_what_was_noted(value: str) -> None:
    key = "1795000000-1795000000.12"
    note = Noted(key, ALL, value.partition("|")[0], "Анна | Б", Where.ADMIN)
    assert noted(key, note.text) == note
    assert note.time == 1795000000.0


@pytest.mark.parametrize(
    "text", ["", "CF/301", "CF/301|302|moon|301", "XX/301|302|telephone|301", "CF/|1|admin|x"]
)
def test_what_nobody_of_ours_noted_is_passed_over(text: str) -> None:
    assert noted("1-1", text) is None


def test_a_journal_is_told_in_its_order_and_without_what_changed_nothing() -> None:
    said = [
        Noted("20-a", ALL, "", "301", Where.TELEPHONE),
        Noted("10-b", ALL, "302", "301", Where.TELEPHONE),
        Noted("15-c", ALL, "302", "anna", Where.ADMIN),
    ]
    assert list(replayed({}, said)) == [
        LiveChange(10.0, ALL, "", "302", "301", Where.TELEPHONE),
        LiveChange(20.0, ALL, "302", "", "301", Where.TELEPHONE),
    ]
    assert list(differing({ALL: "302"}, {REST: "YES"})) == [
        (ALL, "302", ""),
        (REST, "", "YES"),
    ]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (ALL, "302"),
        (ALL, "84951234567"),
        (ALL, ""),
        (REST, "YES"),
        (REST, ""),
        (SPEED, "*6789161234567#"),
        (SPEED, ""),
        ((Family.DAY_NIGHT, "3"), "NIGHT"),
        ((Family.DAY_NIGHT, "3"), ""),
    ],
)
def test_what_a_telephone_may_set_may_be_set(entry: Entry, value: str) -> None:
    check(office(), entry, value)


@pytest.mark.parametrize(
    ("entry", "value", "field", "reason"),
    [
        ((Family.FORWARD_ALL, "999"), "302", "extension", "there is no extension"),
        ((Family.FORWARD_ALL, "x"), "302", "number", "is not 2 to 6 digits"),
        (ALL, "301", "to", "lead in a circle"),
        (ALL, "112", "to", "emergency"),
        (ALL, "411", "to", "is no number that can be called"),
        (ALL, "99", "to", "is no number that can be called"),
        (ALL, "*78", "to", "write digits alone"),
        (ALL, "+74951234567", "to", "write digits alone"),
        (ALL, "81049301234567", "to", "may not call 81049301234567 \\(international\\)"),
        (REST, "NO", "on", "on or off"),
        ((Family.SPEED_DIAL, "301-10"), "302", "key", "take one of 0 to 9"),
        ((Family.SPEED_DIAL, "301"), "302", "key", "take one of 0 to 9"),
        ((Family.SPEED_DIAL, "999-1"), "302", "extension", "there is no extension"),
        (SPEED, "+79161234567", "to", "write digits, \\* and #"),
        (SPEED, "1" * 31, "to", "30 at most"),
        (SPEED, "*07", "to", "is a speed dial itself"),
        ((Family.DAY_NIGHT, "4"), "DAY", "schedule", "there is no schedule 4"),
        ((Family.DAY_NIGHT, "fixed"), "DAY", "schedule", "has no code"),
        ((Family.DAY_NIGHT, "3"), "dusk", "to", "none of day, night and auto"),
        ((Family.CLOCK, "box"), "LOST", "family", "by the box alone"),
    ],
)
def test_what_it_may_not_is_refused_at_its_field(
    entry: Entry, value: str, field: str, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason) as refusal:
        check(office(), entry, value)
    assert refusal.value.field == field


def test_the_rights_of_whose_telephone_it_is_decide() -> None:
    city = "84951234567"
    with pytest.raises(Invalid, match="asks for a PIN"):
        check(office(PinDiffers(Direction.LONG_DISTANCE, asked=True)), ALL, city)
    with pytest.raises(Invalid, match="may not call"):
        check(office(DirectionDiffers(Direction.LONG_DISTANCE, allowed=False)), ALL, city)
    bound = office(
        FunctionDiffers(Function.FORWARD, allowed=False),
        FunctionDiffers(Function.DO_NOT_DISTURB, allowed=False),
    )
    for entry, value in ((ALL, "302"), (REST, "YES")):
        with pytest.raises(Invalid, match="may not use"):
            check(bound, entry, value)
        check(bound, entry, "")
    check(bound, (Family.FORWARD_ALL, "302"), "301")


def test_a_city_of_our_own_is_near() -> None:
    bound = office(DirectionDiffers(Direction.LONG_DISTANCE, allowed=False))
    check(replace(bound, area=AreaCode("495")), ALL, "84951234567")


def test_a_schedule_is_found_by_key_name_and_code() -> None:
    for name in ("hours", "Hours", "3"):
        assert switched(office(), name).key == Key("hours")


def test_what_went_has_nothing_to_be_kept_for() -> None:
    assert belongs(office(), ALL)
    assert belongs(office(), (Family.DAY_NIGHT, "3"))
    assert not belongs(office(), (Family.FORWARD_ALL, "303"))
    assert not belongs(office(), (Family.DAY_NIGHT, "4"))


def test_a_file_reads_back() -> None:
    entries = {ALL: "302", REST: "YES", (Family.DAY_NIGHT, "3"): "NIGHT"}
    assert live_imported(live_exported(entries)) == entries
    assert live_imported(live_exported({})) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": "other"}, "format"),
        ({"schema": 2}, "schema"),
        ({"values": None}, "values"),
        ({"values": {"CLOCK": {"box": "LOST"}}}, "values"),
        ({"values": {"CF": {"301": 302}}}, "values"),
        ({"values": {"CF": []}}, "values"),
        ({"values": {"CF": {"301": "\ud800"}}}, "values"),
        ({"values": {"DAYNIGHT": {"\ud800": "DAY"}}}, "values"),
    ],
)
def test_a_file_that_is_none_is_refused_at_its_place(change: object, field: str) -> None:
    whole = {"format": FORMAT, "schema": 1, "values": {}}
    assert isinstance(change, dict)
    with pytest.raises(Invalid) as refusal:
        live_imported(json.dumps(whole | change))
    assert refusal.value.field == field
    with pytest.raises(Invalid, match="is not JSON"):
        live_imported("{")


def test_a_limit_is_met_for_the_day() -> None:
    kept = {"201": "20260303CALLS", "202": "20260302MINUTES", "203": "20260303MINUTES", "204": "x"}
    assert met_today(kept, date(2026, 3, 3)) == {"201": "CALLS", "203": "MINUTES"}
