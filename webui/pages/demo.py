"""Demo telephones: lifted, dialled and heard from the page, where the hardware is virtual."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, empty, redirect, text

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.demo import (
    DemoLine,
    DemoLineState,
    DemoPhone,
    DemoTelephones,
    EndDemo,
    GetDemoTelephones,
    HangUpDemo,
    Heard,
    HearDemo,
    LiftDemo,
    OutsideAnswers,
    PressDemo,
    RingDemo,
    SetDemoAnswers,
)
from appliance.wire.kinds import Request as Question
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import Form, read_form
from webui.page import LINES, Context, Fragment, Page
from webui.site import site_of, visit_of
from webui.visit import Visit
from webui.words import Word

OFFICE = Right.OFFICE
_RINGS = ("line", "number", "name", "called")
_ON_HOOK = Word("none", "device-landline-phone", mark("On hook"))
_RINGING = Word("live", "phone-ringing", mark("Rings"))
_HEARD: Mapping[Heard, Word] = {
    Heard.NOTHING: Word("live", "phone", mark("Off hook")),
    Heard.DIAL: Word("ok", "phone", mark("Hears the dial tone")),
    Heard.RINGBACK: Word("live", "phone-call", mark("Hears that it rings there")),
    Heard.BUSY: Word("warn", "phone-x", mark("Hears the busy tone")),
    Heard.CONGESTION: Word("warn", "phone-x", mark("Hears the congestion tone")),
}
_LINES: Mapping[DemoLineState, Word] = {
    DemoLineState.DEAD: Word("bad", "plug-x", mark("Nobody can call over it")),
    DemoLineState.FREE: Word("ok", "check", mark("Free")),
    DemoLineState.RINGS: Word("live", "phone-ringing", mark("Calls the office")),
    DemoLineState.TAKEN: Word("live", "phone-call", mark("In use")),
}
_ANSWERS: Mapping[OutsideAnswers, str] = {
    OutsideAnswers.ANSWER: mark("It is answered after a moment"),
    OutsideAnswers.RING: mark("It rings, and nobody answers"),
    OutsideAnswers.BUSY: mark("It is busy"),
    OutsideAnswers.CONGESTION: mark("There is no way through"),
}


@dataclass(frozen=True, slots=True)
class Handset:
    """A telephone as it is drawn; `audible`: what it hears can be heard."""

    phone: DemoPhone
    word: Word
    audible: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """A line to the outside as it is drawn."""

    line: DemoLine
    word: Word
    busy: bool


async def phones(visit: Visit) -> Context:
    told = await visit.ask(GetDemoTelephones())
    return {"handsets": {each.key: _handset(each, told) for each in told.phones}}


def _handset(phone: DemoPhone, told: DemoTelephones) -> Handset:
    word = _HEARD[phone.heard] if phone.lifted else _RINGING if phone.rings else _ON_HOOK
    return Handset(phone, word, told.sound and phone.lifted)


async def lines(visit: Visit) -> Context:
    told = await visit.ask(GetDemoTelephones())
    return {"outside": {each.key: _outside(each) for each in told.lines}}


def _outside(line: DemoLine) -> Outside:
    busy = line.state in {DemoLineState.RINGS, DemoLineState.TAKEN}
    return Outside(line, _LINES[line.state], busy)


async def _forms(visit: Visit) -> Context:
    told = await visit.ask(GetDemoTelephones())
    return {
        "told": told,
        "answers": [(each.value, words) for each, words in _ANSWERS.items()],
        "form": Form(),
        "problem": "",
    }


PAGE = Page(
    key="demo",
    path="/demo",
    title=mark("Demo telephones"),
    icon="phone",
    section=LINES,
    right=OFFICE,
    virtual=True,
    also=mark("try, virtual telephone, keypad, practice, simulation"),
    fragments=(
        Fragment(
            "demo-phones",
            phones,
            (DemoTelephones,),
            pieces=lambda shown: {
                f"demo-phone-{key}": each for key, each in _of(shown, "handsets").items()
            },
        ),
        Fragment(
            "demo-lines",
            lines,
            (DemoTelephones,),
            pieces=lambda shown: {
                f"demo-line-{key}": each for key, each in _of(shown, "outside").items()
            },
        ),
    ),
    fetch=_forms,
)


def _of(context: Context, name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", context[name])


def routes(app: App) -> None:
    app.add_route(sound, "/demo/sound", name="demo-sound", ctx_right=OFFICE)
    for answer, path in ((hook, "hook"), (press, "press"), (ring, "ring"), (end, "end")):
        app.add_route(
            answer, f"/demo/{path}", methods=["POST"], name=f"demo-{path}", ctx_right=OFFICE
        )
    app.add_route(outside, "/demo/outside", methods=["POST"], name="demo-outside", ctx_right=OFFICE)


async def _here(request: Request) -> Visit:
    """Whoever asks, on a box that has such telephones."""
    visit = await visit_of(request).identified()
    if not visit.virtual:
        raise NotFound
    return visit


async def _done(request: Request, question: Question[DemoTelephones]) -> HTTPResponse:
    """Do it, then to the page; a script that stays there wants no more than why it was not done."""
    visit, stays = await _here(request), request.headers.get("accept") == "text/plain"
    try:
        await visit.ask(question)
    except (Invalid, Fault) as error:
        if stays:
            return text(visit.why(error), status=409)
        shown = {"problem": visit.why(error)}
        return await site_of(request).page(visit, PAGE, 409, shown)
    return empty() if stays else redirect(PAGE.path, status=303)


async def hook(request: Request) -> HTTPResponse:
    """Lift the handset, or put it down."""
    form = read_form(request.form, ("phone", "do"), ())
    lifts = form["do"] == "lift"
    return await _done(request, LiftDemo(form["phone"]) if lifts else HangUpDemo(form["phone"]))


async def press(request: Request) -> HTTPResponse:
    form = read_form(request.form, ("phone", "digits"), ())
    return await _done(request, PressDemo(form["phone"], form["digits"]))


async def end(request: Request) -> HTTPResponse:
    """The outside hangs up."""
    return await _done(request, EndDemo(read_form(request.form, ("line",), ())["line"]))


async def outside(request: Request) -> HTTPResponse:
    """What becomes of calls to the outside."""
    given = read_form(request.form, ("answers",), ())["answers"]
    wanted = next((each for each in OutsideAnswers if each == given), OutsideAnswers.ANSWER)
    return await _done(request, SetDemoAnswers(wanted))


async def ring(request: Request) -> HTTPResponse:
    """A call comes in; what is wrong stands at its field."""
    visit, form = await _here(request), read_form(request.form, _RINGS, ())
    asked = RingDemo(form["line"], form["number"], form["name"], form["called"])
    try:
        await visit.ask(asked)
    except (Invalid, Fault) as error:
        field = error.field if isinstance(error, Invalid) and error.field in _RINGS else "form"
        refused = form.refused(**{field: visit.why(error)})
        return await site_of(request).page(visit, PAGE, 400, {"form": refused})
    return redirect(PAGE.path, status=303)


async def sound(request: Request) -> HTTPResponse | None:
    """What is at a telephone's ear: 8000 samples a second of 16 bits, until it is hung up."""
    visit = await _here(request)
    heard = HearDemo(visit.query.get("phone", ""))
    async with aclosing(visit.client.follow(heard, visit.session)) as pieces:
        try:
            first = await anext(pieces)
        except StopAsyncIteration:
            return empty()
        except (Invalid, Fault) as error:
            return text(visit.why(error), status=409)
        response = await request.respond(
            content_type="application/octet-stream", headers={"X-Accel-Buffering": "no"}
        )
        await response.send(first.content)
        async for piece in pieces:
            await response.send(piece.content)
        await response.eof()
    return None
