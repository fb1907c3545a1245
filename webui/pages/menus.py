"""Voice menus as a tree, and the words that they say."""

from __future__ import annotations

from typing import Any

from appliance.core.call_handling import DIGITS, Menu
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import HANDLING, Context, Page
from webui.pages.groups import NAME, NUMBER, SECONDS
from webui.pages.prompts import PROMPTS
from webui.parts.choices import Choices, Option
from webui.parts.compound import TO_TARGET, Rows
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch, known_of
from webui.parts.widgets import Widget
from webui.visit import Visit


class TelephoneKey(Widget):
    """One of the twelve keys."""

    macro = "choice"

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (Option("", "–"), *(Option(digit, digit) for digit in DIGITS))


CHOICES = Rows(
    columns=(("digit", mark("Key"), TelephoneKey()), ("to", mark("Where the call goes"), TO_TARGET))
)


async def tree(_visit: Visit, part: Plain, known: Choices) -> dict[str, object]:
    """The menu with those below it, each told once, as deep as they go."""
    return {"tree": _branches(part, known, {str(part["key"])})}


def trees(known: Choices) -> list[dict[str, object]]:
    """Every menu that no other leads to, or all of them where they go round in circles."""
    menus = known.parts(Menu)
    below = {key for menu in menus for _, to in _ways(menu) if (key := _menu_of(to))}
    tops = [menu for menu in menus if menu["key"] not in below] or list(menus)
    return [
        {
            "name": menu["key"],
            "title": menu["name"],
            "tree": _branches(menu, known, {str(menu["key"])}),
        }
        for menu in tops
    ]


def _ways(menu: Plain) -> list[tuple[str, Plain]]:
    choices: Any = menu["choices"]
    otherwise: Any = menu["otherwise"]
    pressed = [(str(each["digit"]), each["to"]) for each in choices]
    return [*sorted(pressed), ("", otherwise)]


def _menu_of(target: Plain) -> str:
    return str(target["key"]) if target["type"] == "ToMenu" else ""


def _branches(menu: Plain, known: Choices, told: set[str]) -> list[dict[str, object]]:
    found = []
    for digit, to in _ways(menu):
        key = _menu_of(to)
        below = next((m for m in known.parts(Menu) if m["key"] == key and key not in told), None)
        told.add(key)
        inner = _branches(below, known, told) if below is not None else []
        branch = {"digit": digit, "to": TO_TARGET.shown(to, known), "type": to["type"]}
        found.append({**branch, "menu": key, "tree": inner})
    return found


MENUS = Kind(
    of=Menu,
    path="/menus",
    title=mark("Voice menus"),
    one=mark("New voice menu"),
    one_of=mark("Voice menu"),
    icon="list-tree",
    empty=mark("A voice menu greets the caller and sends the call where the pressed key says."),
    columns=(
        Column(mark("Name"), "name"),
        Column(mark("Number"), "number"),
        Column(mark("Greeting"), "greeting"),
        Column(mark("Otherwise"), "otherwise"),
    ),
    groups=(
        Group(
            mark("Voice menu"),
            (
                NAME,
                NUMBER,
                Field("greeting", mark("Greeting"), mark("What the caller hears first.")),
                Field("choices", mark("Keys"), widget=CHOICES),
                Field(
                    "otherwise",
                    mark("Otherwise"),
                    mark("Where the call goes when nothing, or too often a wrong key, is pressed."),
                    widget=TO_TARGET,
                ),
            ),
        ),
        Group(
            mark("Details for specialists"),
            (
                Field("direct_dial", mark("An internal number may be dialled at any time")),
                Field(
                    "wait_seconds",
                    mark("Wait for a key"),
                    mark("1 to 60."),
                    unit=SECONDS,
                    aka=("wait",),
                ),
                Field("tries", mark("Tries"), mark("1 to 9 wrong keys."), aka=("tries",)),
            ),
            quiet=True,
        ),
    ),
    stem="menu",
    preview=tree,
    template="page/menu.html",
)

_listed = fetch(MENUS, PROMPTS)


async def _shown(visit: Visit) -> Context:
    known = await known_of(visit, MENUS)
    return {**await _listed(visit), "trees": trees(known)}


PAGE = Page(
    key="menus",
    path="/menus",
    title=mark("Voice menus"),
    also=mark("IVR, greeting, prompt, announcement, auto attendant, sound, music, upload"),
    icon="list-tree",
    section=HANDLING,
    right=Right.OFFICE,
    template="page/menus.html",
    kinds=(MENUS, PROMPTS),
    fetch=_shown,
)
