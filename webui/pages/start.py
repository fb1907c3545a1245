"""The first start: one question a screen, each may be skipped; it ends with a call and a map.

The gate has identified the visitor before any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.spoken.languages import mark
from appliance.wire.answers import Cards
from appliance.wire.first_start import (
    GetFirstStart,
    MarkStep,
    StartStep,
    StartStepView,
    StepMark,
)
from appliance.wire.protocol import GetCards
from appliance.wire.roles import Right
from appliance.wire.views import CardView, SocketKind, SocketState, SocketView
from webui.application import App
from webui.forms import read_form
from webui.page import SYSTEM, Context, Fetch, Fragment, Page
from webui.pages import office
from webui.pages.overview import CALLS_NOW, front
from webui.parts import settings
from webui.site import site_of, visit_of
from webui.visit import Visit

TITLES: Mapping[StartStep, str] = {
    StartStep.NETWORK: mark("Network"),
    StartStep.PLACE: mark("Place and time"),
    StartStep.TELEPHONES: mark("Telephones and people"),
    StartStep.PEOPLE: mark("People from a list"),
    StartStep.LINES: mark("Outside lines"),
    StartStep.INBOUND: mark("Calls from outside"),
    StartStep.MAIL: mark("Mail and alarms"),
    StartStep.TEST: mark("Apply and call"),
    StartStep.MAP: mark("Map of the ports"),
    StartStep.CHECK: mark("What is well, and what is left"),
}
_LIFTED = frozenset({SocketState.LIFTED, SocketState.TALKING})


@dataclass(frozen=True, slots=True)
class At:
    """A socket in the words of the bracket."""

    card: CardView
    socket: SocketView


async def lifted(visit: Visit) -> Context:
    """The telephones that are off the hook now."""
    cards = (await visit.ask(GetCards())).cards
    return {"lifted": [at for at in telephones_of(cards) if at.socket.state in _LIFTED]}


def telephones_of(cards: tuple[CardView, ...]) -> list[At]:
    """Every socket with a telephone's number."""
    return [
        At(card, socket)
        for card in cards
        for socket in card.sockets
        if socket.kind is SocketKind.FXS and socket.number
    ]


async def lines(visit: Visit) -> Context:
    """Every socket of a city line or an E1."""
    cards = (await visit.ask(GetCards())).cards
    outside = (SocketKind.FXO, SocketKind.E1)
    found = [At(c, s) for c in cards for s in c.sockets if s.kind in outside and c.present]
    return {"outside": found}


async def steps(visit: Visit) -> Context:
    """How far it has come; `next_step` is the first that is open, None when none is."""
    found = await visit.ask(GetFirstStart())
    return {
        "start": found,
        "titles": TITLES,
        "next_step": next((s.step for s in found.steps if s.mark is StepMark.OPEN), None),
    }


PAGE = Page(
    key="start",
    path="/start",
    title=mark("First start"),
    also=mark("wizard, set-up, test call"),
    icon="list-check",
    section=SYSTEM,
    right=Right.OFFICE,
    lead=mark("One question a screen. Leave any for later: what is done is kept, here and on any "
              "other computer."),
    fragments=(
        Fragment("front", front, on=(Cards,), right=Right.STATE),
        Fragment("start-lifted", lifted, on=(Cards,), right=Right.STATE),
        Fragment("start-lines", lines, on=(Cards,), right=Right.STATE),
        CALLS_NOW,
    ),
    fetch=steps,
)  # fmt: skip

PLACE = settings.settings(
    "/start/place",
    TITLES[StartStep.PLACE],
    "building",
    *office.PLACE.fields(),
    template="page/start-form.html",
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, PLACE, around(StartStep.PLACE), _done(StartStep.PLACE))
    for path, handler, methods in (
        ("lines", outside_lines, ["GET"]),
        ("map", socket_map, ["GET"]),
        ("mark", mark_step, ["POST"]),
    ):
        app.add_route(
            handler,
            f"/start/{path}",
            methods=methods,
            name=f"start-{path}",
            ctx_right=PAGE.right,
        )


def around(step: StartStep) -> Fetch:
    async def fetched(visit: Visit) -> Context:
        return {**await steps(visit), "step": step}

    return fetched


def _done(step: StartStep) -> settings.Then:
    async def then(visit: Visit) -> str:
        return await marked(visit, step, StepMark.DONE)

    return then


async def marked(visit: Visit, step: StartStep | None, how: StepMark) -> str:
    """The address of the screen that comes next."""
    after = (await visit.ask(MarkStep(step, how))).steps
    return address(_following(after, step))


def _following(after: tuple[StartStepView, ...], step: StartStep | None) -> StartStep | None:
    """The next open one behind `step`, else one before it that was left open."""
    if step is None:
        return None
    place = [each.step for each in after].index(step)
    order = (*after[place + 1 :], *after[:place])
    return next((each.step for each in order if each.mark is StepMark.OPEN), None)


def address(step: StartStep | None) -> str:
    return f"/start/{step.value}" if step is not None else PAGE.path


async def mark_step(request: Request) -> HTTPResponse:
    """Done, or skipped; without a step all that is open is skipped."""
    visit = visit_of(request)
    form = read_form(request.form, ("step", "mark"), ())
    step = next((each for each in StartStep if each.value == form["step"]), None)
    if form["step"] and step is None:
        return redirect(PAGE.path, status=303)
    how = StepMark.DONE if form["mark"] == StepMark.DONE else StepMark.SKIPPED
    return redirect(await marked(visit, step, how), status=303)


async def screen(
    request: Request, step: StartStep, context: Context, status: int = 200
) -> HTTPResponse:
    visit = visit_of(request)
    shown = {
        "title": visit.words(TITLES[step]),
        **await around(step)(visit),
        "problem": "",
        "notice": "",
        **context,
    }
    return await site_of(request).framed(
        visit, PAGE, f"page/start-{step.value}.html", status, shown
    )


async def outside_lines(request: Request) -> HTTPResponse:
    visit = visit_of(request)
    return await screen(request, StartStep.LINES, await lines(visit))


async def socket_map(request: Request) -> HTTPResponse:
    """What hangs beside the box: each socket with what is plugged into it."""
    visit = visit_of(request)
    return await screen(request, StartStep.MAP, await front(visit))
