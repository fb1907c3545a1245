"""The first start: what is well, and what is left, each with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.people import Extension, Person
from appliance.core.trunks import DidRoute, LineRoute
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetDraft
from appliance.wire.first_start import StartStep
from appliance.wire.network import GetNetwork
from appliance.wire.protocol import GetStatus
from webui import words
from webui.application import App
from webui.pages.start import PAGE, At, address, lines, screen
from webui.parts.choices import Choices, choices
from webui.parts.settings import office_of
from webui.site import visit_of
from webui.visit import Visit

_TROUBLE = frozenset({"bad", "warn"})


@dataclass(frozen=True, slots=True)
class Check:
    """`good` and `bad` are to be translated: what is said as `well` is; `path` is where to mend."""

    well: bool
    good: str
    bad: str
    path: str


def routes(app: App) -> None:
    app.add_route(check, address(StartStep.CHECK), name="start-check", ctx_right=PAGE.right)


async def check(request: Request) -> HTTPResponse:
    visit = visit_of(request)
    known = await choices(visit, visit.words, (), (Extension, Person, DidRoute, LineRoute))
    found = (
        *await _network(visit),
        *await _lines(visit),
        _people(known),
        *await _office(visit, known),
        await _applied(visit),
        await _issues(visit),
    )
    return await screen(request, StartStep.CHECK, {"checks": found})


async def _network(visit: Visit) -> tuple[Check, ...]:
    found = await visit.ask(GetNetwork())
    reached = any(each.cable and each.ready and each.addresses for each in found.links)
    kept = found.clock is not None and found.clock.synchronized
    return (
        Check(
            reached,
            mark("The box is on the network."),
            mark("No network port has an address."),
            address(StartStep.NETWORK),
        ),
        Check(
            kept,
            mark("The network keeps the clock."),
            mark("Nobody keeps the clock: times of calls and office hours may be wrong."),
            "/network",
        ),
    )


async def _lines(visit: Visit) -> tuple[Check, ...]:
    """Of lines that were found: an office without any has SIP lines, or none yet."""
    outside: Any = (await lines(visit))["outside"]
    well = not any(_troubled(each) for each in outside)
    return (
        Check(
            well,
            mark("Every line that was found is in order."),
            mark("A line that was found has no tone, or an alarm."),
            address(StartStep.LINES),
        ),
    )


def _troubled(at: At) -> bool:
    found = [*words.alarms(at.socket.alarms), words.socket(at.socket.state)]
    return any(each.tone in _TROUBLE for each in found)


def _people(known: Choices) -> Check:
    owned = {str(each["number"]) for each in known.parts(Person)}
    numbers = [str(each["number"]) for each in known.parts(Extension) if each["devices"]]
    return Check(
        bool(numbers) and owned.issuperset(numbers),
        mark("Every telephone is somebody's."),
        mark("A telephone is nobody's, or none is connected yet."),
        address(StartStep.TELEPHONES),
    )


async def _office(visit: Visit, known: Choices) -> tuple[Check, ...]:
    office = await office_of(visit)
    mail = office["mail"]
    routed = bool(known.parts(DidRoute) or known.parts(LineRoute))
    return (
        Check(
            office["operator"] is not None or routed,
            mark("Somebody answers calls from outside."),
            mark("Nobody answers calls from outside."),
            address(StartStep.INBOUND),
        ),
        Check(
            bool(mail["server"] and mail["alarms"]),
            mark("Somebody is told by e-mail what is wrong with the box."),
            mark("Nobody is told what is wrong with the box."),
            address(StartStep.MAIL),
        ),
    )


async def _applied(visit: Visit) -> Check:
    return Check(
        not (await visit.ask(GetDraft())).steps,
        mark("All changes are applied."),
        mark("Changes are not applied yet."),
        address(StartStep.TEST),
    )


async def _issues(visit: Visit) -> Check:
    return Check(
        not (await visit.ask(GetStatus())).issues,
        mark("No issue is open."),
        mark("The box itself has something to say."),
        "/",
    )
