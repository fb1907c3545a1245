"""How hard a password is to guess, told while it is typed; kept nowhere."""

from __future__ import annotations

import asyncio

from sanic import Request
from sanic.response import HTTPResponse, text

from appliance.wire.accepted import strength
from appliance.wire.roles import Right
from webui.application import App
from webui.forms import read_form


def routes(app: App) -> None:
    path = "/password/strength"
    app.add_route(judge, path, methods=["POST"], name="strength", ctx_right=Right.DOOR)


_one_at_a_time = asyncio.Lock()  # a hard one takes half a second of a processor


async def judge(request: Request) -> HTTPResponse:
    """Its number alone; the words stand on the page."""
    form = read_form(request.form, ("password",), ("password",))
    async with _one_at_a_time:
        return text(f"{await asyncio.to_thread(strength, form['password']):d}")
