"""Feature codes: what telephones dial to the box itself, all on one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.core.feature_codes import DEFAULT_CODES, WITH_NUMBER, Feature, FeatureCode
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.application import App
from webui.page import HANDLING, Context, Page
from webui.parts.asking import Listed, command_at, keep, listed, put, take_out
from webui.parts.form import posted_texts
from webui.parts.screens import editor, number
from webui.parts.terms import term
from webui.parts.widgets import first
from webui.site import site_of
from webui.visit import Visit


@dataclass(frozen=True, slots=True)
class Code:
    """`follows`: a number or a digit comes after it."""

    name: str
    title: str
    code: str
    usual: str
    follows: bool
    error: str = ""


def chosen(found: Listed) -> dict[Feature, str]:
    """The code of each feature, as the form shows it; empty where it is switched off."""
    changed = {Feature(str(each["feature"])): str(each["code"]) for each in found.parts}
    return {**DEFAULT_CODES, **changed}


def _codes(found: Listed, typed: dict[str, list[str]], wrong: tuple[str, str]) -> list[Code]:
    codes = chosen(found)
    return [
        Code(
            feature.name,
            term(feature),
            first(typed, feature.name) if typed else codes[feature],
            DEFAULT_CODES[feature],
            feature in WITH_NUMBER,
            wrong[1] if wrong[0] == feature.name else "",
        )
        for feature in Feature
    ]


async def _shown(visit: Visit) -> Context:
    found = await listed(visit, FeatureCode)
    return {"codes": _codes(found, {}, ("", "")), "base": found.revision, "wrong": ""}


PAGE = Page(
    key="codes",
    path="/codes",
    title=mark("Feature codes"),
    also=mark("hot desk, star codes, PIN, forwarding, do not disturb, wake-up, pickup"),
    icon="hash",
    section=HANDLING,
    right=Right.OFFICE,
    lead=mark("What is dialled on a telephone to use the box. An empty field switches a code off."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(_save, "/codes", methods=["POST"], name="codes-save", ctx_right=PAGE.right)


async def _save(request: Request) -> HTTPResponse:
    visit = await editor(request)
    typed = posted_texts(request)
    found = await listed(visit, FeatureCode)
    commands = _commands(found, typed)
    try:
        if commands:
            await keep(visit, number(first(typed, "base")), *commands)
    except Invalid as invalid:
        said = site_of(request).said(visit, invalid.reason)
        at = _feature_at(commands, invalid.field)
        shown = {"codes": _codes(found, typed, (at, said)), "wrong": "" if at else said}
        return await site_of(request).page(visit, PAGE, 422, shown)
    return redirect(PAGE.path, status=303)


def _commands(found: Listed, typed: dict[str, list[str]]) -> tuple[Plain, ...]:
    """What differs from how it was, in the form's order."""
    changed = {str(each["feature"]): each for each in found.parts}
    commands = []
    for feature in Feature:
        code, was = first(typed, feature.name), changed.get(feature)
        part: Plain = {"feature": feature.value, "code": code}
        if was is not None and code == DEFAULT_CODES[feature]:
            commands.append(take_out(FeatureCode, was))
        elif code != (was["code"] if was is not None else DEFAULT_CODES[feature]):
            commands.append(put(FeatureCode, part))
    return tuple(commands)


def _feature_at(commands: tuple[Plain, ...], field: str) -> str:
    """The feature whose code was refused; empty when it is about several."""
    at = command_at(field)
    if not field.endswith("code") or at >= len(commands):
        return ""
    part: Any = commands[at]["part"]
    return Feature(part["feature"]).name
