"""`lineman lines` and `lineman routes`: ways out of the office and ways in."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from appliance.core.directions import ALWAYS, Direction
from appliance.core.trunks import Admits
from appliance.ctl.asking import Listed, listed
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, said, term
from appliance.spoken.languages import mark
from appliance.wire.answers import Cards
from appliance.wire.client import Client
from appliance.wire.configuration import GetOffice
from appliance.wire.configured import OfficeSettings, Parts
from appliance.wire.kinds import Answer
from appliance.wire.protocol import GetCards

Plain = dict[str, Any]
_INBOUND = ("CallerRoute", "DidRoute", "LineRoute", "BlockedCaller", "AllowedCaller")

_ADMITS = {
    Admits.SHOWN.value: mark("Of callers on no list those who hide their number are refused."),
    Admits.LISTED.value: mark("Callers on no list are refused."),
}


def add(words: Words, group: str) -> None:
    words.word(group, "lines", lines, _("trunk groups and the lines in each"))
    words.word(group, "routes", routes, _("where calls from outside go, and ways out"))


async def lines(client: Client, chosen: Namespace) -> None:
    groups = await listed(client, "TrunkGroup")
    cards = await client.ask(GetCards())
    show(chosen, _groups(groups, cards), _answer("TrunkGroup", groups), cards)


def _answer(kind: str, found: Listed) -> Answer:
    return Parts(found.revision, kind, found.parts)


def _groups(groups: Listed, cards: Cards) -> Iterator[str]:
    if not groups.parts:
        yield _("There is no line to the outside.")
    for group in groups.parts:
        held = group["reserve"]
        reserve = _(", held in reserve: %(count)s", count=held) if held else ""
        yield _("Group #%(number)s: %(name)s", number=group["number"], name=group["name"]) + reserve
        yield from _limits(group)
        yield from table([_line(line, cards) for line in group["lines"]])


def _limits(group: Plain) -> Iterator[str]:
    """Those that the group has."""
    words = {
        "calls_at_once": mark("calls to the outside at once: %(count)s"),
        "longest_minutes": mark("minutes a call: %(count)s"),
        "minutes_a_day": mark("minutes a day: %(count)s"),
        "dear_calls_a_day": mark("calls abroad and to paid numbers a day: %(count)s"),
    }
    found = [_(text, count=group[field]) for field, text in words.items() if group[field]]
    if found:
        yield "  " + _("at most: %(limits)s", limits=", ".join(found))


def _line(line: Plain, cards: Cards) -> tuple[str, str]:
    """Where the line is, and what state its socket is in."""
    if line["type"] == "SipTrunk":
        over = line["transport"].upper() + ("+SRTP" if line["encrypted"] else "")
        over += ", T.38" if line["t38"] else ""
        return f"SIP {line['name']}", f"{line['host']}:{line['port']} {over}"
    place = line.get("socket", line)
    for card in cards.cards:
        if card.key != place["card"]:
            continue
        for socket in card.sockets:
            if socket.label == str(place.get("place", place["span"])):
                where = _("card %(number)s, port %(label)s", number=card.number, label=socket.label)
                return where, term(socket.state)
    return f"{place['card']} {place['span']}", term("absent")


async def routes(client: Client, chosen: Namespace) -> None:
    office = await client.ask(GetOffice())
    found = {kind: await listed(client, kind) for kind in (*_INBOUND, "OutboundRoute")}
    answers = [_answer(kind, each) for kind, each in found.items() if each.parts]
    lines = [*_inbound(office, found), "", *_outbound(office, found["OutboundRoute"])]
    show(chosen, lines, office, parts=answers)


def _inbound(office: OfficeSettings, found: dict[str, Listed]) -> Iterator[str]:
    """In the order in which they decide."""
    yield _("Calls from outside, the first that fits:")
    rows = [
        (_("caller %(number)s", number=_caller(each)), *_targets(each))
        for each in found["CallerRoute"].parts
    ]
    rows += [
        (_("number %(number)s", number=r["did"]), *_targets(r)) for r in found["DidRoute"].parts
    ]
    rows += [
        (_("line %(line)s", line=_socket(r["line"])), *_targets(r))
        for r in found["LineRoute"].parts
    ]
    settings: Plain = office.office
    if settings["did_tail"]:
        rows.append(
            (
                _("last %(count)s digits of the number", count=settings["did_tail"]),
                _("that extension"),
                "",
            )
        )
    operator = settings["operator"]
    rows.append((_("all others"), operator or _("refused"), _hours(settings["hours"])))
    yield from table(rows)
    if blocked := found["BlockedCaller"].parts:
        yield _("Refused callers: %(count)s.", count=len(blocked))
    if allowed := found["AllowedCaller"].parts:
        yield _("Callers on the white list: %(count)s.", count=len(allowed))
    if settings["admits"] in _ADMITS:
        yield _(_ADMITS[settings["admits"]])


def _caller(route: Plain) -> str:
    return f"+{route['caller']}{'…' if route['prefix'] else ''}"


def _socket(socket: Plain) -> str:
    return f"{socket['card']} {socket['span']}/{socket['place']}"


def _targets(route: Plain) -> tuple[str, str]:
    return _target(route["to"]), _hours(route.get("hours"))


def _hours(hours: Plain | None) -> str:
    if hours is None:
        return ""
    return _(
        "while %(schedule)s is closed: %(target)s",
        schedule=hours["schedule"],
        target=_target(hours["closed"]),
    )


def _target(target: Plain) -> str:
    """A target as `core.wording.told` spells it, in the reader's language."""
    kind = target["type"].removeprefix("To")
    spelled = {"HuntGroup": "hunt group"}.get(kind, kind.lower())
    return said(f"{spelled} {target.get('number', target.get('key', ''))}".strip())


def _outbound(office: OfficeSettings, routes: Listed) -> Iterator[str]:
    yield _("Calls to the outside take these trunk groups, in this order:")
    settings: Plain = office.office
    other: dict[str, list[int]] = {each["direction"]: each["groups"] for each in routes.parts}
    usual: list[int] = settings["groups"]
    yield from table(
        [
            (term(direction), ", ".join(f"#{n}" for n in other.get(direction, usual)) or _("none"))
            for direction in Direction
            if direction not in ALWAYS
        ]
    )
