"""Ports and cards: each bracket with every socket's state, whose telephone is where, each E1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.commands import SetLine
from appliance.core.errors import Fault, Invalid
from appliance.core.people import Extension, Person
from appliance.spoken.languages import mark
from appliance.wire.answers import CallsNow, Cards
from appliance.wire.calls import RingTelephone
from appliance.wire.kinds import Plain
from appliance.wire.protocol import GetCalls, GetCards
from appliance.wire.roles import Right
from appliance.wire.views import CardView, SocketKind, SocketView
from webui.application import App
from webui.forms import read_form
from webui.page import LINES, Context, Fragment, Page
from webui.parts.choices import Choices, Option, choices
from webui.parts.compound import socket_text, socket_value
from webui.parts.kind import Field, Group, Kind
from webui.parts.screens import number
from webui.site import site_of, visit_of
from webui.visit import Visit

MOST_LOOSE = 60  # to be dragged; everybody is in the list of each port
RINGS = mark("%(number)s rings. Whoever lifts it hears its number.")


_SPOKEN = Group(
    mark("With the far end"),
    (
        Field(
            "signalling",
            mark("Signalling"),
            mark(
                "Operators say EDSS1, DSS1, ISDN or PRI to the first. CAS here is E&M with an "
                "immediate start, digits by tones: tell that to the far end."
            ),
        ),
        Field(
            "side",
            mark("Our side"),
            mark(
                "Of EDSS1 alone. An operator's exchange is the network, so we are the user; "
                "towards another exchange of the office's own one of both is the network."
            ),
        ),
    ),
)
_FRAMES = Group(
    mark("On the wire"),
    (
        Field(
            "framing.crc4",
            mark("CRC4"),
            mark(
                "As the far end has it; operators mostly have it on. The alarm LMFA, or a red one "
                "over a good cable, says that it is the other way."
            ),
        ),
        Field(
            "framing.timing",
            mark("Clock"),
            mark(
                "1: the stream gives the box its clock, as every operator does; 2, 3 and so on: "
                "when those before it fail. 0: the box gives the clock, as to another exchange of "
                "the office's own."
            ),
            aka=("timing",),
        ),
    ),
    hint=mark(
        "Line code and framing are not chosen: HDB3 is every operator's, and the signalling says "
        "the framing, CCS with EDSS1 and CAS with CAS."
    ),
)


def _stream(*groups: Group) -> Kind:
    title = mark("E1 stream")
    return Kind(
        of=SetLine, path="/ports/stream", title=title, one=title, one_of=title,
        icon="plug-connected", empty="", columns=(), groups=groups, template="page/stream.html",
    )  # fmt: skip


STREAM, LOOPED = _stream(_SPOKEN, _FRAMES), _stream(_SPOKEN)
"""The second of a card that is looped within the box: it has no wire."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A port that is somebody else's once the draft is applied; no `number`: nobody's."""

    card: CardView
    socket: SocketView
    title: str


async def bracket(visit: Visit) -> Context:
    """The cards, and of each busy timeslot the call, as far as the visitor may see calls."""
    found = await visit.ask(GetCards())
    busy = {slot.call for card in found.cards for each in card.sockets for slot in each.slots}
    calls = (await visit.ask(GetCalls())).calls if busy else ()
    talks = {call.id: call for call in calls if call.id in busy}
    sets = visit.may(Right.OFFICE)
    return {"cards": found.cards, "timing": found.timing, "talks": talks, "sets": sets}


async def around(visit: Visit) -> Context:
    """Who can be put at a port, and what the draft has put elsewhere, for who may do so."""
    shown = {"problem": "", "notice": _rung(visit), "loose": (), "more": 0, "drafted": (),
             "base": 0}  # fmt: skip
    if not visit.may(Right.OFFICE):
        return shown
    try:
        known = await choices(visit, visit.words, (), (Extension, Person), cards=True)
    except Fault:  # the stored settings cannot be read; what the ports do is shown all the same
        return shown
    loose = tuple(_loose(known))
    return {
        **shown,
        "loose": loose[:MOST_LOOSE],
        "more": len(loose[MOST_LOOSE:]),
        "drafted": tuple(_drafted(known)),
        "base": known.revision,
    }


def _rung(visit: Visit) -> str:
    rung = visit.query.get("rings", "")
    return visit.words(RINGS) % {"number": rung} if re.fullmatch(r"[0-9]{2,6}", rung) else ""


def _loose(known: Choices) -> Iterator[Option]:
    """Numbers without any telephone, and people without a number."""
    titles = known.titles(Extension)
    for each in known.parts(Extension):
        if not each["devices"]:
            name = str(each["number"])
            yield Option(f"Extension {name}", titles[name])
    for each in known.parts(Person):
        if each["number"] is None:
            yield Option(f"Person {each['key']}", str(each["name"]))


def hung(known: Choices) -> dict[str, Plain]:
    """By its port each internal number that has a telephone there, as the draft has it."""
    return {port: each for each in known.parts(Extension) for port in ports_of(each)}


def ports_of(extension: Plain) -> list[str]:
    """Where its telephones are."""
    devices: Any = extension["devices"]
    return [socket_text(each["socket"]) for each in devices if each["type"] == "DeskPhone"]


def _drafted(known: Choices) -> Iterator[Drafted]:
    at = hung(known)
    titles = known.titles(Extension)
    for card in known.cards:
        for socket in card.sockets:
            extension = at.get(socket_value(card, socket))
            wanted = str(extension["number"]) if extension is not None else ""
            if socket.kind is SocketKind.FXS and wanted != socket.number:
                yield Drafted(card, socket, titles.get(wanted, ""))


PAGE = Page(
    key="ports",
    path="/ports",
    title=mark("Ports and cards"),
    also=mark("hardware, cards, E1, FXS, FXO, sockets, alarms"),
    icon="cpu",
    section=LINES,
    right=Right.STATE,
    fragments=(Fragment("cards", bracket, on=(Cards, CallsNow)),),
    forms=(STREAM,),
    fetch=around,
)


def routes(app: App) -> None:
    app.add_route(ring, "/ports/ring", methods=["POST"], name="ports-ring", ctx_right=Right.OFFICE)


async def ring(request: Request) -> HTTPResponse:
    """The telephone at a port rings at once, so that somebody finds it."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("number", "channel"), ())
    try:
        await visit.ask(RingTelephone(form["number"], channel=number(form["channel"])))
    except (Invalid, Fault) as error:
        shown = {"problem": visit.why(error), "notice": ""}
        return await site_of(request).page(visit, PAGE, status=409, shown=shown)
    return redirect(f"{PAGE.path}?rings={form['number']}", status=303)
