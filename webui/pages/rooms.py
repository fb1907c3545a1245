"""Conference rooms and parking: where a call in progress can be put."""

from __future__ import annotations

from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.page import HANDLING, Page
from webui.pages.groups import CLASHES, NAME, NUMBER, SECONDS
from webui.parts.compound import TO_TARGET
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.people import NewPin
from webui.parts.rooms import with_pins
from webui.parts.screens import fetch
from webui.parts.widgets import Switch, Whole

CONFERENCES = Kind(
    of=ConferenceRoom,
    path="/conferences",
    title=mark("Conferences"),
    one=mark("New conference"),
    one_of=mark("Conference"),
    icon="messages",
    empty=mark("In a conference several people talk at once, from inside and outside."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("Members"), "members"),
        Column(mark("Leaders"), "leaders"),
        Column(mark("Waits for a leader"), "waits"),
    ),
    groups=(
        Group(
            mark("Conference"),
            (
                NAME,
                NUMBER,
                Field("members", mark("Members"), mark("They come in without a PIN.")),
                Field("+pin", mark("New PIN"),
                      mark("4 to 8 digits, for everybody else. Without a PIN anybody comes in."),
                      aka=("PIN",), widget=NewPin(optional=True)),
                Field("+no_pin", mark("Ask for this PIN no more"), widget=Switch()),
            ),
        ),
        Group(
            mark("Leader"),
            (
                Field("leaders", mark("Leaders"), mark("They lead it without a PIN.")),
                Field("+leader_pin", mark("Leader's new PIN"),
                      mark("4 to 8 digits. Whoever gives it leads the conference."),
                      aka=("leader's PIN",), widget=NewPin(optional=True)),
                Field("+no_leader_pin", mark("Ask for the leader's PIN no more"), widget=Switch()),
                Field("waits", mark("Wait for a leader"),
                      mark("Everybody hears music until then. Else whoever comes first begins.")),
                Field("ends", mark("End with the last leader")),
            ),
        ),
        Group(
            mark("Details for specialists"),
            (
                Field("most", mark("Most people"), mark("0: as many as come."),
                      aka=("most people",), widget=Whole(zero=mark("no limit"))),
                Field("tones", mark("A tone when somebody comes or goes")),
            ),
            quiet=True,
        ),
    ),
    stem="room",
    finish=with_pins,
)  # fmt: skip

LOTS = Kind(
    of=ParkingLot,
    path="/parking",
    title=mark("Parking"),
    one=mark("New parking lot"),
    one_of=mark("Parking lot"),
    icon="parking",
    empty=mark("A parked call waits with music until somebody dials its space on any telephone."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("First space"), "first"),
        Column(mark("Spaces"), "spaces"),
        Column(mark("Comes back after"), "seconds"),
    ),
    groups=(
        Group(
            mark("Parking lot"),
            (
                NAME,
                Field("number", mark("Number to park at"),
                      mark("Hand a call over to it, and the space is said to you."),
                      example="700", aka=CLASHES),
                Field("first", mark("First space"), mark("Dial a space to take its call."),
                      example="701", aka=("first space",)),
                Field("spaces", mark("Spaces"), mark("1 to 99, numbered from the first on.")),
                Field("seconds", mark("Comes back after"),
                      mark("10 to 3600. Then whoever parked the call is rung."),
                      unit=SECONDS, aka=("time",)),
                Field("otherwise", mark("If nobody is known to have parked it"), widget=TO_TARGET),
            ),
        ),
    ),
    stem="parking",
    fresh={"number": "700", "first": "701"},
)  # fmt: skip

CONFERENCE_PAGE = Page(
    key="conferences",
    path="/conferences",
    title=mark("Conferences"),
    icon="messages",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(CONFERENCES,),
    fetch=fetch(CONFERENCES),
)
PARKING_PAGE = Page(
    key="parking",
    path="/parking",
    title=mark("Parking"),
    icon="parking",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(LOTS,),
    fetch=fetch(LOTS),
)
