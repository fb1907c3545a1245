"""What every page says of changes: the visitor's draft, and a change that waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from appliance.core.errors import Fault
from appliance.wire.configuration import GetDraft, GetPending
from appliance.wire.configured import Draft, Pending
from appliance.wire.roles import Right
from webui.visit import Visit


@dataclass(frozen=True, slots=True)
class Changing:
    """Nothing of it is known while the stored configuration cannot be read."""

    draft: Draft
    pending: Pending


NOTHING = Changing(Draft(0), Pending())


async def changing(visit: Visit) -> Changing:
    """What waits to be made; nothing for whoever may not change anything."""
    if not visit.may(Right.OFFICE):
        return NOTHING
    try:
        return Changing(*await asyncio.gather(visit.ask(GetDraft()), visit.ask(GetPending())))
    except Fault:
        return NOTHING
