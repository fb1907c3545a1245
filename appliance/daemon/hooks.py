"""Webhooks: questions about them answered, and what happens to calls handed to them."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from appliance.core.errors import Fault
from appliance.core.web_address import WebAddress, web_address
from appliance.daemon.configuring import Answering
from appliance.daemon.office import Office
from appliance.daemon.places import Places
from appliance.daemon.records import Records
from appliance.daemon.views import past_call
from appliance.facts import CallRecorded, CallsChanged
from appliance.webhooks.kept import FILE, Kept, Webhook
from appliance.webhooks.outbox import FOLDER, Delivery, Outbox
from appliance.webhooks.post import Post
from appliance.webhooks.sending import Sending
from appliance.webhooks.telling import Telling
from appliance.wire import webhooks as wire
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What is kept is written by the thread that writes the door's files."""

    office: Office
    door: Door
    sending: Sending
    telling: Telling
    look: Callable[[WebAddress], Awaitable[None]]
    """Invalid where nothing would be sent to that address."""

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetWebhooks: self._every,
            wire.MakeWebhook: self._make,
            wire.SetWebhook: self._set,
            wire.RenewWebhookSecret: self._renew,
            wire.RemoveWebhook: self._remove,
            wire.TestWebhook: self._test,
            wire.GetDeliveries: self._deliveries,
        }

    @property
    def _kept(self) -> Kept:
        return self.sending.kept

    @property
    def _outbox(self) -> Outbox:
        return self.sending.outbox

    async def happened(self, event: object) -> None:
        """Put on the list of whoever is to be told; returns at once."""
        match event:
            case CallRecorded(call):
                self.telling.ended(call, past_call(call))
            case CallsChanged():
                views = self.office.calls().calls
                self.telling.moved(tuple(zip(views, self.office.calls_watch.calls, strict=True)))

    async def _every(self, _request: object, _asker: Asker) -> wire.Webhooks:
        return wire.Webhooks(tuple(map(self._view, self._kept.every())))

    async def _make(self, request: wire.MakeWebhook, asker: Asker) -> wire.WebhookMade:
        wanted = (request.name, request.url, request.events)
        self._kept.check("", *wanted)
        await self.look(web_address(request.url))
        hook = await self.door.writer(lambda: self._kept.make(*wanted, asker.user))
        await self._note(asker, What.HOOK_MADE, hook, after=hook.url)
        return wire.WebhookMade(hook.secret, self._view(hook))

    async def _set(self, request: wire.SetWebhook, asker: Asker) -> wire.Webhooks:
        hook = self._kept.named(request.webhook)
        wanted = (request.name, request.url, request.events)
        if request.url != hook.url:
            self._kept.check(hook.id, *wanted)
            await self.look(web_address(request.url))
        changed = await self.door.writer(lambda: self._kept.change(hook, *wanted, on=request.on))
        if not changed.on:
            self._outbox.drop(hook.id, waiting=True)
        await self._note(asker, What.HOOK_CHANGED, changed, _said(hook), _said(changed))
        return await self._every(request, asker)

    async def _renew(self, request: wire.RenewWebhookSecret, asker: Asker) -> wire.WebhookMade:
        hook = self._kept.named(request.webhook)
        renewed = await self.door.writer(lambda: self._kept.renew(hook))
        await self._note(asker, What.HOOK_RENEWED, renewed)
        return wire.WebhookMade(renewed.secret, self._view(renewed))

    async def _remove(self, request: wire.RemoveWebhook, asker: Asker) -> wire.Webhooks:
        hook = self._kept.named(request.webhook)
        await self.door.writer(lambda: self._kept.remove(hook))
        self._outbox.drop(hook.id)
        await self._note(asker, What.HOOK_REMOVED, hook, before=hook.url)
        return await self._every(request, asker)

    async def _test(self, request: wire.TestWebhook, _asker: Asker) -> wire.Delivery:
        hook = self._kept.named(request.webhook)
        body = self.told(wire.HookEvent.TEST, {})
        return wire.Delivery(_view(await self.sending.once(hook, body)))

    async def _deliveries(self, request: wire.GetDeliveries, _asker: Asker) -> wire.Deliveries:
        hook = self._kept.named(request.webhook)
        return wire.Deliveries(tuple(map(_view, self._outbox.of(hook.id)[: wire.MOST])))

    async def _note(
        self, asker: Asker, what: What, hook: Webhook, before: str = "", after: str = ""
    ) -> None:
        """On the disk by then."""
        log.info("webhook %s (%s): %s by %s", hook.name, hook.id, what, asker.user)
        self.door.log.note(asker.user, what, hook.name, asker.session.origin, (before, after))
        await self.door.writer.caught_up()

    def _view(self, hook: Webhook) -> wire.WebhookView:
        sent = self._outbox.of(hook.id)
        last = next((each for each in sent if each.attempts), None)
        return wire.WebhookView(
            id=hook.id,
            name=hook.name,
            url=hook.url,
            events=hook.told,
            on=hook.on,
            made=hook.made,
            by=hook.by,
            waiting=len(self._outbox.waiting(hook.id)),
            last=_view(last) if last is not None else None,
        )

    def told(self, event: wire.HookEvent, call: dict[str, Any]) -> str:
        """The body of a message."""
        return body_of(self.office.box.name, event, call)


def body_of(box: str, event: wire.HookEvent, call: dict[str, Any]) -> str:
    """What a receiver reads: JSON, the same at each try."""
    content = {"event": event, "time": time.time(), "box": box, "call": call or None}
    return msgspec.json.encode(content).decode()


def _said(hook: Webhook) -> str:
    return f"{hook.url} {'on' if hook.on else 'off'}: {', '.join(hook.told)}"


def _view(delivery: Delivery) -> wire.DeliveryView:
    return wire.DeliveryView(
        id=delivery.id,
        event=delivery.event,
        made=delivery.made,
        state=delivery.state,
        attempts=delivery.attempts,
        tried=delivery.tried,
        next=delivery.next,
        status=delivery.status,
        said=delivery.said,
        error=delivery.error,
    )


def hooks(places: Places, office: Office, records: Records, door: Door) -> Hooks:
    """All that webhooks need, joined."""
    kept = Kept(places.identity / FILE, time.time)
    outbox = Outbox(places.identity / FOLDER, time.time, door.writer.soon)
    post = Post()
    sending = Sending(kept, outbox, post, time.time)

    def tell(event: wire.HookEvent, call: dict[str, Any]) -> None:
        sending.tell(event, lambda: body_of(office.box.name, event, call))

    def key_of(linked: str) -> str:
        try:
            return records.past.key_of(linked)
        except Fault:  # the history is closed
            return linked

    return Hooks(office, door, sending, Telling(tell, key_of, time.time()), post.look)
