"""What if: a call that is imagined, told step by step; kept ones are tried at each change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key, free_key
from appliance.core.people import Extension
from appliance.core.scenario import Does
from appliance.core.test_calls import Ending, StoredCall
from appliance.core.trunks import TrunkGroup
from appliance.spoken.languages import mark
from appliance.wire.configuration import Trace
from appliance.wire.configured import Told
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import whole
from webui.page import HANDLING, Context, Page
from webui.parts.asking import keep, listed, put, take_out
from webui.parts.choices import Choices, choices
from webui.parts.form import posted_texts
from webui.parts.screens import editor, number
from webui.parts.settings import zone_of
from webui.parts.terms import term
from webui.parts.widgets import Typed, Wrong, first
from webui.site import site_of
from webui.visit import Visit

FIELDS = (
    "from",
    "phone",
    "dialled",
    "group",
    "caller",
    "called",
    "day",
    "time",
    "presses",
    "busy",
    "silent",
)
ROWS = 60  # kept calls that are tried when the page is shown


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored call and what comes of it now: `same` as expected, or not."""

    key: str
    name: str
    expected: str
    now: str
    same: bool
    query: str


async def _shown(visit: Visit) -> Context:
    return await _screen(visit, _filled(visit), dict(visit.query) if "from" in visit.query else {})


def _filled(visit: Visit) -> Typed:
    return {name: [visit.query.get(name, "")] for name in FIELDS}


async def _screen(visit: Visit, typed: Typed, asked: dict[str, str]) -> Context:
    known = await choices(visit, visit.words, (Extension, TrunkGroup), (StoredCall,))
    zone = await zone_of(visit)
    now = datetime.now(zone)
    for name, usual in (("from", "outside"), ("day", f"{now:%Y-%m-%d}"), ("time", f"{now:%H:%M}")):
        typed[name] = [first(typed, name) or usual]
    told, errors = await _told(visit, typed, zone) if asked else (None, {})
    return {
        "typed": {name: texts[0] for name, texts in typed.items()},
        "errors": errors,
        "told": told,
        "outcome": _outcome(told.outcome, known) if told is not None else "",
        "phones": known.options(Extension),
        "lines": known.options(TrunkGroup),
        "base": known.revision,
        "kept": [await _kept(visit, call, known) for call in known.parts(StoredCall)[:ROWS]],
    }


async def _told(visit: Visit, typed: Typed, zone: ZoneInfo) -> tuple[Told | None, dict[str, str]]:
    """The story of the call, or what is wrong at which field."""
    try:
        question = Trace(scenario(typed, zone), visit.language, draft=True)
        return await visit.ask(question), {}
    except Wrong as wrong:
        return None, {wrong.field: visit.words(wrong.text)}
    except Invalid as invalid:
        return None, {_place(invalid.field): visit.said(invalid.reason)}
    except Fault as fault:
        return None, {"": visit.said(fault.text)}


_PLACES = {
    "origin.dialled": "dialled",
    "origin.caller": "caller",
    "origin.called": "called",
    "origin.number": "phone",
    "origin.group": "group",
    "moment": "day",
}


def _place(field: str) -> str:
    return _PLACES.get(field, "presses" if field.startswith("presses") else "")


def scenario(typed: Typed, zone: ZoneInfo) -> Plain:
    """A `core.scenario.Scenario`; Wrong at the field of what cannot be read."""
    silent = _numbers(typed, "silent")
    busy = [each for each in _numbers(typed, "busy") if each not in silent]
    telephones = [
        {"number": each, "does": does.value, "after": 0}
        for numbers, does in ((busy, Does.BUSY), (silent, Does.NO_ANSWER))
        for each in numbers
    ]
    presses = [each for each in re.split(r"[\s,;]+", first(typed, "presses")) if each]
    return {
        "moment": _moment(typed, zone),
        "origin": _origin(typed),
        "presses": presses,
        "telephones": telephones,
    }


def _numbers(typed: Typed, name: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[0-9]+", first(typed, name))))


def _moment(typed: Typed, zone: ZoneInfo) -> str:
    text = f"{first(typed, 'day')} {first(typed, 'time')}"
    try:
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    except ValueError as error:
        raise Wrong(mark("Choose a day and a time."), "day") from error
    return moment.isoformat(timespec="seconds")


def _origin(typed: Typed) -> Plain:
    if first(typed, "from") == "phone":
        dialled = re.sub(r"[ ()-]", "", first(typed, "dialled"))
        if not first(typed, "phone"):
            raise Wrong(mark("Choose a telephone."), "phone")
        if not dialled:
            raise Wrong(mark("Write what is dialled."), "dialled")
        return {"type": "FromTelephone", "number": first(typed, "phone"), "dialled": dialled}
    group = whole(first(typed, "group"))
    if group is None:
        raise Wrong(mark("Choose the lines that the call comes by."), "group")
    clean = {name: re.sub(r"[ ()-]", "", first(typed, name)) for name in ("caller", "called")}
    return {"type": "FromTrunk", "group": group, **clean}


def _outcome(outcome: Any, known: Choices) -> str:  # noqa: ANN401  # JSON
    """How it ends, in one sentence."""
    ending = known.say(term(Ending(outcome["ending"])))
    by = known.title(Extension, outcome["by"]) if outcome["by"] else ""
    return f"{ending} — {by}" if by else ending


async def _kept(visit: Visit, call: Plain, known: Choices) -> Kept:
    expected: Any = call["expected"]
    wanted: Any = call["scenario"]
    try:
        now: Any = (await visit.ask(Trace(wanted, visit.language, draft=True))).outcome
        words = _outcome(now, known)
    except (Invalid, Fault) as refused:
        now = None
        words = visit.said(refused.reason if isinstance(refused, Invalid) else refused.text)
    return Kept(
        str(call["key"]),
        str(call["name"]),
        _outcome(expected, known),
        words,
        now == expected,
        _query(wanted),
    )


def _query(wanted: Any) -> str:  # noqa: ANN401
    """The fields of the form that ask for this call again."""
    origin, moment = wanted["origin"], datetime.fromisoformat(wanted["moment"])
    given = {
        "day": f"{moment:%Y-%m-%d}",
        "time": f"{moment:%H:%M}",
        "presses": " ".join(wanted["presses"]),
    }
    does = {Does.BUSY.value: "busy", Does.NO_ANSWER.value: "silent"}
    for value, name in does.items():
        given[name] = " ".join(t["number"] for t in wanted["telephones"] if t["does"] == value)
    if origin["type"] == "FromTelephone":
        given |= {"from": "phone", "phone": origin["number"], "dialled": origin["dialled"]}
    else:
        given |= {
            "from": "outside",
            "group": str(origin["group"]),
            "caller": origin["caller"],
            "called": origin["called"],
        }
    return urlencode(given)


PAGE = Page(
    key="what-if",
    path="/what-if",
    title=mark("What if"),
    icon="flask",
    section=HANDLING,
    right=Right.OFFICE,
    lead=mark("Imagine a call and see, step by step, where it goes, with what you have drafted."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(
        _keep, "/what-if/keep", methods=["POST"], name="what-if-keep", ctx_right=PAGE.right
    )
    app.add_route(
        _forget, "/what-if/forget", methods=["POST"], name="what-if-forget", ctx_right=PAGE.right
    )


async def _keep(request: Request) -> HTTPResponse:
    """The call with its answer as it is now: from then on each change is tried on it."""
    visit = await editor(request)
    typed = {name: [""] for name in FIELDS} | posted_texts(request)
    known = await choices(visit, visit.words, (), (StoredCall,))
    zone = await zone_of(visit)
    try:
        wanted = scenario(typed, zone)
        told = await visit.ask(Trace(wanted, visit.language, draft=True))
        taken = {Key(str(each["key"])) for each in known.parts(StoredCall)}
        part: Plain = {
            "key": str(free_key("call", taken)),
            "name": first(typed, "name"),
            "scenario": wanted,
            "expected": told.outcome,
        }
        await keep(visit, number(first(typed, "base")), put(StoredCall, part))
    except (Wrong, Invalid) as refused:
        said = (
            visit.words(refused.text) if isinstance(refused, Wrong) else visit.said(refused.reason)
        )
        asked = {name: first(typed, name) for name in FIELDS}
        shown = {**await _screen(visit, typed, asked), "errors": {"name": said}}
        return await site_of(request).page(visit, PAGE, 422, shown)
    return redirect("/what-if#kept", status=303)


async def _forget(request: Request) -> HTTPResponse:
    visit = await editor(request)
    typed = posted_texts(request)
    found = await listed(visit, StoredCall)
    for call in found.parts:
        if call["key"] == first(typed, "key"):
            await keep(visit, found.revision, take_out(StoredCall, call))
    return redirect("/what-if#kept", status=303)
