"""The first start: how the box is on the network, and the form of each of its ports."""

from __future__ import annotations

from dataclasses import replace

from sanic import Request
from sanic.response import HTTPResponse

from appliance.wire.first_start import StartStep
from webui.application import App
from webui.pages import network
from webui.pages.start import PAGE, address, screen
from webui.parts import screens
from webui.site import visit_of

PORTS = replace(network.PORTS, path="/start/network-ports")
STEP = replace(PAGE, path=address(StartStep.NETWORK), kinds=(PORTS,))


def routes(app: App) -> None:
    app.add_route(ports, STEP.path, name="start-network", ctx_right=PAGE.right)
    screens.forms(app, STEP)


async def ports(request: Request) -> HTTPResponse:
    """Those that were found, as they are."""
    return await screen(request, StartStep.NETWORK, await network.shown(visit_of(request)))
