"""Announcements: what they say, and the sound that somebody uploaded for each."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, json, text

from appliance.core.call_handling import Prompt
from appliance.core.errors import Fault, Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.speech import LONGEST
from appliance.spoken.languages import mark
from appliance.wire.configured import Piece
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from appliance.wire.sounds import (
    LARGEST_SOUND,
    FindSound,
    GetSound,
    GetSpeech,
    KeepSound,
    SoundKept,
    SpeakText,
)
from webui import upload
from webui.application import App
from webui.forms import posted
from webui.pages.codes import chosen
from webui.pages.groups import NAME
from webui.parts.asking import listed
from webui.parts.choices import Choices
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.sounds import SoundPick, length, typed
from webui.parts.widgets import Area
from webui.site import site_of, visit_of
from webui.sound import NoPart, send
from webui.visit import Visit

UPLOAD = "/prompts/sound"
HEARD = "/prompts/heard"
SPOKEN = "/prompts/spoken"


async def heard(visit: Visit, part: Plain, _known: Choices) -> dict[str, object]:
    """What callers hear now, where that is not the upload which the form shows; the codes of it."""
    sound, codes = part["sound"], await _codes(visit, part)
    try:
        found = await visit.ask(FindSound(prompt=str(part["key"])))
    except Invalid:  # nothing yet
        return {"heard": None, **codes}
    same = isinstance(sound, dict) and found.uploaded
    return {"heard": None if same else found, "length": length(found.milliseconds), **codes}


async def speech(visit: Visit) -> dict[str, object]:
    """Whether the box speaks, and how much."""
    found = await visit.ask(GetSpeech())
    return {"speech": found}


async def _codes(visit: Visit, part: Plain) -> dict[str, str]:
    """What is dialled to record it and to hear it; empty where that is switched off."""
    if part["code"] is None:
        return {"record": "", "play": ""}
    codes = chosen(await listed(visit, FeatureCode))
    record, play = codes[Feature.RECORD_PROMPT], codes[Feature.HEAR_PROMPT]
    return {
        "record": f"{record}{part['code']}" if record else "",
        "play": f"{play}{part['code']}" if play else "",
    }


PROMPTS = Kind(
    of=Prompt,
    path="/prompts",
    title=mark("Announcements"),
    one=mark("New announcement"),
    one_of=mark("Announcement"),
    icon="volume",
    empty=mark("An announcement is what a menu says, or music that callers hear while they wait."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Sound"), "sound"),
        Column(mark("Code"), "code"),
        Column(mark("Words"), "transcript"),
    ),
    groups=(
        Group(
            mark("Announcement"),
            (
                NAME,
                Field(
                    "sound",
                    mark("Sound file"),
                    mark("WAV, MP3, OGG, FLAC or M4A, as far as this browser reads it; at most 20 "
                         "minutes. Callers hear it once the changes are applied."),
                    widget=SoundPick(),
                ),
                Field(
                    "code",
                    mark("Code for recording by telephone"),
                    mark("1 to 999. Whoever has the right “Record announcements by telephone” "
                         "dials *77 and the code, speaks, and presses any key; *99 and the code "
                         "plays what callers hear. Empty: by upload alone."),
                ),
                Field(
                    "transcript",
                    mark("Words"),
                    mark("What it says, as it is to be spoken."),
                    widget=Area(),
                ),
            ),
        ),
    ),
    stem="prompt",
    preview=heard,
    beside=speech,
    template="page/prompt.html",
)  # fmt: skip


def routes(app: App) -> None:
    app.add_route(
        keep, UPLOAD, methods=["PUT"], stream=True, name="prompt-sound", ctx_right=Right.OFFICE
    )
    app.add_route(
        speak, SPOKEN, methods=["POST"], name="prompt-spoken", ctx_right=Right.OFFICE
    )  # fmt: skip
    app.add_route(listen, HEARD, name="prompt-heard", ctx_right=Right.OFFICE)


async def keep(request: Request) -> HTTPResponse:
    """Take a WAV file as the body of the request; what the form is to hold of it is the answer."""
    visit, site = await visit_of(request).identified(), site_of(request)
    size = upload.promised(request)
    if not size:
        said = mark("The browser did not say how large the file is.")
        return text(site.say(visit, said), status=411)
    if size > LARGEST_SOUND:
        return text(site.say(visit, mark("The file is larger than 20 MB.")), status=413)
    descriptor = os.memfd_create("sound", os.MFD_CLOEXEC)
    try:
        if await upload.taken(request, descriptor, size) != size:
            return text(site.say(visit, mark("The file did not arrive whole.")), status=400)
        kept = await visit.client.ask(KeepSound(), visit.session, descriptor)
    except (Invalid, Fault) as refused:
        return _refused(request, visit, refused)
    finally:
        os.close(descriptor)
    return _taken(kept)


async def speak(request: Request) -> HTTPResponse:
    """Have the form's words spoken; what the form is to hold of it is the answer."""
    visit = await visit_of(request).identified()
    try:
        return _taken(await visit.ask(SpeakText(posted(request.form, 2 * LONGEST).get("text", ""))))
    except (Invalid, Fault) as refused:
        return _refused(request, visit, refused)


def _taken(kept: SoundKept) -> HTTPResponse:
    value = typed(kept.digest, kept.milliseconds)
    return json({"value": value, "digest": kept.digest, "length": length(kept.milliseconds)})


def _refused(request: Request, visit: Visit, refused: Invalid | Fault) -> HTTPResponse:
    said = refused.reason if isinstance(refused, Invalid) else refused.text
    return text(site_of(request).said(visit, said), status=422)


async def listen(request: Request) -> HTTPResponse | None:
    """An upload by its digest, or what callers hear as a prompt; or a part of it."""
    visit = await visit_of(request).identified()
    which = {name: visit.query.get(name, "") for name in ("prompt", "digest")}
    try:
        found = await visit.ask(FindSound(**which))
    except Invalid as invalid:
        raise NotFound from invalid

    def follow(first: int, last: int) -> AsyncIterator[Piece]:
        return visit.client.follow(GetSound(**which, first=first, last=last), visit.session)

    try:
        await send(request, found.size, follow)
    except NoPart as no:
        return text("no such part", status=416, headers={"Content-Range": f"bytes */{no.size}"})
    return None
