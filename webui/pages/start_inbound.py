"""The first start: who answers calls from outside, by one of three templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.call_handling import HuntGroup
from appliance.core.errors import Invalid
from appliance.core.people import Extension
from appliance.core.trunks import DidRoute, LineRoute
from appliance.spoken.languages import mark
from appliance.wire.first_start import StartStep, StepMark
from appliance.wire.kinds import Plain
from appliance.wire.views import SocketKind
from webui.application import App
from webui.forms import Form, posted, read_form
from webui.pages.start import PAGE, address, marked, screen
from webui.parts.asking import keep, put, take_out
from webui.parts.choices import Choices, choices
from webui.parts.compound import socket_of, socket_text, sockets
from webui.parts.kind import defaults
from webui.parts.screens import number
from webui.parts.settings import office_of
from webui.site import visit_of
from webui.visit import Visit

OPERATOR, EVERYBODY, MENU = "operator", "everybody", "menu"
GREETING = "/start/greeting"
GROUP_KEY, MENU_KEY = "start-everybody", "start-menu"
"""Of what is made here: made anew it stands in its own place."""

_WAYS = (DidRoute, LineRoute)


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    words: str
    hint: str


ANSWERS = (
    Answer(OPERATOR, mark("One telephone"), mark("A secretary, or whoever is there.")),
    Answer(
        EVERYBODY, mark("Everybody at once"), mark("All telephones ring; the first takes it.")
    ),
    Answer(
        MENU,
        mark("A voice menu"),
        mark("Callers hear a greeting and may dial an internal number; the rest goes to the "
             "telephone below."),
    ),
)  # fmt: skip


def routes(app: App) -> None:
    app.add_route(
        inbound,
        address(StartStep.INBOUND),
        methods=["GET", "POST"],
        name="start-inbound",
        ctx_right=PAGE.right,
    )


async def known_of(visit: Visit) -> Choices:
    return await choices(visit, visit.words, (), (Extension, *_WAYS), cards=True)


async def inbound(request: Request) -> HTTPResponse:
    """The template, and the telephone; a menu has its greeting on a screen of its own."""
    visit = visit_of(request)
    known = await known_of(visit)
    office = await office_of(visit)
    if request.method == "GET":
        chosen = {"answer": _chosen(known), "operator": str(office["operator"] or ""), "did": ""}
        return await _shown(request, known, Form(chosen))
    form = read_form(request.form, ("answer", "operator", "did"), ())
    if form["answer"] == MENU:
        to: Plain | None = {"type": "ToMenu", "key": MENU_KEY}
    else:
        to = {"type": "ToHuntGroup", "key": GROUP_KEY} if form["answer"] == EVERYBODY else None
    if to is not None and not ways(known, form["did"], to, None):
        said = mark("No city line was found: type the number that is called.")
        return await _shown(request, known, form.refused(did=visit.words(said)), 422)
    operator = form["operator"] or None
    commands: list[Plain] = []
    if operator != office["operator"]:
        commands.append({"type": "SetOffice", "office": {**office, "operator": operator}})
    if form["answer"] == EVERYBODY and to is not None:
        commands += [put(HuntGroup, _group(visit, known)), *ways(known, form["did"], to, None)]
    elif form["answer"] == OPERATOR:
        commands += own_ways(known)
    base = number(posted(request.form).get("base", "")) or known.revision
    try:
        if commands:
            await keep(visit, base, *commands)
    except Invalid as invalid:
        field = next((each for each in ("operator", "did") if each in invalid.field), "")
        return await _shown(
            request, known, form.refused(**{field: visit.said(invalid.reason)}), 422
        )
    if form["answer"] == MENU:
        return redirect(f"{GREETING}?did={quote(form['did'])}", status=303)
    return redirect(await marked(visit, StartStep.INBOUND, StepMark.DONE), status=303)


def _chosen(known: Choices) -> str:
    """What was chosen here the last time."""
    keys = {each["to"].get("key") for kind in _WAYS for each in _parts(known, kind)}
    return MENU if MENU_KEY in keys else EVERYBODY if GROUP_KEY in keys else OPERATOR


def _parts(known: Choices, kind: type) -> tuple[dict[str, Any], ...]:
    return known.parts(kind)


def own_ways(known: Choices) -> list[Plain]:
    """What takes out the routes that were made here."""
    return [take_out(kind, each) for kind in _WAYS for each in _parts(known, kind) if _own(each)]


def _own(route: dict[str, Any]) -> bool:
    return route["to"].get("key") in {GROUP_KEY, MENU_KEY}


def ways(known: Choices, did: str, to: Plain, hours: Plain | None) -> list[Plain]:
    """Calls to the number lead there, and every city line that nobody led elsewhere."""
    led = {socket_text(each["line"]) for each in _parts(known, LineRoute) if not _own(each)}
    found = [
        put(LineRoute, {"line": socket_of(each.value), "to": to, "hours": hours})
        for each in sockets(known, SocketKind.FXO)
        if each.value not in led
    ]
    if did:
        found.append(put(DidRoute, {"did": did, "to": to, "hours": hours}))
    return found


def _group(visit: Visit, known: Choices) -> Plain:
    numbers = [str(each["number"]) for each in _parts(known, Extension) if each["devices"]]
    return {
        **defaults(HuntGroup),
        "key": GROUP_KEY,
        "name": visit.words(mark("Everybody")),
        "number": None,
        "members": numbers,
    }


async def _shown(request: Request, known: Choices, form: Form, status: int = 200) -> HTTPResponse:
    context = {
        "form": form,
        "answers": ANSWERS,
        "phones": known.options(Extension),
        "base": known.revision,
    }
    return await screen(request, StartStep.INBOUND, context, status)
