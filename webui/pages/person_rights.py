"""A person's rights: what the role says, where this person differs, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.canonical import to_plain
from appliance.core.errors import Invalid
from appliance.core.people import Mailbox, Person
from appliance.core.roles import EVERY_DIRECTION, Function, Reach, Rights
from appliance.core.roles import Role as RightsRole
from appliance.core.schedules import Schedule
from appliance.core.trunks import USUAL_ROLE, Recording, TrunkGroup
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetRights
from appliance.wire.kinds import Plain
from webui.application import App
from webui.page import Context
from webui.pages import people
from webui.pages.rights import NO, YES, Cell, direction_cell, function_cell
from webui.parts.asking import keep, put
from webui.parts.choices import Choices, Option, choices
from webui.parts.differences import (
    BY,
    MORE_MAILBOXES,
    NO_HOURS,
    differences,
    refusals,
    typed_of,
)
from webui.parts.form import PartForm, posted_texts
from webui.parts.screens import editor, number, part_alone
from webui.parts.terms import term
from webui.parts.widgets import Pointers, Typed, Wrong, first
from webui.site import site_of
from webui.visit import Visit

PATH = "/people/rights"
_NAMED, _READ = (Schedule, Mailbox), (RightsRole, TrunkGroup)


@dataclass(frozen=True, slots=True)
class Line:
    """One right: what the role says, what stands in the field, and what the person may."""

    name: str
    title: str
    role: Cell
    value: str
    result: Cell


@dataclass(frozen=True, slots=True)
class Chosen:
    """One right that is one of several: in words what the role says, and what comes of it."""

    name: str
    title: str
    role: str
    options: tuple[Option, ...]
    value: str
    result: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody, the rights of the role, and those that count."""

    person: Plain
    known: Choices
    role: Any
    result: Any


def routes(app: App) -> None:
    app.add_route(
        screen, PATH, methods=["GET", "POST"], name="person-rights", ctx_right=people.PAGE.right
    )


async def screen(request: Request) -> HTTPResponse:
    """The card's page of rights; what is chosen goes into the draft."""
    visit = await editor(request)
    known = await choices(visit, visit.words, _NAMED, _READ)
    person = await part_alone(visit, Person, visit.query.get("name", ""))
    typed = posted_texts(request) if request.method == "POST" else None
    form = PartForm(people.KIND, known, {MORE_MAILBOXES: [], **(typed or typed_of(person))})
    if typed is not None:
        form.errors |= {name: _said(visit, refusal) for name, refusal in refusals(typed)}
        if not form.errors:
            try:
                fresh = {**person, "differences": list(differences(typed))}
                await keep(visit, number(first(typed, "base")), put(Person, fresh))
            except Invalid as invalid:
                form.errors[""] = visit.said(invalid.reason)
            else:
                return redirect(f"{PATH}?name={person['key']}", status=303)
    status = 422 if form.errors else 200
    context = {**await _shown(visit, known, person, form), "tab": "rights"}
    return await site_of(request).framed(
        visit, people.PAGE, "page/person-rights.html", status, context
    )


def _said(visit: Visit, refusal: Wrong | Invalid) -> str:
    """A word of the page's own, or a sentence of the core's."""
    return visit.words(refusal.text) if isinstance(refusal, Wrong) else visit.said(refusal.reason)


async def _shown(visit: Visit, known: Choices, person: Plain, form: PartForm) -> Context:
    answer = await visit.ask(GetRights(str(person["key"]), draft=True))
    role = _role(known, person)
    rights: Any = role["rights"] if role is not None else to_plain(Rights(), Rights)
    values = form.typed
    subject = Subject(person, known, rights, answer.rights)
    return {
        "title": person["name"],
        "person": person,
        "role": role,
        "base": known.revision,
        "lines": tuple(_lines(subject, values)),
        "pins": tuple(_pins(subject, values)),
        "groups": tuple(_groups(subject, values)),
        "chosen": tuple(_chosen(subject, values)),
        "late": tuple(_late(subject, values)) if known.titles(Schedule) else (),
        "mailboxes": tuple(_mailboxes(subject, values)),
        "more": (MORE_MAILBOXES, Pointers(kind=Mailbox)) if known.titles(Mailbox) else None,
        "form": form,
        "recording": first(values, "recording"),
        "recordings": tuple(Option(r.value, visit.words(term(r))) for r in Recording),
        "role_minutes": rights["longest_minutes"],
        "needless": sum(each.needless for each in answer.differences),
    }


def _role(known: Choices, person: Plain) -> Plain | None:
    """The person's own role, or the usual one."""
    wanted = person["role"] or USUAL_ROLE.text
    return next((role for role in known.parts(RightsRole) if role["key"] == wanted), None)


def _cell(allowed: object) -> Cell:
    return YES if allowed else NO


def _lines(subject: Subject, values: Typed) -> Iterator[Line]:
    role, result = subject.role, subject.result
    for direction in EVERY_DIRECTION:
        name = f"direction {direction.value}"
        yield Line(name, term(direction), direction_cell(role, direction), first(values, name),
                   direction_cell(result, direction))  # fmt: skip
    for function in Function:
        name = f"function {function.value}"
        yield Line(name, term(function), function_cell(role, function), first(values, name),
                   function_cell(result, function))  # fmt: skip
    yield Line("priority", mark("Priority over reserved lines"), _cell(role["priority"]),
               first(values, "priority"), _cell(result["priority"]))  # fmt: skip


def _pins(subject: Subject, values: Typed) -> Iterator[Line]:
    for direction in EVERY_DIRECTION:
        name = f"pin {direction.value}"
        yield Line(
            name,
            term(direction),
            _cell(direction.value in subject.role["pin_for"]),
            first(values, name),
            _cell(direction.value in subject.result["pin_for"]),
        )


def _groups(subject: Subject, values: Typed) -> Iterator[Line]:
    for group in subject.known.parts(TrunkGroup):
        name = f"group {group['number']}"
        cells = [_cell(rights["trunk_groups"] is None or group["number"] in rights["trunk_groups"])
                 for rights in (subject.role, subject.result)]  # fmt: skip
        title = subject.known.title(TrunkGroup, group["number"])
        yield Line(name, title, cells[0], first(values, name), cells[1])


def _chosen(subject: Subject, values: Typed) -> Iterator[Chosen]:
    known = subject.known
    if known.titles(Schedule):
        none = Option(NO_HOURS, known.say(_NO_HOURS))
        yield Chosen(
            "hours",
            mark("Working hours by"),
            _hours(subject.role, known),
            (none, *known.options(Schedule, prefix=BY)),
            first(values, "hours"),
            _hours(subject.result, known),
        )
    yield Chosen(
        "reach",
        mark("Recordings that may be heard"),
        known.say(term(Reach(subject.role["recordings"]))),
        tuple(Option(each.value, known.say(term(each))) for each in Reach),
        first(values, "reach"),
        known.say(term(Reach(subject.result["recordings"]))),
    )


_NO_HOURS = mark("No limit by time")


def _hours(rights: Any, known: Choices) -> str:  # noqa: ANN401  # JSON
    return known.title(Schedule, rights["hours"]) if rights["hours"] else known.say(_NO_HOURS)


def _late(subject: Subject, values: Typed) -> Iterator[Line]:
    """What is open out of hours; while there are none, everything."""
    for direction in EVERY_DIRECTION:
        name = f"late {direction.value}"
        cells = [_cell(not rights["hours"] or direction.value in rights["out_of_hours"])
                 for rights in (subject.role, subject.result)]  # fmt: skip
        yield Line(name, term(direction), cells[0], first(values, name), cells[1])


def _mailboxes(subject: Subject, values: Typed) -> Iterator[Line]:
    """Those of which the role or the person says something; an office has one for everybody."""
    said = (each.partition(" ")[2] for each in values if each.startswith("mailbox "))
    for number_ in dict.fromkeys((*subject.role["mailboxes"], *said)):
        name = f"mailbox {number_}"
        title = f"{number_} · {subject.known.title(Mailbox, number_)}"
        cells = [_cell(number_ in rights["mailboxes"]) for rights in (subject.role, subject.result)]
        yield Line(name, title, cells[0], first(values, name), cells[1])
