"""Which message goes when: at once, then after growing pauses, until it is given up."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from appliance.bus import deadly
from appliance.core.errors import Fault
from appliance.core.web_address import WebAddress, web_address
from appliance.webhooks.kept import Kept, Webhook
from appliance.webhooks.outbox import Delivery, Outbox
from appliance.webhooks.post import Reply, why_not
from appliance.webhooks.signature import signed
from appliance.wire.webhooks import DeliveryState, HookEvent

log = logging.getLogger(__name__)

PAUSES = (10.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0)  # seconds
OLDEST = 86400.0  # seconds; what is older interests nobody
LOOK = 5.0  # seconds between looks whether something is due


class Posting(Protocol):
    async def __call__(self, address: WebAddress, headers: Mapping[str, str], body: bytes) -> Reply:
        """What was answered; Fault when nothing was that could be understood."""


@dataclass(slots=True)
class Sending:
    """One message of a webhook at a time, so a slow receiver keeps no other waiting."""

    kept: Kept
    outbox: Outbox
    post: Posting
    clock: Callable[[], float]
    pauses: tuple[float, ...] = PAUSES
    look: float = LOOK
    _busy: set[str] = field(default_factory=set)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: HookEvent, body: Callable[[], str]) -> None:
        """Whoever is to be told of it; waits for nothing."""
        concerned = [hook for hook in self.kept.every() if hook.on and event in hook.told]
        text = body() if concerned else ""
        for hook in concerned:
            self.outbox.put(hook, event, text)
        self._woken.set()

    async def run(self) -> None:
        """For good."""
        self.outbox.only(frozenset(hook.id for hook in self.kept.every()))
        while True:
            for hook in self.kept.every():
                if hook.on and hook.id not in self._busy and (due := self._due(hook)) is not None:
                    self._busy.add(hook.id)
                    deadly(f"webhook {hook.id}", self._deliver(hook, due))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.look):
                    await self._woken.wait()
            self._woken.clear()

    def _due(self, hook: Webhook) -> Delivery | None:
        """The oldest whose moment has come; a clock that was put back is waited for by nobody."""
        now = self.clock()
        ready = (e for e in self.outbox.waiting(hook.id) if not now < e.next <= now + max(PAUSES))
        return next(ready, None)

    async def _deliver(self, hook: Webhook, delivery: Delivery) -> None:
        tried = await self._tried(hook, delivery)
        self._busy.discard(hook.id)
        if self.outbox.has(delivery):  # nobody removed or dropped it meanwhile
            self.outbox.keep(self._after(tried))
        self._woken.set()

    async def once(self, hook: Webhook, body: str) -> Delivery:
        """Tell it now, whatever waits, and not again."""
        made = self.outbox.put(hook, HookEvent.TEST, body)
        self.outbox.keep(msgspec.structs.replace(made, state=DeliveryState.GIVEN_UP, next=0.0))
        tried = await self._tried(hook, made)
        if tried.waits:
            tried = msgspec.structs.replace(tried, state=DeliveryState.GIVEN_UP, next=0.0)
        if self.outbox.has(tried):
            self.outbox.keep(tried)
        return tried

    async def _tried(self, hook: Webhook, delivery: Delivery) -> Delivery:
        """With what came of it this time; it waits on where it did not arrive."""
        body, now = delivery.body.encode(), self.clock()
        said, status, error = "", 0, ""
        try:
            headers = signed(hook.secret, delivery.id, now, body)
            reply = await self.post(web_address(hook.url), headers, body)
        except Fault as fault:
            error = fault.text
        else:
            said, status = reply.said, reply.status
            error = "" if reply.taken else why_not(reply)
        state = DeliveryState.WAITING if error else DeliveryState.DELIVERED
        log.info("webhook %s: %s of %s: %s", hook.name, delivery.id, delivery.event, error or state)
        return msgspec.structs.replace(
            delivery,
            state=state,
            attempts=delivery.attempts + 1,
            tried=now,
            next=0.0,
            status=status,
            said=said,
            error=error,
        )

    def _after(self, tried: Delivery) -> Delivery:
        """What follows an attempt that failed: a longer pause, or the end."""
        if not tried.waits:
            return tried
        now = self.clock()
        if tried.attempts > len(self.pauses) or now - tried.made > OLDEST:
            return msgspec.structs.replace(tried, state=DeliveryState.GIVEN_UP)
        return msgspec.structs.replace(tried, next=now + self.pauses[tried.attempts - 1])
