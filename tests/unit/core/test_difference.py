"""What differs between two revisions, as a person would say it."""

from dataclasses import replace
from typing import Any

import pytest

from appliance.core.cards import Framing, PriSide
from appliance.core.commands import AdoptCard, Command, Put, SetLine, SetRecording, TakeOut, edit
from appliance.core.config import Config
from appliance.core.difference import FieldChange, PartChange, What, difference, words
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.people import DeskPhone, Mailbox, Person, pin_from
from appliance.core.roles import PriorityDiffers, Rights, Role
from appliance.core.secret import secret_from
from appliance.core.targets import Hours, ToExtension, ToNobody
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, Recording
from tests.machines.company import company
from tests.machines.offices import TE122, after, named, number, shop

ANNA = Person(Key("anna"), DisplayName("Анна"), number=number("201"))
STAFF = Role(Key("staff"), DisplayName("Staff"), Rights())


def changed(*commands: Command, start: Config | None = None) -> tuple[PartChange, ...]:
    before = start or shop()
    after = before
    for command in commands:
        after = edit(after, command)
    return difference(before, after)


def test_a_new_person() -> None:
    assert changed(Put(ANNA)) == (
        PartChange(
            What.ADDED,
            "Person",
            "anna Анна",
            "people",
            (
                FieldChange("key", (), ("anna",)),
                FieldChange("name", (), ("Анна",)),
                FieldChange("kind", (), ("staff",)),
                FieldChange("number", (), ("201",)),
            ),
        ),
    )


def test_a_renamed_person_is_called_by_the_new_name() -> None:
    start = edit(shop(), Put(ANNA))
    (change,) = changed(named("201", "Анна Петрова"), start=start)
    assert (change.what, change.name) == (What.CHANGED, "anna Анна Петрова")
    assert change.fields == (FieldChange("name", ("Анна",), ("Анна Петрова",)),)


def test_what_is_gone() -> None:
    start = edit(shop(), Put(ANNA))
    assert changed(TakeOut(ANNA), start=start) == (
        PartChange(What.REMOVED, "Person", "anna Анна", "people"),
    )


def test_a_right_is_named_by_its_path() -> None:
    start = edit(shop(), Put(STAFF))
    rights = Rights((Direction.CITY,), trunk_groups=())
    (change,) = changed(Put(replace(STAFF, rights=rights)), start=start)
    assert change.fields == (
        FieldChange(
            "rights.directions", ("free", "city", "long distance", "mobile", "other"), ("city",)
        ),
        FieldChange("rights.trunk_groups", (), ("nothing",)),
    )


def test_how_an_e1_is_spoken_is_told_field_by_field() -> None:
    start = after(AdoptCard(TE122))
    line = SetLine(TE122.key, 1, Framing(crc4=False, timing=1), PriSide.NET)
    (change,) = changed(line, start=start)
    assert (change.what, change.kind) == (What.CHANGED, "Card")
    assert change.fields == (
        FieldChange("spans[1].framing.crc4", ("yes",), ("no",)),
        FieldChange("spans[1].side", ("pri_cpe",), ("pri_net",)),
    )


def test_settings_are_one_change() -> None:
    assert changed(SetRecording(Recording.ALL)) == (
        PartChange(
            What.CHANGED,
            "Config",
            "",
            "",
            (FieldChange("recording", ("outside",), ("all",)),),
        ),
    )


def test_a_secret_is_told_to_have_changed_and_never_shown() -> None:
    before = company(3)
    extension = before.extensions[0]
    (phone,) = extension.devices
    assert not isinstance(phone, DeskPhone)
    secret = secret_from(b"x" * 15)
    other = replace(extension, devices=(replace(phone, secret=secret),))
    pinned = replace(before.people[1], pin=pin_from("4711", "0123456789abcdef"))
    found = changed(Put(other), Put(pinned), start=before)
    assert secret.text not in str(found)
    assert phone.secret.text not in str(found)
    assert found[0].fields == (FieldChange("devices", ("SIP 20001",), ("SIP 20001",)),)
    assert found[1].fields == (FieldChange("pin", (), ("…",)),)


def test_another_order_is_a_change() -> None:
    before = company(3)
    after = replace(before, people=before.people[::-1])
    assert difference(before, after) == (PartChange(What.MOVED, "Person", "", "people"),)


def test_a_part_with_a_name_of_several_words() -> None:
    route = DidRoute(Did("4951234567"), ToNobody(), None)
    (change,) = changed(Put(route))
    assert (change.kind, change.name, change.place) == ("DidRoute", "4951234567", "inbound.dids")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ()),
        ((), ("nothing",)),
        (True, ("yes",)),
        (ToExtension(ExtensionNumber("201")), ("ToExtension 201",)),
        (Hours(Key("day"), ToNobody()), ("Hours day, ToNobody",)),
        (PriorityDiffers(priority=True), ("PriorityDiffers yes",)),
        ((ExtensionNumber("201"), ExtensionNumber("202")), ("201", "202")),
        (Mailbox(ExtensionNumber("201"), DisplayName("a")), ("Mailbox 201, a",)),
    ],
)
def test_values_in_words(value: Any, said: tuple[str, ...]) -> None:
    assert words(value) == said
