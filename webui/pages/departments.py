"""Departments, groups of people, and who may do what with whom."""

from __future__ import annotations

from appliance.core.people import Department
from appliance.core.people import Group as PeopleGroup
from appliance.core.relations import Relation
from appliance.spoken.languages import mark
from appliance.wire.roles import Right
from webui.page import PEOPLE, Page
from webui.parts.compound import PARTY
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch

NAME = Field("name", mark("Name"))

DEPARTMENTS = Kind(
    of=Department,
    path="/departments",
    title=mark("Departments"),
    one=mark("New department"),
    one_of=mark("Department"),
    icon="sitemap",
    empty=mark(
        "Departments show who belongs together: rights, reports and relations can name one."
    ),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Head"), "head"),
        Column(mark("Part of"), "parent"),
    ),
    groups=(
        Group(
            mark("Department"),
            (
                NAME,
                Field("head", mark("Head"), mark("Who leads it.")),
                Field("parent", mark("Part of"), mark("The department that this one belongs to.")),
            ),
        ),
    ),
    stem="department",
)

GROUPS = Kind(
    of=PeopleGroup,
    path="/groups",
    title=mark("Groups of people"),
    one=mark("New group of people"),
    one_of=mark("Group of people"),
    icon="users",
    empty=mark("A group joins people of several departments, such as all duty managers."),
    columns=(Column(mark("Name"), "name"), Column(mark("People"), "members")),
    groups=(Group(mark("Group of people"), (NAME, Field("members", mark("People")))),),
    stem="group",
)

RELATIONS = Kind(
    of=Relation,
    path="/relations",
    title=mark("Relations"),
    called=("who", "whom"),
    one=mark("New relation"),
    one_of=mark("Relation"),
    icon="arrows-exchange",
    empty=mark(
        "A relation says who assists, supervises or stands in for whom, and what that opens."
    ),
    columns=(
        Column(mark("Who"), "who"),
        Column(mark("Relation"), "kind"),
        Column(mark("Whom"), "whom"),
        Column(mark("What it opens"), "opens"),
    ),
    groups=(
        Group(
            mark("Relation"),
            (
                Field("who", mark("Who"), widget=PARTY),
                Field("kind", mark("Relation")),
                Field("whom", mark("Whom"), widget=PARTY),
                Field(
                    "opens",
                    mark("What it opens"),
                    mark("Each listening is noted, and both sides see it."),
                ),
            ),
        ),
    ),
)

PAGE = Page(
    key="departments",
    path="/departments",
    title=mark("Departments and relations"),
    icon="sitemap",
    section=PEOPLE,
    right=Right.OFFICE,
    lead=mark("Who belongs together, who leads, and who may help, listen or stand in."),
    template="page/parts.html",
    kinds=(DEPARTMENTS, GROUPS, RELATIONS),
    fetch=fetch(DEPARTMENTS, GROUPS, RELATIONS),
)
