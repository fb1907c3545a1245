"""The first start: whose telephone is at which socket, found by lifting it or by its ring."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.core.keys import KEY_BYTES, lasting_key
from appliance.core.people import Extension, Person
from appliance.spoken.languages import mark
from appliance.wire.calls import RingTelephone
from appliance.wire.first_start import StartStep, StepMark
from appliance.wire.kinds import Plain
from webui.application import App
from webui.forms import Form, posted, read_form
from webui.page import Context
from webui.pages.overview import front
from webui.pages.start import PAGE, At, lifted, marked, screen, telephones_of
from webui.parts.asking import command_at, keep, put
from webui.parts.choices import Choices, choices
from webui.parts.kind import defaults
from webui.parts.screens import number
from webui.site import site_of, visit_of
from webui.visit import Visit


def routes(app: App) -> None:
    app.add_route(
        telephones,
        "/start/telephones",
        methods=["GET", "POST"],
        name="start-telephones",
        ctx_right=PAGE.right,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A telephone at a socket, and whose it is; `person` is None while it is nobody's."""

    at: At
    number: str
    name: str
    person: Plain | None

    @property
    def field(self) -> str:
        return f"name-{self.number}"


@dataclass(frozen=True, slots=True)
class Phones:
    """Every telephone at a socket, as the visitor's draft has them."""

    rows: tuple[Row, ...]
    known: Choices


async def _phones(visit: Visit) -> Phones:
    known = await choices(visit, visit.words, (), (Extension, Person), cards=True)
    own = {str(e["number"]): str(e["name"]) for e in known.parts(Extension)}
    rows = []
    for at in telephones_of(known.cards):
        person = known.owner(at.socket.number)
        name = str(person["name"]) if person else own.get(at.socket.number, "")
        name = "" if name == at.socket.number else name
        rows.append(Row(at, at.socket.number, name, person))
    return Phones(tuple(rows), known)


async def telephones(request: Request) -> HTTPResponse:
    """Names are typed, a telephone is rung in between; what was typed stays."""
    visit = visit_of(request)
    phones = await _phones(visit)
    if request.method == "GET":
        form = Form({row.field: row.name for row in phones.rows})
        return await _told(request, phones, form)
    form = read_form(request.form, tuple(row.field for row in phones.rows), ())
    if ring := posted(request.form).get("ring", ""):
        return await _rung(request, phones, form, ring)
    commands, fields = _named(phones, form)
    base = number(posted(request.form).get("base", "")) or phones.known.revision
    try:
        if commands:
            await site_of(request).once(request, partial(keep, visit, base, *commands))
    except Invalid as invalid:
        field = field_at(fields, invalid.field)
        form = form.refused(**{field: visit.said(invalid.reason)})
        return await _told(request, phones, form, status=422)
    return redirect(await marked(visit, StartStep.TELEPHONES, StepMark.DONE), status=303)


def _named(phones: Phones, form: Form) -> tuple[list[Plain], list[str]]:
    """A command for each name that was changed, and the field that it came from."""
    commands: list[Plain] = []
    fields: list[str] = []
    for row in phones.rows:
        typed = form[row.field]
        if not typed or typed == row.name:
            continue
        person = row.person
        if person is None:
            key = lasting_key("person", secrets.token_bytes(KEY_BYTES))
            person = {**defaults(Person), "key": str(key), "number": row.number}
        commands.append(put(Person, {**person, "name": typed}))
        fields.append(row.field)
    return commands, fields


def field_at(fields: list[str], refused: str) -> str:
    """Whose name was refused; the form as a whole where it is about something else."""
    at = command_at(refused)
    return fields[at] if refused.endswith("name") and at < len(fields) else "form"


async def _rung(request: Request, phones: Phones, form: Form, ring: str) -> HTTPResponse:
    visit = visit_of(request)
    try:
        at = next((row.at.socket.channel for row in phones.rows if row.number == ring), 0)
        await visit.ask(RingTelephone(ring, channel=at))
    except (Invalid, Fault) as error:
        return await _told(request, phones, form, {"problem": visit.why(error)}, status=409)
    rings = mark("%(number)s rings. Whoever lifts it hears its number.")
    said = site_of(request).say(visit, rings, number=ring)
    return await _told(request, phones, form, {"notice": said})


async def _told(
    request: Request, phones: Phones, form: Form, more: Context | None = None, status: int = 200
) -> HTTPResponse:
    visit = visit_of(request)
    context = {
        **await front(visit),
        **await lifted(visit),
        "rows": phones.rows,
        "form": form,
        "base": phones.known.revision,
        **(more or {}),
    }
    return await screen(request, StartStep.TELEPHONES, context, status)
