"""`lineman trace`: how a call would go, without making it."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.core.errors import Invalid
from appliance.core.keys import Key, free_key
from appliance.core.live_state import Family
from appliance.core.scenario import Does
from appliance.ctl.asking import Part, edit, listed, put
from appliance.ctl.parser import Parser, Words
from appliance.ctl.show import show
from appliance.ctl.speech import _, language
from appliance.ctl.times import local
from appliance.wire.client import Client
from appliance.wire.configuration import GetOffice, Trace
from appliance.wire.configured import Told

_BEHAVIOURS = {"busy": Does.BUSY, "no_answer": Does.NO_ANSWER, "off_line": Does.OFF_LINE}


def add(words: Words, group: str) -> None:
    word = words.word(group, "trace", trace, _("how a call would go, step by step"), changes=True)
    _origin(word.parser)
    _world(word.parser)
    word.parser.add_argument(
        "--keep",
        default="",
        metavar=_("NAME"),
        help=_("keep it as a test call: it is tried before each change"),
    )


def _origin(parser: Parser) -> None:
    parser.add_argument(
        "call",
        nargs="*",
        metavar=_("NUMBER"),
        help=_("a telephone and what it dials, such as: lineman trace 201 89161234567"),
    )
    add = parser.add_argument_group(_("who calls")).add_argument
    add("--from", dest="telephone", metavar=_("NUMBER"), help=_("this telephone"))
    add("--dial", default="", metavar=_("NUMBER"), help=_("what it dials"))
    add("--line", metavar=_("GROUP"), help=_("or a call from outside by this trunk group"))
    add("--did", default="", metavar=_("NUMBER"), help=_("the number of ours that is called"))
    add("--caller", default="", metavar=_("NUMBER"), help=_("who calls from outside"))


def _world(parser: Parser) -> None:
    add = parser.add_argument_group(_("how the world is then")).add_argument
    add("--at", default="", metavar=_("TIME"), help=_("YYYY-MM-DD HH:MM; now unless given"))
    add("--press", action="append", default=[], metavar=_("KEYS"), help=_("at each menu or PIN"))
    for name, about in (
        ("busy", _("this telephone is busy")),
        ("no-answer", _("nobody answers this telephone")),
        ("off-line", _("this telephone cannot be reached")),
    ):
        add(f"--{name}", action="append", default=[], metavar=_("NUMBER"), help=about)
    add(
        "--lines-in-use",
        action="append",
        default=[],
        metavar=_("GROUP=COUNT"),
        help=_("so many lines of a trunk group are taken"),
    )
    add(
        "--live",
        action="append",
        default=[],
        metavar=_("FAMILY/KEY=VALUE"),
        help=_("what telephones have set, such as CF/205=206, DND/205=YES or DAYNIGHT/1=NIGHT"),
    )


async def trace(client: Client, chosen: Namespace) -> None:
    office = await client.ask(GetOffice())
    zone = str(office.office["zone"])
    scenario = {
        "moment": _moment(chosen.at, ZoneInfo(zone)),
        "origin": _called(chosen),
        "presses": chosen.press,
        "telephones": _telephones(chosen),
        "lines": [_lines(each) for each in chosen.lines_in_use],
        "live": [_live(each) for each in chosen.live],
    }
    told = await client.ask(Trace(scenario, language()))
    if not chosen.keep:
        show(chosen, (*told.story, *_passed_by(told)), told)
        return
    call = {"name": chosen.keep, "scenario": scenario, "expected": told.outcome}
    await _keep(client, chosen, call)


def _passed_by(told: Told) -> Iterator[str]:
    if told.own:
        names = ", ".join(told.own)
        yield _("Not followed: your own lines in %(files)s, which the exchange reads.", files=names)


def _moment(text: str, zone: ZoneInfo) -> str:
    """The wall's time of the office, with its distance from UTC."""
    moment = local(text).replace(tzinfo=zone) if text else datetime.now(zone)
    return moment.isoformat(timespec="seconds")


def _called(chosen: Namespace) -> Part:
    if chosen.call:
        if len(chosen.call) != 2 or chosen.telephone is not None or chosen.line is not None:
            raise Invalid(
                "origin",
                "name a telephone and what it dials, such as: lineman trace 201 89161234567",
            )
        chosen.telephone, chosen.dial = chosen.call
    if (chosen.telephone is None) == (chosen.line is None):
        raise Invalid("origin", "give --from with --dial, or --line with --did and --caller")
    if chosen.telephone is not None:
        return {"type": "FromTelephone", "number": chosen.telephone, "dialled": chosen.dial}
    group, _slash, line = chosen.line.partition("/")
    return {
        "type": "FromTrunk",
        "group": _count("line", group),
        "line": _count("line", line or "1"),
        "called": chosen.did,
        "caller": chosen.caller,
    }


def _telephones(chosen: Namespace) -> list[Part]:
    return [
        {"number": number, "does": does.value}
        for name, does in _BEHAVIOURS.items()
        for number in getattr(chosen, name)
    ]


def _lines(text: str) -> Part:
    group, _equals, count = text.partition("=")
    return {"group": _count("lines", group), "in_use": _count("lines in use", count)}


def _live(text: str) -> Part:
    place, _equals, value = text.partition("=")
    family, _slash, key = place.partition("/")
    if family not in set(Family):
        raise Invalid("live", f"{family!r} is none of {', '.join(Family)}")
    return {"family": family, "key": key, "value": value}


def _count(field: str, text: str) -> int:
    if not text.isdecimal():
        raise Invalid(field, f"{text!r} is no number")
    return int(text)


async def _keep(client: Client, chosen: Namespace, call: dict[str, Any]) -> None:
    """As a test call; one of the same name is replaced."""
    kept = await listed(client, "StoredCall")
    same = (each["key"] for each in kept.parts if each["name"] == chosen.keep)
    taken = {Key(key) for key in kept.keyed()}
    key = next(same, None) or str(free_key("call", taken))
    await edit(client, chosen, kept.revision, put("StoredCall", {"key": key, **call}))
