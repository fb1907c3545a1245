"""A telephone's port: whose it is, what others see when it calls, and its ring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.core.people import Extension, Person
from appliance.spoken.languages import mark
from appliance.wire.calls import RingTelephone
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from appliance.wire.views import CardView, SocketKind, SocketView
from webui.application import App
from webui.difference import meanwhile
from webui.forms import Form, read_form
from webui.page import Context
from webui.pages.ports import PAGE, RINGS, hung, ports_of
from webui.parts.asking import keep, put
from webui.parts.choices import Choices, Option, choices
from webui.parts.compound import socket_of, socket_value
from webui.parts.form import posted_texts
from webui.parts.screens import number
from webui.parts.widgets import Wrong
from webui.site import site_of, visit_of
from webui.visit import Visit

PLACE = mark("Card %(card)d, port %(socket)s")
_FIELDS = ("do", "who", "keep", "name", "base")


def routes(app: App) -> None:
    app.add_route(
        telephone,
        "/ports/telephone",
        methods=["GET", "POST"],
        name="ports-telephone",
        ctx_right=Right.OFFICE,
    )


@dataclass(frozen=True, slots=True)
class Port:
    """A telephone's socket, and what the draft has there; `owner` is the person of the number."""

    at: str
    card: CardView
    socket: SocketView
    known: Choices
    extension: Plain | None

    @property
    def number(self) -> str:
        return str(self.extension["number"]) if self.extension is not None else ""

    @property
    def owner(self) -> Plain | None:
        return self.known.owner(self.number) if self.number else None

    @property
    def name(self) -> str:
        """What others see when it calls."""
        whose = self.owner or self.extension
        return str(whose["name"]) if whose is not None else ""

    def options(self) -> tuple[Option, ...]:
        """Whose it can be: every number; where its own is nobody's, everybody without one."""
        known = self.known
        found = [Option("", known.say(mark("Nobody: the port is free")))]
        numbers, where = known.say(mark("Internal numbers")), self._places()
        for each in known.parts(Extension):
            name = str(each["number"])
            at = [where[port] for port in ports_of(each) if port in where]
            label = " — ".join([known.titles(Extension)[name], *at])
            found.append(Option(f"Extension {name}", label, numbers))
        if self.number and self.owner is None:
            group = known.say(mark("People without a number: they get %(number)s"))
            found += [
                Option(f"Person {each['key']}", str(each["name"]), group % {"number": self.number})
                for each in known.parts(Person)
                if each["number"] is None
            ]
        return tuple(found)

    def _places(self) -> dict[str, str]:
        """What each port is called."""
        said = self.known.say(PLACE)
        return {
            socket_value(card, socket): said % {"card": card.number, "socket": socket.label}
            for card in self.known.cards
            for socket in card.sockets
        }


async def _port(visit: Visit) -> Port:
    """The port that the address names; NotFound when there is none."""
    known = await choices(visit, visit.words, (), (Extension, Person), cards=True)
    at = visit.query.get("at", "")
    for card in known.cards:
        for socket in card.sockets:
            if socket.kind is SocketKind.FXS and socket_value(card, socket) == at:
                return Port(at, card, socket, known, hung(known).get(at))
    raise NotFound


async def telephone(request: Request) -> HTTPResponse:
    """Assigned, freed, renamed into the draft; rung at once."""
    visit = await visit_of(request).identified()
    port = await _port(visit)
    form = read_form(request.form, _FIELDS, ())
    if request.method == "GET":
        return await _told(request, visit, port, form)
    if form["do"] == "ring":
        return await _rung(request, visit, port, form)
    field = "name" if form["do"] == "name" else "who"
    try:
        commands = tuple(_renamed(port, form) if field == "name" else _assigned(port, form))
        if commands:
            await keep(visit, number(form["base"]) or port.known.revision, *commands)
    except Wrong as wrong:
        refused = form.refused(**{field: port.known.say(wrong.text)})
    except Invalid as invalid:
        refused = form.refused(**{field: visit.said(invalid.reason)})
        others = await meanwhile(visit, invalid)
        return await _told(request, visit, port, refused, {"others": others})
    else:
        return redirect(f"{PAGE.path}#card-{port.card.number}", status=303)
    return await _told(request, visit, port, refused)


def _assigned(port: Port, form: Form) -> Iterator[Plain]:
    """Whoever had the port loses it; who gets it leaves other ports, unless those are kept."""
    tag, _, name = ("" if form["do"] == "free" else form["who"]).partition(" ")
    if tag == "Person":
        yield _given(port, name)
        return
    wanted = None
    if tag:
        wanted = _named(port.known, Extension, "number", name)
    if port.extension is not None and port.extension is not wanted:
        yield put(Extension, _without(port.extension, {port.at}))
    if wanted is not None:
        others = set() if form["keep"] else set(ports_of(wanted)) - {port.at}
        left = _without(wanted, others)
        if port.extension is not wanted:
            devices: Any = left["devices"]
            here = {"type": "DeskPhone", "socket": socket_of(port.at)}
            left = {**left, "devices": [*devices, here]}
        if left != wanted:
            yield put(Extension, left)


def _given(port: Port, key: str) -> Plain:
    """The number of the port to somebody who has none."""
    person = _named(port.known, Person, "key", key)
    if not port.number or port.owner is not None or person["number"] is not None:
        raise Wrong(
            mark("Choose a number: somebody without one gets it on the card of the person.")
        )
    return put(Person, {**person, "number": port.number})


def _named(known: Choices, kind: type, field: str, name: str) -> Plain:
    for each in known.parts(kind):
        if str(each[field]) == name:
            return each
    raise Wrong(mark("It is not there any more: choose another."))


def _without(extension: Plain, ports: set[str]) -> Plain:
    """The number without its telephones at these ports."""
    devices: Any = extension["devices"]
    gone = [socket_of(port) for port in ports]
    return {**extension, "devices": [each for each in devices if each.get("socket") not in gone]}


def _renamed(port: Port, form: Form) -> Iterator[Plain]:
    """The person who has the number, else the telephone itself."""
    if not form["name"]:
        raise Wrong(mark("Fill this in."))
    if port.extension is None:
        raise Wrong(mark("The port is free: say first whose telephone it is."))
    if form["name"] == port.name:
        return
    if port.owner is not None:
        yield put(Person, {**port.owner, "name": form["name"]})
    else:
        yield put(Extension, {**port.extension, "name": form["name"]})


async def _rung(request: Request, visit: Visit, port: Port, form: Form) -> HTTPResponse:
    """By the number that it has now: the draft changes nothing yet."""
    question = RingTelephone(port.socket.number, channel=port.socket.channel)
    try:
        await visit.ask(question)
    except (Invalid, Fault) as error:
        return await _told(request, visit, port, form, {"problem": visit.why(error)})
    said = site_of(request).say(visit, RINGS, number=port.socket.number)
    return await _told(request, visit, port, form, {"notice": said})


async def _told(
    request: Request, visit: Visit, port: Port, form: Form, more: Context | None = None
) -> HTTPResponse:
    typed = {name: texts[0] for name, texts in posted_texts(request).items()}
    stands = {"who": f"Extension {port.number}" if port.number else "", "name": port.name}
    context = {
        "title": visit.words(PLACE) % {"card": port.card.number, "socket": port.socket.label},
        "port": port,
        "form": Form({**stands, **typed}, form.errors),
        "base": number(form["base"]) or port.known.revision,
        "problem": "",
        "notice": "",
        "others": (),
        **(more or {}),
    }
    status = 422 if form.errors else 409 if context["problem"] else 200
    return await site_of(request).framed(visit, PAGE, "page/port-telephone.html", status, context)
