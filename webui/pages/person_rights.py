"""A person's rights: what the role says, where this person differs, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.canonical import to_plain
from appliance.core.errors import Invalid
from appliance.core.people import Person
from appliance.core.roles import EVERY_DIRECTION, MOST_CALLS, Function, Rights
from appliance.core.roles import Role as RightsRole
from appliance.core.trunks import LONGEST_CALL, USUAL_ROLE, Recording, TrunkGroup
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetRights
from appliance.wire.kinds import Plain
from webui.application import App
from webui.page import Context
from webui.pages import people
from webui.pages.rights import NO, YES, Cell, direction_cell, function_cell
from webui.parts.asking import keep, put
from webui.parts.choices import Choices, Option, choices
from webui.parts.form import posted_texts
from webui.parts.screens import editor, number, part_named
from webui.parts.terms import term
from webui.parts.widgets import Typed, first
from webui.site import site_of
from webui.visit import Visit

PATH = "/people/rights"


@dataclass(frozen=True, slots=True)
class Line:
    """One right: what the role says, what stands in the field, and what the person may."""

    name: str
    title: str
    role: Cell
    value: str
    result: Cell


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
    known = await choices(visit, visit.words, (Person, RightsRole, TrunkGroup), cards=False)
    person = part_named(people.KIND, known, visit.query.get("name", ""))
    typed = posted_texts(request) if request.method == "POST" else None
    error = ""
    if typed is not None:
        try:
            fresh = {**person, "differences": list(differences(typed))}
            await keep(visit, number(first(typed, "base")), put(Person, fresh))
        except Invalid as invalid:
            error = site_of(request).said(visit, invalid.reason)
        else:
            return redirect(f"{PATH}?name={person['key']}", status=303)
    shown = await _shown(visit, known, person, typed)
    status = 422 if error else 200
    context = {**shown, "error": error, "tab": "rights"}
    return await site_of(request).framed(
        visit, people.PAGE, "page/person-rights.html", status, context
    )


async def _shown(visit: Visit, known: Choices, person: Plain, typed: Typed | None) -> Context:
    answer = await visit.ask(GetRights(str(person["key"]), draft=True))
    role = _role(known, person)
    rights: Any = role["rights"] if role is not None else to_plain(Rights(), Rights)
    values = typed if typed is not None else _typed(person)
    subject = Subject(person, known, rights, answer.rights)
    return {
        "title": person["name"],
        "person": person,
        "role": role,
        "base": known.revision,
        "lines": tuple(_lines(subject, values)),
        "pins": tuple(_pins(subject, values)),
        "groups": tuple(_groups(subject, values)),
        "minutes": first(values, "minutes"),
        "recording": first(values, "recording"),
        "recordings": tuple(Option(r.value, visit.words(term(r))) for r in Recording),
        "role_minutes": rights["longest_minutes"],
        "at_once": first(values, "at_once"),
        "day": first(values, "day"),
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


_SPELLED = {
    "DirectionDiffers": ("direction", "direction", "allowed"),
    "FunctionDiffers": ("function", "function", "allowed"),
    "PinDiffers": ("pin", "direction", "asked"),
    "GroupDiffers": ("group", "group", "allowed"),
}


_LIMITS = (
    ("minutes", "LimitDiffers", "longest_minutes", LONGEST_CALL),
    ("at_once", "CallsDiffer", "calls_at_once", MOST_CALLS),
    ("day", "DayDiffers", "minutes_a_day", LONGEST_CALL),
)


def _typed(person: Plain) -> Typed:
    """What stands in the fields before anything is typed."""
    found: Typed = {}
    each: Any
    listed: Any = person["differences"]
    for each in listed:
        if each["type"] in _SPELLED:
            word, about, said = _SPELLED[each["type"]]
            found[f"{word} {each[about]}"] = ["yes" if each[said] else "no"]
        elif each["type"] == "PriorityDiffers":
            found["priority"] = ["yes" if each["priority"] else "no"]
        elif each["type"] == "LimitDiffers":
            found["minutes"] = [str(each["longest_minutes"])]
        elif each["type"] == "CallsDiffer":
            found["at_once"] = [str(each["calls_at_once"])]
        elif each["type"] == "DayDiffers":
            found["day"] = [str(each["minutes_a_day"])]
        else:
            found["recording"] = [str(each["recording"])]
    return found


def differences(typed: Typed) -> Iterator[Plain]:
    """What was chosen, as the person's differences."""
    by_word = {word: (kind, about, said) for kind, (word, about, said) in _SPELLED.items()}
    for name, texts in typed.items():
        word, _, about = name.partition(" ")
        if word in by_word and texts[0] in {"yes", "no"}:
            kind, field, said = by_word[word]
            value = int(about) if kind == "GroupDiffers" and about.isdigit() else about
            yield {"type": kind, field: value, said: texts[0] == "yes"}
    if (priority := first(typed, "priority")) in {"yes", "no"}:
        yield {"type": "PriorityDiffers", "priority": priority == "yes"}
    for name, kind, field, most in _LIMITS:
        if text := first(typed, name):
            if not text.isdigit() or int(text) > most:
                raise Invalid(name, mark("Write a whole number."))
            yield {"type": kind, field: int(text)}
    if recording := first(typed, "recording"):
        yield {"type": "RecordingDiffers", "recording": recording}
