"""A time zone that the box does not know is refused when it is chosen, at its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.core.commands import Command, Put, Replace, SetOffice, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.office import office_of
from appliance.core.schedules import Schedule
from appliance.core.text import DisplayName
from appliance.core.zones import Zone, clock_of, known

NOWHERE = Zone("Europe/Nowhere")
_SCHEDULE = Schedule(Key("main"), DisplayName("Main"), ())
_OFFICE = office_of(Config())


@pytest.mark.parametrize(
    "command",
    [
        SetOffice(replace(_OFFICE, zone=NOWHERE)),
        Replace(replace(Config(), zone=NOWHERE)),
        Put(replace(_SCHEDULE, zone=NOWHERE)),
        Several((Put(_SCHEDULE), SetOffice(replace(_OFFICE, zone=NOWHERE)))),
        SetOffice(replace(_OFFICE, zone=Zone("Europe/Kyiv/Nowhere"))),
        SetOffice(replace(_OFFICE, zone=Zone("America/Argentina"))),  # a folder of zones
    ],
)
def test_it_is_refused_with_the_cure(command: Command) -> None:
    with pytest.raises(Invalid, match="choose one of the list") as refusal:
        edit(Config(), command)
    assert refusal.value.field == "zone"


def test_one_that_is_known_is_taken() -> None:
    zone = Zone("Asia/Yekaterinburg")
    assert edit(Config(), SetOffice(replace(_OFFICE, zone=zone))).zone == zone
    (schedule,) = edit(Config(), Put(replace(_SCHEDULE, zone=zone))).schedules
    assert schedule.zone == zone


def test_one_that_a_release_lost_keeps_nobody_from_other_changes() -> None:
    """It was stored by another release; the office goes on by UTC, and an issue tells of it."""
    stored = replace(Config(), zone=NOWHERE)
    assert edit(stored, Put(_SCHEDULE)).schedules == (_SCHEDULE,)
    assert not known(stored.zone)
    assert clock_of(stored.zone).key == "UTC"
    with pytest.raises(Invalid):
        edit(stored, SetOffice(replace(_OFFICE, zone=Zone("Europe/Nowhere-either"))))
