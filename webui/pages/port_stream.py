"""An E1's port: how it is spoken with the far end, as the carrier says."""

from __future__ import annotations

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from appliance.core.cards import HardwareKey
from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetStreams
from appliance.wire.kinds import Plain
from appliance.wire.protocol import GetCards
from appliance.wire.roles import Right
from appliance.wire.views import CardView, SocketKind, SocketView
from webui.application import App
from webui.difference import meanwhile
from webui.pages.ports import LOOPED, PAGE, STREAM
from webui.parts.asking import keep
from webui.parts.compound import socket_value
from webui.parts.form import PartForm, filled, place, posted_texts, read
from webui.parts.screens import number
from webui.parts.settings import known_of
from webui.site import site_of, visit_of
from webui.visit import Visit


def routes(app: App) -> None:
    app.add_route(
        stream, STREAM.path, methods=["GET", "POST"], name="ports-stream", ctx_right=Right.OFFICE
    )


async def _port(visit: Visit) -> tuple[CardView, SocketView]:
    """The port that the address names; NotFound when there is none."""
    for card in (await visit.ask(GetCards())).cards:
        for socket in card.sockets:
            if socket.kind is SocketKind.E1 and socket_value(card, socket) == visit.query.get("at"):
                return card, socket
    raise NotFound


async def stream(request: Request) -> HTTPResponse:
    """The form, and what was typed into the draft."""
    visit = await visit_of(request).identified()
    card, socket = await _port(visit)
    answer = await visit.ask(GetStreams(draft=True))
    line = _line(answer.streams, card, socket)
    kind = LOOPED if HardwareKey(card.key).virtual else STREAM
    known = await known_of(visit, kind)
    if request.method == "GET":
        form = filled(kind, known, line)
    else:
        form = PartForm(kind, known, posted_texts(request))
        changed = read(form, line)
        if not form.errors and await _kept(visit, form, {**changed, "type": "SetLine"}):
            return redirect(f"{PAGE.path}#card-{card.number}", status=303)
    form.typed.setdefault("base", [str(answer.revision)])
    title = mark("E1 stream: card %(card)d, port %(socket)s")
    context = {
        "title": visit.words(title) % {"card": card.number, "socket": socket.label},
        "form": form,
        "kind": kind,
        "name": "",
        "socket": socket,
        "here": f"{STREAM.path}?at={visit.query['at']}",
    }
    status = 422 if form.errors else 200
    return await site_of(request).framed(visit, PAGE, kind.template, status, context)


def _line(lines: tuple[Plain, ...], card: CardView, socket: SocketView) -> Plain:
    for line in lines:
        if (line["card"], line["span"]) == (card.key, socket.local):
            return line
    raise NotFound  # the card is not taken on yet


async def _kept(visit: Visit, form: PartForm, command: Plain) -> bool:
    try:
        await keep(visit, number(form.first("base")), command)
    except Invalid as invalid:
        named = Invalid(invalid.field.removeprefix("command."), invalid.reason)
        form.errors[place(form, named)] = visit.said(invalid.reason)
        form.others = await meanwhile(visit, invalid)
        return False
    return True
