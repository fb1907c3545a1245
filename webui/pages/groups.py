"""Ring groups and queues: several telephones behind one number."""

from __future__ import annotations

from appliance.core.call_handling import HuntGroup, Queue
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.page import HANDLING, Page
from webui.parts.compound import TO_TARGET
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch

CLASHES = (
    "menus",
    "hunt groups",
    "queues",
    "conferences",
    "fax numbers",
    "parking lots",
    "codes",
    "extensions",
)
"""What a refusal calls the field where a number stands that another has already."""

NAME = Field("name", mark("Name"))
NUMBER = Field(
    "number",
    mark("Internal number"),
    mark("Colleagues dial it. It may stay empty: calls then come from routes and menus only."),
    example="600",
    aka=CLASHES,
)
SECONDS = mark("seconds")

RING_GROUPS = Kind(
    of=HuntGroup,
    path="/ring-groups",
    title=mark("Ring groups"),
    one=mark("New ring group"),
    one_of=mark("Ring group"),
    icon="phone-ringing",
    empty=mark("A ring group lets several telephones ring for one number until somebody answers."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("Members"), "members"),
        Column(mark("They ring"), "strategy"),
        Column(mark("If nobody answers"), "otherwise"),
    ),
    groups=(
        Group(
            mark("Ring group"),
            (NAME, NUMBER, Field("members", mark("Members"))),
            hint=mark(
                "Whoever has the right to speaks to all its telephones at once: "
                "the code of the intercom and the number of the group."
            ),
        ),
        Group(
            mark("How it rings"),
            (
                Field("strategy", mark("They ring")),
                Field(
                    "ring_seconds",
                    mark("Ring time"),
                    mark("5 to 300. Unless all ring at once: until the next one rings."),
                    unit=SECONDS,
                    aka=("ring time",),
                ),
                Field("otherwise", mark("If nobody answers"), widget=TO_TARGET),
            ),
        ),
    ),
    stem="group",
)

QUEUES = Kind(
    of=Queue,
    path="/queues",
    title=mark("Queues"),
    one=mark("New queue"),
    one_of=mark("Queue"),
    icon="users-group",
    empty=mark("A queue lets callers wait with music until one of its operators is free."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("Operators"), "members"),
        Column(mark("Calls are handed to"), "strategy"),
        Column(mark("After the longest wait"), "otherwise"),
    ),
    groups=(
        Group(mark("Queue"), (NAME, NUMBER, Field("members", mark("Operators")))),
        Group(
            mark("How calls are handed out"),
            (
                Field("strategy", mark("Calls are handed to")),
                Field("ring_seconds", mark("Ring time"), mark("5 to 120, at each operator."),
                      unit=SECONDS, aka=("ring time",)),
                Field("wrap_up_seconds", mark("Rest after a call"),
                      mark("So long an operator is left alone after each call."),
                      unit=SECONDS, aka=("wrap-up",)),
                Field("weight", mark("Weight"),
                      mark("Of two queues with the same operators the heavier is served first.")),
            ),
        ),
        Group(
            mark("Waiting"),
            (
                Field("longest_wait", mark("Longest wait"), mark("10 to 7200."), unit=SECONDS,
                      aka=("longest wait",)),
                Field("longest_queue", mark("Most callers"), mark("0: as many as come."),
                      aka=("longest queue",)),
                Field("announce_position", mark("Say the place in the queue every"),
                      mark("0: never."), unit=SECONDS, aka=("announcement",)),
                Field("announce_least", mark("Say a new place after"),
                      mark("At least so long after the last time; 0: no sooner than any other."),
                      unit=SECONDS, aka=("announce least",)),
                Field("announce_wait", mark("Say how long it takes"),
                      mark("After the place, the minutes that are left of what callers wait on "
                           "average. Nothing is said before anybody was answered, nor of less "
                           "than a minute.")),
                Field("music", mark("Music"),
                      mark("An announcement that callers hear over and over; without one what "
                           "everybody hears who is on hold.")),
                Field("otherwise", mark("After the longest wait"), widget=TO_TARGET),
            ),
        ),
        Group(
            mark("Call-back"),
            (
                Field("call_back", mark("Offer to be called back"),
                      mark("With the music callers hear that they may press 1 and hang up. They"
                           " keep their turn; when it has come, an operator's telephone rings"
                           " first, and then they are called.")),
                Field("call_back_tries", mark("Times it is tried"),
                      mark("1 to 9, five minutes apart."), aka=("call back tries",)),
                Field("call_back_minutes", mark("At the latest after"), mark("5 to 720."),
                      unit=mark("minutes"), aka=("call back minutes",)),
                Field("call_back_group", mark("Over the lines"),
                      mark("Without any: over those by which anybody would call there."),
                      aka=("call back group",)),
            ),
            hint=mark("Only the number that called is called, and only where a telephone that"
                      " nobody has may call. Who hides his number is not offered it."),
        ),
    ),
    stem="queue",
)  # fmt: skip

RING_PAGE = Page(
    key="ring-groups",
    path="/ring-groups",
    title=mark("Ring groups"),
    icon="phone-ringing",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(RING_GROUPS,),
    fetch=fetch(RING_GROUPS),
)
QUEUE_PAGE = Page(
    key="queues",
    path="/queues",
    title=mark("Queues"),
    icon="users-group",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(QUEUES,),
    fetch=fetch(QUEUES),
)
