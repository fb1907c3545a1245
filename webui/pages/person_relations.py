"""A person's relations: whom they may help or hear, who may hear them, and why."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.people import Person
from appliance.core.relations import Opening, Relation, RelationKind
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetMay, GetRights
from appliance.wire.kinds import Plain
from webui.application import App
from webui.pages import people
from webui.parts.asking import name_of
from webui.parts.choices import Choices, Option, choices
from webui.parts.compound import PARTY
from webui.parts.screens import editor, part_alone
from webui.parts.terms import term
from webui.parts.widgets import Many
from webui.site import site_of
from webui.visit import Visit

PATH = "/people/relations"


def routes(app: App) -> None:
    app.add_route(screen, PATH, name="person-relations", ctx_right=people.PAGE.right)


async def screen(request: Request) -> HTTPResponse:
    """Both sides of every relation, and an answer to "may they, and why"."""
    visit = await editor(request)
    known = await choices(visit, visit.words, (Person, *PARTY.needs))
    person = await part_alone(visit, Person, visit.query.get("name", ""))
    rights = await visit.ask(GetRights(str(person["key"]), draft=True))
    oneself = {"type": "OnePerson", "key": person["key"]}
    others = tuple(o for o in known.options(Person) if o.value != person["key"])
    context = {
        "title": person["name"],
        "person": person,
        "tab": "relations",
        "acts": [_told(each.relation, known) for each in rights.relations if each.acts],
        "bears": [
            _told(each.relation, known)
            for each in rights.relations
            if not each.acts and each.relation["who"] != oneself
        ],
        "others": others,
        "openings": tuple(Option(each.value, visit.words(term(each))) for each in Opening),
        "asked": {"whom": visit.query.get("whom", ""), "opening": visit.query.get("opening", "")},
        "answer": await _answer(visit, known, person),
    }
    return await site_of(request).framed(
        visit, people.PAGE, "page/person-relations.html", 200, context
    )


def _told(relation: Plain, known: Choices) -> dict[str, str]:
    return {
        "who": PARTY.shown(relation["who"], known),
        "kind": known.say(term(RelationKind(str(relation["kind"])))),
        "whom": PARTY.shown(relation["whom"], known),
        "opens": Many(of=Opening).shown(relation["opens"], known),
        "name": name_of(Relation, relation),
    }


async def _answer(visit: Visit, known: Choices, person: Plain) -> dict[str, object] | None:
    """Yes with what opens it, or no, with whether that differs from the role; None: not asked."""
    whom, opening = visit.query.get("whom", ""), visit.query.get("opening", "")
    if whom not in known.titles(Person) or opening not in set(Opening):
        return None
    may = await visit.ask(GetMay(str(person["key"]), opening, whom, draft=True))
    told = _told(may.relation, known) if may.relation is not None else None
    role, no = mark("The role opens this."), mark("Neither the role nor a relation opens this.")
    if may.differences:
        role = mark("This person's difference from the role opens this.")
        no = mark("This person's difference from the role closes this.")
    return {
        "yes": bool(may.role) or told is not None,
        "role": role if may.role else "",
        "relation": told,
        "no": no,
    }
