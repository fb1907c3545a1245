"""Diagnostics: what is and was wrong with the cure, what each part of the box does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core import box_log
from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.answers import Status
from appliance.wire.bans import GetBans, Unban
from appliance.wire.configuration import GetSupportBundle
from appliance.wire.diagnosis import GetDiagnosis, UnitState
from appliance.wire.protocol import GetCalls, GetCards, Restart
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import read_form
from webui.page import SYSTEM, Context, Fragment, Page
from webui.pages.overview import health
from webui.pieces import send_file
from webui.site import site_of, visit_of
from webui.visit import Visit
from webui.words import Word

UNITS: Mapping[str, str] = {
    "asterisk.service": mark("The exchange (Asterisk)"),
    "lineman-cards.service": mark("Drivers of the line cards"),
    "lineman.service": mark("The supervisor"),
    "lineman-web.service": mark("This web page"),
    "nginx.service": mark("The page's door (HTTPS)"),
    "lineman-exchange-watch.service": mark("Watch over the exchange"),
    "lineman-firewall.service": mark("Firewall"),
    "lineman-firewall-sets.service": mark("Whom the firewall lets in"),
    "lineman-bans.service": mark("Shutting out who guesses passwords"),
    "lineman-ceilings.service": mark("Ceilings of each kind of data"),
    "lineman-clock.service": mark("Whether the time is known"),
    "lineman-time-servers.service": mark("Whose time is asked for"),
    "chrony.service": mark("Time from the network"),
    "lineman-network.service": mark("Addresses that are set up"),
    "lineman-host-name.service": mark("Name of the box"),
    "systemd-networkd.service": mark("Network"),
    "systemd-resolved.service": mark("Names of the network (DNS)"),
    "avahi-daemon.service": mark("Its name in the network (.local)"),
    "rauc.service": mark("Updates"),
}
STATES: Mapping[UnitState, Word] = {
    UnitState.WORKS: Word("ok", "circle-check", mark("works")),
    UnitState.DONE: Word("ok", "check", mark("done")),
    UnitState.STARTS: Word("live", "rotate-clockwise", mark("starts")),
    UnitState.OFF: Word("none", "minus", mark("not running")),
    UnitState.FAILED: Word("bad", "alert-octagon", mark("failed")),
}


async def _shown(visit: Visit) -> Context:
    found, cards, bans, calls = await asyncio.gather(
        visit.ask(GetDiagnosis()),
        visit.ask(GetCards()),
        visit.ask(GetBans()),
        visit.ask(GetCalls()),
    )
    return {
        "found": found,
        "units": UNITS,
        "states": STATES,
        "logs": {unit: source.value for source, units in box_log.UNITS.items() for unit in units},
        "cards": cards.cards,
        "timing": cards.timing,
        "bans": bans.bans,
        "calls": len(calls.calls),
        "problem": "",
        "restarting": False,
    }


PAGE = Page(
    key="diagnostics",
    path="/diagnostics",
    title=mark("Diagnostics"),
    also=mark("issues, health, faults, restart, support, bans"),
    icon="stethoscope",
    section=SYSTEM,
    right=Right.BOX,
    lead=mark("What is wrong and what to do about it; what each part of the box does."),
    fragments=(Fragment("issues", health, on=(Status,)),),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(_bundle, "/diagnostics/bundle", name="diagnostics-bundle", ctx_right=PAGE.right)
    for path, handler in (("/diagnostics/unban", _unban), ("/diagnostics/restart", _restart)):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=["POST"], name=name, ctx_right=PAGE.right)


async def _bundle(request: Request) -> HTTPResponse | None:
    """The file for whoever helps, as it is made."""
    visit = await visit_of(request).identified()
    name = f"lineman-support-{datetime.now():%Y%m%d-%H%M%S}.tar.zst"  # noqa: DTZ005  # local
    pieces = visit.client.follow(GetSupportBundle(), visit.session)
    await send_file(request, pieces, name, "application/zstd")
    return None


async def _unban(request: Request) -> HTTPResponse:
    """Listen to an address again."""
    visit, site = await visit_of(request).identified(), site_of(request)
    form = read_form(request.form, ("address",), ())
    try:
        if form["address"]:
            await visit.ask(Unban(form["address"]))
    except Invalid:  # it ended meanwhile: the page shows whoever is left
        pass
    except Fault as fault:
        return await site.page(visit, PAGE, 409, {"problem": visit.why(fault)})
    return redirect(f"{PAGE.path}#bans", status=303)


async def _restart(request: Request) -> HTTPResponse:
    """The whole box, once however often it is pressed."""
    visit, site = await visit_of(request).identified(), site_of(request)
    try:
        await site.once(request, partial(visit.ask, Restart()))
    except Fault as fault:
        return await site.page(visit, PAGE, 409, {"problem": visit.why(fault)})
    return await site.page(visit, PAGE, 200, {"restarting": True})
