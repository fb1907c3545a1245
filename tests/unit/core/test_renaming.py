"""A part under another name, with everything that points at it."""

import re
from dataclasses import replace
from typing import Any

import pytest

from appliance.core.call_handling import HuntGroup, Queue
from appliance.core.canonical import to_json
from appliance.core.commands import Put, PutAs, SetOperator, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.moved_numbers import moved_numbers
from appliance.core.numbers import Did
from appliance.core.parts import PLACES, parts, spelled
from appliance.core.people import Mailbox
from appliance.core.scenario import FromTelephone, LiveValue, Moment, Scenario, TelephoneIs
from appliance.core.targets import ToExtension, ToMailbox
from appliance.core.test_calls import Ending, Outcome, Rang, StoredCall
from appliance.core.text import DisplayName
from appliance.core.trunks import USUAL_ROLE, DidRoute
from tests.machines.known import OFFICES
from tests.machines.offices import after, number, sip
from tests.machines.parts import person

CALL = StoredCall(
    Key("call-1"),
    DisplayName("To 302"),
    Scenario(
        Moment("2027-03-08T19:30:00+03:00"),
        FromTelephone(number("301"), "302"),
        telephones=(TelephoneIs(number("302")),),
        live=(LiveValue(Family.SPEED_DIAL, "302-1", "301"), LiveValue(Family.DAY_NIGHT, "3")),
    ),
    Outcome(Ending.ANSWERED, "302", rang=(Rang("302", 5),)),
)


def _office() -> Config:
    """302 has everything that a number can have."""
    return after(
        sip("301", "One"),
        sip("302", "Two"),
        person("302", "Anna"),
        Put(Mailbox(number("302"), DisplayName("Two"))),
        Put(HuntGroup(Key("group-1"), DisplayName("All"), number("600"),
                      (number("301"), number("302")), otherwise=ToMailbox(number("302")))),
        Put(Queue(Key("queue-1"), DisplayName("Help"), number("601"), (number("302"),),
                  otherwise=ToExtension(number("302")))),
        Put(DidRoute(Did("4951234302"), ToExtension(number("302")))),
        Put(CALL),
        SetOperator(number("302")),
    )  # fmt: skip


def _renumbered(config: Config, was: str, now: str) -> Config:
    part = replace(config.extension(number(was)), number=number(now))
    return edit(config, PutAs(was, part))


def test_a_number_changes_with_all_that_points_at_it() -> None:
    config = _office()
    done = _renumbered(config, "302", "310")
    text = to_json(done)
    assert '"310"' in text
    account = config.extension(number("302")).devices
    assert done.extension(number("310")).devices == account, "the telephone registers as before"
    left = re.sub(r"account.{9}|To 302|4951234302|person-302", "", text)
    assert re.findall(".{30}302.{9}", left) == []
    assert to_json(_renumbered(done, "310", "302")) == to_json(config)


def test_the_new_number_s_mailbox_is_not_taken_from_it() -> None:
    config = edit(_office(), Put(Mailbox(number("310"), DisplayName("Another"))))
    done = _renumbered(config, "302", "310")
    assert done.mailboxes == config.mailboxes
    assert done.hunt_groups[0].otherwise == ToMailbox(number("302"))


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ("301", "taken"),
        ("112", "an emergency number"),
        ("600", "All"),
        ("60", "the code of clock"),
    ],
)
def test_a_number_that_is_taken_is_refused_as_such(now: str, what: str) -> None:
    config = edit(_office(), Put(FeatureCode(Feature.CLOCK, "60")))
    with pytest.raises(Invalid, match=f"{now} is {what} already") as refused:
        _renumbered(config, "302", now)
    assert refused.value.field == "number"


def test_there_must_be_one() -> None:
    part = replace(_office().extension(number("302")), number=number("310"))
    with pytest.raises(Invalid) as refused:
        edit(_office(), PutAs("399", part))
    assert refused.value.field == "was"


@pytest.mark.parametrize("office", OFFICES)
def test_every_pointer_of_every_office_follows(office: str) -> None:
    """There and back is the very same, whatever it is that is renamed but the usual role."""
    config = OFFICES[office]()
    usual = config.role(USUAL_ROLE)
    for kind in PLACES:
        for part in [each for each in parts(config, kind) if each != usual][:1]:
            fresh = _other(part, config)
            if fresh is None:
                continue
            there = edit(config, PutAs(spelled(part), fresh))
            assert spelled(part) not in map(spelled, parts(there, kind))
            assert to_json(edit(there, PutAs(spelled(fresh), part))) == to_json(config)


def _other(part: Any, config: Config) -> Any:
    """The part under a name that is free."""
    if isinstance(getattr(part, "key", None), Key):
        return replace(part, key=Key("another"))
    if part.__class__.__name__ in {"Extension", "Mailbox"}:
        for digits in (769, 799, 969, 979, 989):
            try:
                fresh = replace(part, number=number(str(digits)))
                edit(config, PutAs(spelled(part), fresh))
            except Invalid:
                continue
            return fresh
    return None


def test_what_is_changed_beside_the_name_is_changed_too() -> None:
    part = replace(_office().extension(number("302")), number=number("310"),
                   name=DisplayName("Door"))  # fmt: skip
    done = edit(_office(), Several((PutAs("302", part),)))
    assert done.extension(number("310")).name.text == "Door"


def test_two_telephones_that_become_one_leave_it_what_the_first_had_set() -> None:
    before = after(sip("301", "One"), sip("302", "Two"))
    one, two = before.extensions
    joined = replace(two, number=number("310"), devices=(*one.devices, *two.devices))
    inbound = replace(before.inbound, operator=None)
    assert moved_numbers(before, replace(before, extensions=(joined,), inbound=inbound)) == {
        "301": "310"
    }
