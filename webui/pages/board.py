"""Live calls: who talks to whom, lines and queues, and what may be done with each call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.answers import CallsNow
from appliance.wire.board import GetBoard, GetResting, PersonTile, Resting
from appliance.wire.calls import HangUp, ListenIn, ParkCall, TakeParked, TransferCall
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import GetCalls
from appliance.wire.roles import Right
from appliance.wire.views import CallState, CallView, Deed
from webui.application import App
from webui.forms import Form, read_form
from webui.page import WORK, Context, Fragment, Page
from webui.pages.day_night import DAY_NIGHT
from webui.parts.choices import options_of
from webui.site import site_of, visit_of
from webui.visit import Visit


@dataclass(frozen=True, slots=True)
class Tile:
    """Somebody on the board; `since` is the moment his state began, 0 where that is not told."""

    number: str
    name: str
    state: str
    other: str
    since: float
    own: bool


@dataclass(frozen=True, slots=True)
class Line:
    number: str
    name: str
    busy: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue; `waiting` are the moments since which callers wait, the longest first."""

    key: str
    name: str
    waiting: tuple[float, ...]
    free: int
    members: int


async def people(visit: Visit) -> Context:
    board, calls = await visit.ask(GetBoard()), (await visit.ask(GetCalls())).calls
    resting = frozenset((await visit.ask(GetResting())).numbers)
    up = _by_number(calls)
    return {
        "tiles": {
            each.number: _tile(each, up.get(each.number), resting, board.own)
            for each in board.people
        }
    }


def _by_number(calls: tuple[CallView, ...]) -> dict[str, CallView]:
    """The call that each number is in; of several the one that is furthest."""
    order = [CallState.PARKED, CallState.DIALLING, CallState.RINGING, CallState.TALKING]
    found: dict[str, CallView] = {}
    for call in sorted(calls, key=lambda call: order.index(call.state)):
        found |= dict.fromkeys(call.numbers, call)
    return found


def _tile(person: PersonTile, call: CallView | None, resting: frozenset[str], own: str) -> Tile:
    if call is None:
        state = "resting" if person.number in resting else "free"
        return Tile(person.number, person.name, state, "", 0.0, person.number == own)
    calling = call.caller == person.number
    other = (call.called_name or call.called) if calling else (call.caller_name or call.caller)
    since = call.answered or call.since
    state = "calling" if calling and call.state is not CallState.TALKING else call.state.value
    return Tile(person.number, person.name, state, other, since, person.number == own)


async def calls(visit: Visit) -> Context:
    return {"calls": {call.id: call for call in (await visit.ask(GetCalls())).calls}}


async def lines(visit: Visit) -> Context:
    board, up = await visit.ask(GetBoard()), (await visit.ask(GetCalls())).calls
    return {
        "lines": {
            each.number: Line(
                each.number,
                each.name,
                sum(call.group == each.number for call in up),
                each.capacity,
            )
            for each in board.lines
        }
    }


async def queues(visit: Visit) -> Context:
    board, up = await visit.ask(GetBoard()), (await visit.ask(GetCalls())).calls
    taken = {number for call in up for number in call.numbers}
    taken |= set((await visit.ask(GetResting())).numbers)
    return {
        "queues": {
            each.key: Waiting(
                each.key,
                each.name,
                tuple(sorted(call.since for call in up if call.queue == each.key)),
                len(set(each.members) - taken),
                len(each.members),
            )
            for each in board.queues
        }
    }


async def _said(visit: Visit) -> Context:
    notice = _RINGS.get(visit.query.get("rings", ""))
    return {"problem": "", "notice": visit.words(notice) if notice else ""}


_RINGS = {
    "1": mark("Your telephone rings: lift it, and you hear them."),
    "2": mark("Your telephone rings: lift it, and you have the call."),
}


PAGE = Page(
    key="board",
    path="/board",
    title=mark("Live calls"),
    icon="phone-call",
    section=WORK,
    right=Right.BOARD,
    fragments=(
        Fragment(
            "board-calls",
            calls,
            (CallsNow,),
            pieces=lambda shown: {f"call-{key}": call for key, call in _of(shown, "calls").items()},
            come_and_go=True,
        ),
        Fragment(
            "board-people", people, (CallsNow, Resting), pieces=lambda shown: _of(shown, "tiles")
        ),
        Fragment(
            "board-queues", queues, (CallsNow, Resting), pieces=lambda shown: _of(shown, "queues")
        ),
        DAY_NIGHT,
        Fragment("board-lines", lines, (CallsNow,), pieces=lambda shown: _of(shown, "lines")),
    ),
    fetch=_said,
)


def _of(context: Context, name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", context[name])


def routes(app: App) -> None:
    app.add_route(do, "/board/do", methods=["POST"], ctx_right=PAGE.right)
    app.add_route(ask_whom, "/board/transfer", ctx_right=PAGE.right)
    app.add_route(transfer, "/board/transfer", methods=["POST"], ctx_right=PAGE.right)


async def do(request: Request) -> HTTPResponse:
    """Hang up, park, or ring the asker's own telephone to listen or to take what is parked."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("call", "deed"), ())
    try:
        if form["deed"] == Deed.HANG_UP:
            await visit.ask(HangUp(form["call"]))
            return redirect("/board", status=303)
        if form["deed"] == Deed.PARK:
            await visit.ask(ParkCall(form["call"]))
            return redirect("/board", status=303)
        if form["deed"] == Deed.TAKE:
            await visit.ask(TakeParked(form["call"]))
            return redirect("/board?rings=2", status=303)
        await _listen(visit, form["call"], form["deed"])
        return redirect("/board?rings=1", status=303)
    except (Invalid, Fault) as error:
        return await _refused(request, visit, error)


async def _listen(visit: Visit, key: str, deed: str) -> None:
    """To whichever side of the call is open to the asker."""
    how = next((each for each in Deed if each.value == deed), Deed.LISTEN)
    call = await _call(visit, key)
    refusal: NotAllowed | None = None
    for number in call.numbers:
        try:
            await visit.ask(ListenIn(key, number, how))
        except NotAllowed as error:
            refusal = error
        else:
            return
    if refusal is not None:
        raise refusal


async def _call(visit: Visit, key: str) -> CallView:
    for call in (await visit.ask(GetCalls())).calls:
        if call.id == key:
            return call
    raise Invalid("call", "this call is over")


async def _refused(request: Request, visit: Visit, error: Invalid | Fault) -> HTTPResponse:
    """The board, with why it was not done."""
    shown = {"problem": visit.why(error), "notice": ""}
    return await site_of(request).page(visit, PAGE, status=409, shown=shown)


async def ask_whom(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    return await _asked(request, visit, Form({"call": visit.query.get("call", "")}))


async def _asked(request: Request, visit: Visit, form: Form) -> HTTPResponse:
    try:
        call = await _call(visit, form["call"])
    except Invalid as error:
        return await _refused(request, visit, error)
    board = await visit.ask(GetBoard())
    status = 400 if form.errors else 200
    people = options_of(
        tuple(each.number for each in board.people), tuple(each.name for each in board.people)
    )
    shown = {"call": call, "people": people, "form": form}
    return await site_of(request).framed(visit, PAGE, "page/transfer.html", status, shown)


async def transfer(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("call", "to"), ())
    try:
        await visit.ask(TransferCall(form["call"], form["to"]))
    except Invalid as error:
        if error.field != "to":
            return await _refused(request, visit, error)
        return await _asked(request, visit, form.refused(to=visit.said(error.reason)))
    except Fault as error:
        return await _refused(request, visit, error)
    return redirect("/board", status=303)
