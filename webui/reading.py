"""What one page asks the supervisor: each question once, however many parts of the page need it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TypeVar, cast

from appliance.wire.client import Client
from appliance.wire.kinds import Request as Question

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Reading(Client):
    """For as long as a page is put together that changes nothing; `asked` answers."""

    asked: Client = field(default_factory=Client)
    _answers: dict[tuple[object, str], asyncio.Future[object]] = field(default_factory=dict)

    async def ask(
        self,
        request: Question[A],
        session: str = "",
        descriptor: int | None = None,
        origin: str = "",
    ) -> A:
        try:
            known = self._answers.get((request, session))
        except TypeError:  # a question with a scenario in it: no page asks that twice
            return await self.asked.ask(request, session, descriptor, origin)
        if known is None:
            asking = self.asked.ask(request, session, descriptor, origin)
            known = self._answers[request, session] = asyncio.ensure_future(asking)
        return cast("A", await known)
