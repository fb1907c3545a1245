"""My workplace: where one's own calls go, the messages in one's mailbox, one's last calls."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, json, redirect, text

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.answers import CallEnded
from appliance.wire.configured import Piece
from appliance.wire.history import GetHistory
from appliance.wire.kinds import Request as Question
from appliance.wire.live_state import (
    Forwarding,
    LiveState,
    SetDoNotDisturb,
    SetFollowMe,
    SetForwarding,
)
from appliance.wire.workplace import (
    GetMessagePeaks,
    GetMessages,
    GetWorkplace,
    HearMessage,
    MarkMessage,
    RemoveMessage,
    VoiceMessage,
    Workplace,
)
from webui.application import App
from webui.forms import Form, read_form
from webui.page import WORK, Context, Fragment, Page
from webui.pages.directory import callable_number, other_number
from webui.security import with_player
from webui.site import site_of, visit_of
from webui.sound import NoPart, file_name, send
from webui.visit import Visit

CALLS = 8  # of one's own that are shown; the log has them all
_FORWARDS = {
    "always": Forwarding.ALWAYS,
    "busy": Forwarding.BUSY,
    "no_answer": Forwarding.NO_ANSWER,
}
_NAMES = (*_FORWARDS, "follow_me", "rest")
_WAS = "was_"


async def _shown(visit: Visit) -> Context:
    place = await visit.ask(GetWorkplace())
    return {
        "place": place,
        "form": _as_set(place),
        "was": _as_set(place),
        "calling": Form(),
        "codes": {each.what: each for each in place.codes},
        "opened": None,
        "done": visit.query.get("done", ""),
        "problem": "",
    }


def _as_set(place: Workplace) -> Form:
    """The form of the telephone as it stands now."""
    now = place.telephone
    if now is None:
        return Form()
    return Form(
        {
            "always": now.always,
            "busy": now.busy,
            "no_answer": now.no_answer,
            "follow_me": now.follow_me,
            "rest": "yes" if now.do_not_disturb else "",
        }
    )


async def messages(visit: Visit) -> Context:
    place = await visit.ask(GetWorkplace())
    found = (await visit.ask(GetMessages())).messages if place.mailbox else ()

    def back_to(message: VoiceMessage) -> str:
        return callable_number(message.number, place.number if place.rings else "")

    return {"place": place, "messages": found, "message_back_to": back_to}


async def own_calls(visit: Visit) -> Context:
    """None of whoever is nobody of the office: the log shows an administrator everybody's."""
    place = await visit.ask(GetWorkplace())
    asked = GetHistory(limit=CALLS, person=place.person)
    past = (await visit.ask(asked)).calls if place.person else ()
    own = place.number if place.rings else ""
    return {"place": place, "past": past, "back_to": lambda call: other_number(call, own)}


PAGE = Page(
    key="workplace",
    path="/workplace",
    title=mark("My workplace"),
    also=mark("forwarding, do not disturb, follow me, voicemail, messages, my calls, my telephone"),
    icon="device-landline-phone",
    section=WORK,
    fetch=_shown,
    fragments=(
        Fragment("messages", messages, on=(CallEnded,)),
        Fragment("own-calls", own_calls, on=(CallEnded,)),
    ),
)


def routes(app: App) -> None:
    right = PAGE.right
    app.add_route(telephone, "/workplace/telephone", methods=["POST"], ctx_right=right)
    app.add_route(
        change, "/workplace/message", methods=["POST"], name="workplace-message", ctx_right=right
    )
    app.add_route(hear, "/workplace/hear", name="workplace-hear", ctx_right=right)
    app.add_route(peaks, "/workplace/peaks", name="workplace-peaks", ctx_right=right)
    app.add_route(sound, "/workplace/sound", name="workplace-sound", ctx_right=right)


async def telephone(request: Request) -> HTTPResponse:
    """Only what differs from what the visitor saw: his telephone may have changed the rest."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, (*_NAMES, *(_WAS + name for name in _NAMES)), ())
    place = await visit.ask(GetWorkplace())
    for name, question in _wanted(place.number, form):
        try:
            await visit.ask(question)
        except Invalid as invalid:
            form = form.refused(**{name: visit.said(invalid.reason)})
        except Fault as fault:
            return await _again(request, visit, {"form": form, "problem": visit.why(fault)})
    if form.errors:
        return await _again(request, visit, {"form": form}, 422)
    return redirect(f"{PAGE.path}?done=telephone", status=303)


def _wanted(number: str, form: Form) -> Iterator[tuple[str, Question[LiveState]]]:
    """What is to be asked for each field that was changed."""
    for name in _NAMES:
        if (to := form[name]) == form[_WAS + name]:
            continue
        if (which := _FORWARDS.get(name)) is not None:
            yield name, SetForwarding(number, which, to)
        elif name == "rest":
            yield name, SetDoNotDisturb(number, bool(to))
        else:
            yield name, SetFollowMe(number, to)


async def _again(request: Request, visit: Visit, shown: Context, status: int = 409) -> HTTPResponse:
    return await site_of(request).page(visit, PAGE, status, {"done": "", **shown})


async def change(request: Request) -> HTTPResponse:
    """A message is marked, or removed for good."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("message", "deed"), ())
    message, deed = form["message"], form["deed"]
    asked = {
        "heard": MarkMessage(message, heard=True),
        "new": MarkMessage(message, heard=False),
        "remove": RemoveMessage(message),
    }
    if deed not in asked:
        raise NotFound
    try:
        await visit.ask(asked[deed])
    except (Invalid, Fault) as error:
        return await _again(request, visit, {"problem": visit.why(error)})
    return redirect(f"{PAGE.path}?done={deed}", status=303)


async def hear(request: Request) -> HTTPResponse:
    """The page with the player of one message."""
    visit = await visit_of(request).identified()
    found = await _asked_for(visit)
    nonce = secrets.token_urlsafe(16)
    shown = {"opened": found, "nonce": nonce}
    response = await site_of(request).page(visit, PAGE, 200, shown)
    response.headers.update(with_player(nonce))
    return response


async def _asked_for(visit: Visit) -> VoiceMessage:
    """The message of the address, in the visitor's own mailbox; NotFound where there is none."""
    try:
        found = (await visit.ask(GetMessages())).messages
    except Invalid as invalid:
        raise NotFound from invalid
    wanted = visit.query.get("message", "")
    for each in found:
        if each.id == wanted:
            return each
    raise NotFound


async def peaks(request: Request) -> HTTPResponse:
    """How loud it is, for the picture."""
    visit = await visit_of(request).identified()
    try:
        found = await visit.ask(GetMessagePeaks(visit.query.get("message", "")))
    except (Invalid, Fault) as error:
        raise NotFound from error
    return json({"seconds": found.seconds, "peaks": [[value / 100 for value in found.left]]})


async def sound(request: Request) -> HTTPResponse | None:
    """The message, or the part of it that the player asks for."""
    visit = await visit_of(request).identified()
    found = await _asked_for(visit)
    if not found.size:
        raise NotFound

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return visit.client.follow(HearMessage(found.id, first, last), visit.session)

    name = file_name(found.time, found.number) if visit.query.get("download") else ""
    try:
        await send(request, found.size, follow, name)
    except NoPart as no:
        return text("no such part", status=416, headers={"Content-Range": f"bytes */{no.size}"})
    return None
