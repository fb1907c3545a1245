"""A release that a program sends goes through to the supervisor; nothing of it is held here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanic import Request

from appliance.core.errors import Fault, Invalid
from appliance.wire.answers import Update
from appliance.wire.protocol import GetUpdate
from webui import upload
from webui.api.problems import Wrong

if TYPE_CHECKING:
    from webui.api.answering import Caller


async def installed(request: Request, caller: Caller) -> Update:
    """How it began, once the supervisor has all of it; whether it is any good is told later."""
    length = upload.promised(request)
    if not length:
        raise Wrong("length")
    try:
        return await upload.hand_over(request, caller.follow, length)
    except upload.Short as short:
        raise Wrong("short") from short
    except (Invalid, Fault):
        await upload.drain(request)
        raise
    except (BrokenPipeError, TimeoutError) as stopped:
        await upload.drain(request)
        told: Update = await caller.ask(GetUpdate())
        raise Wrong("fault", told.sentence, cure=told.remedy) from stopped
