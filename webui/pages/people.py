"""People: the list, somebody's card with number, rights and relations, and many at once."""

from __future__ import annotations

from typing import cast

from appliance.core.people import Extension, Mailbox, Person
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import PEOPLE, Context, Page
from webui.pages.groups import CLASHES
from webui.parts.asking import one
from webui.parts.choices import Choices
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.people import NewPhone, NewPin, Outside, telephone, with_pin
from webui.parts.screens import fetch
from webui.parts.widgets import Switch, Text
from webui.visit import Visit


async def _card(visit: Visit, part: Plain, known: Choices) -> dict[str, object]:
    number = str(part["number"] or "")
    there = (await one(visit, Extension, number)).parts if number else ()
    return {
        "person": part,
        "extension": there[0] if there else None,
        "tab": "general",
        "mailbox": number in known.titles(Mailbox),
    }


KIND = Kind(
    of=Person,
    path="/people",
    title=mark("People"),
    one=mark("New person"),
    one_of=mark("Person"),
    icon="users",
    empty=mark(
        "Add the first person with number and telephone, or bring a whole list from a table."
    ),
    columns=(
        Column(mark("Full name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("Department"), "department"),
        Column(mark("Role"), "role"),
        Column(mark("Outside numbers"), "outside"),
    ),
    groups=(
        Group(
            mark("Person"),
            (
                Field("name", mark("Full name"), example=mark("Anna Petrova")),
                Field(
                    "number",
                    mark("Internal number"),
                    mark("2 to 6 digits. One that is not there yet is made."),
                    example="205",
                    aka=CLASHES,
                    widget=Text(optional=True),
                ),
                Field(
                    "+phone",
                    mark("Telephone"),
                    mark("A port that rings for another number will ring for this one."),
                    widget=NewPhone(),
                    fresh=True,
                ),
                Field("+mailbox", mark("With a voice mailbox"), widget=Switch(), fresh=True),
                Field("+mailed", mark("Messages also by e-mail"), widget=Switch(), fresh=True),
                Field("department", mark("Department")),
                Field("role", mark("Role"), mark("It says where the person may call.")),
            ),
        ),
        Group(
            mark("How to reach and know the person"),
            (
                Field(
                    "outside",
                    mark("Outside numbers"),
                    mark("The mobile telephone first. A caller is known by them."),
                    aka=("outside numbers",),
                    widget=Outside(),
                ),
                Field("email", mark("E-mail"), example="anna@example.com", aka=("e-mail",)),
            ),
        ),
        Group(
            mark("Details for specialists"),
            (
                Field("kind", mark("Kind")),
                Field(
                    "+pin",
                    mark("New PIN"),
                    mark("4 to 8 digits, for calls that ask for it."),
                    aka=("PIN",),
                    widget=NewPin(optional=True),
                ),
            ),
            quiet=True,
        ),
    ),
    stem="person",
    lasting=True,
    many=True,
    before=telephone,
    finish=with_pin,
    preview=_card,
    also=(Extension, Mailbox),
    template="page/person.html",
)

MOST_SILENT = 10  # who are named above the list


async def _people(visit: Visit) -> Context:
    """The list, and above it whose numbers no telephone rings for."""
    found = await fetch(KIND)(visit)
    known = cast("Choices", found["known"])
    silent = {e["number"] for e in known.parts(Extension) if not e["devices"]}
    named = [(p["number"], p["name"]) for p in known.parts(Person) if p["number"] in silent]
    return {**found, "silent": named[:MOST_SILENT]}


PAGE = Page(
    key="people",
    path="/people",
    title=mark("People"),
    also=mark("employees, names, extensions, passwords, PIN, e-mail"),
    icon="users",
    section=PEOPLE,
    right=Right.OFFICE,
    template="page/people.html",
    kinds=(KIND,),
    fetch=_people,
)
