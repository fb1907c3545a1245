"""The first start: what callers hear, in office hours and outside of them; the box speaks it."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.call_handling import Menu, Prompt
from appliance.core.errors import Fault, Invalid
from appliance.core.schedules import Schedule
from appliance.spoken.languages import mark
from appliance.wire.first_start import StartStep, StepMark
from appliance.wire.kinds import Plain
from appliance.wire.sounds import GetSpeech, SpeakText
from webui.application import App
from webui.forms import Form, posted, read_form
from webui.pages.start import PAGE, around, marked
from webui.pages.start_inbound import GREETING, MENU_KEY, known_of, ways
from webui.parts.asking import keep, listed, put
from webui.parts.kind import defaults
from webui.parts.screens import number
from webui.parts.settings import office_of
from webui.parts.sounds import SoundPick, typed
from webui.site import site_of, visit_of
from webui.visit import Visit

_HELLO_KEY, _CLOSED_KEY, _HOURS_KEY = "start-greeting", "start-closed", "start-hours"
_FIELDS = ("greeting", "greeting-sound", "closed", "closed-sound", "did")
_SOUND = SoundPick()
_WEEK = {"days": [1, 2, 3, 4, 5], "start": 9 * 60, "end": 18 * 60}


def routes(app: App) -> None:
    app.add_route(
        greeting, GREETING, methods=["GET", "POST"], name="start-greeting", ctx_right=PAGE.right
    )


async def greeting(request: Request) -> HTTPResponse:
    """What was not spoken by the button is spoken when it is saved, where the box has a voice."""
    visit = visit_of(request)
    if request.method == "GET":
        return await _shown(request, Form(await _before(visit)))
    form = read_form(request.form, _FIELDS, ())
    if not form["greeting"]:
        return await _shown(request, form.refused(greeting=visit.words(mark("Fill this in."))), 422)
    try:
        sounds = {each: await _sound(visit, form, each) for each in ("greeting", "closed")}
    except _Unspoken as unspoken:
        return await _shown(request, form.refused(**{unspoken.field: unspoken.text}), 422)
    known = await known_of(visit)
    base = number(posted(request.form).get("base", "")) or known.revision
    made, hours = await _made(visit, form, sounds)
    to: Plain = {"type": "ToMenu", "key": MENU_KEY}
    try:
        await keep(visit, base, *made, *ways(known, form["did"], to, hours))
    except Invalid as invalid:
        return await _shown(request, form.refused(**{"": visit.said(invalid.reason)}), 422)
    return redirect(await marked(visit, StartStep.INBOUND, StepMark.DONE), status=303)


class _Unspoken(Exception):  # the project's word
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text


async def _before(visit: Visit) -> dict[str, str]:
    """What was typed here the last time."""
    prompts = {str(each["key"]): each for each in (await listed(visit, Prompt)).parts}
    found = {"did": visit.query.get("did", "")}
    for field, key in (("greeting", _HELLO_KEY), ("closed", _CLOSED_KEY)):
        prompt = prompts.get(key, {"transcript": "", "sound": None})
        found[field] = str(prompt["transcript"])
        (found[f"{field}-sound"],) = _SOUND.write("sound", prompt["sound"])["sound"]
    return found


async def _sound(visit: Visit, form: Form, field: str) -> Plain | None:
    """What a prompt holds of it; None where nothing was typed, or nobody can speak."""
    if form[f"{field}-sound"]:
        found: Plain = _SOUND.read("sound", {"sound": [form[f"{field}-sound"]]})
        return found
    if not form[field] or not (await visit.ask(GetSpeech())).here:
        return None
    try:
        kept = await visit.ask(SpeakText(form[field]))
    except (Invalid, Fault) as refused:
        text = refused.reason if isinstance(refused, Invalid) else refused.text
        raise _Unspoken(field, visit.said(text)) from refused
    spoken: Plain = _SOUND.read("sound", {"sound": [typed(kept.digest, kept.milliseconds)]})
    return spoken


async def _made(
    visit: Visit, form: Form, sounds: dict[str, Plain | None]
) -> tuple[list[Plain], Plain | None]:
    """What makes prompts, menu and hours, and the hours of the routes."""
    operator = (await office_of(visit))["operator"]
    rest = {"type": "ToExtension", "number": operator} if operator else {"type": "ToNobody"}
    hello = _prompt(_HELLO_KEY, visit.words(mark("Greeting")), form["greeting"], sounds["greeting"])
    menu = {
        **defaults(Menu),
        "key": MENU_KEY,
        "name": visit.words(mark("Voice menu")),
        "greeting": _HELLO_KEY,
        "choices": [],
        "otherwise": rest,
    }
    made = [put(Prompt, hello), put(Menu, menu)]
    if not form["closed"]:
        return made, None
    closed = _prompt(
        _CLOSED_KEY, visit.words(mark("Out of office hours")), form["closed"], sounds["closed"]
    )
    schedules = [str(each["key"]) for each in (await listed(visit, Schedule)).parts]
    if not schedules:
        name = visit.words(mark("Office hours"))
        fresh = {**defaults(Schedule), "key": _HOURS_KEY, "name": name, "week": [_WEEK]}
        made.append(put(Schedule, fresh))
    hours: Plain = {
        "schedule": [*schedules, _HOURS_KEY][0],
        "closed": {"type": "ToPrompt", "key": _CLOSED_KEY},
    }
    return [*made, put(Prompt, closed)], hours


def _prompt(key: str, name: str, words: str, sound: Plain | None) -> Plain:
    return {**defaults(Prompt), "key": key, "name": name, "transcript": words, "sound": sound}


async def _shown(request: Request, form: Form, status: int = 200) -> HTTPResponse:
    visit = visit_of(request)
    known = await known_of(visit)
    speech = await visit.ask(GetSpeech())
    context = {
        "title": visit.words(mark("What callers hear")),
        "form": form,
        "speech": speech,
        "base": known.revision,
        **await around(StartStep.INBOUND)(visit),
    }
    return await site_of(request).framed(visit, PAGE, "page/start-greeting.html", status, context)
