"""What is to be told and what came of it: a file for each, so that a restart loses none."""

import logging
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from appliance.beside import Soon
from appliance.durable import write_whole
from appliance.spoken.languages import mark
from appliance.webhooks.kept import Webhook
from appliance.wire.webhooks import DeliveryState, HookEvent

log = logging.getLogger(__name__)

FOLDER = "webhooks"
MOST_WAITING = 200  # of one webhook; then the oldest gives way
MOST_OVER = 50  # of one webhook that are shown
GAVE_WAY = mark("Too many newer ones waited behind it.")


class Delivery(msgspec.Struct, frozen=True):
    """One event for one webhook. `body` is what is sent, the same at each try."""

    id: str
    hook: str
    event: HookEvent
    made: float
    body: str
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    tried: float = 0.0
    next: float = 0.0
    status: int = 0
    said: str = ""
    error: str = ""

    @property
    def waits(self) -> bool:
        return self.state is DeliveryState.WAITING


class Outbox:
    """In `folder`; `soon` writes there, and a full disk costs what a restart would remember."""

    def __init__(self, folder: Path, clock: Callable[[], float], soon: Soon) -> None:
        self._folder, self._clock, self._soon = folder, clock, soon
        self._known = {each.id: each for each in _read(folder)}

    def of(self, hook: str) -> tuple[Delivery, ...]:
        """The newest first."""
        return tuple(each for each in reversed(self._known.values()) if each.hook == hook)

    def waiting(self, hook: str) -> tuple[Delivery, ...]:
        """What has not arrived yet, the oldest first."""
        return tuple(each for each in self._known.values() if each.hook == hook and each.waits)

    def put(self, hook: Webhook, event: HookEvent, body: str) -> Delivery:
        """To be told as soon as can be."""
        now = self._clock()
        ident = f"msg_{int(now * 1000):013d}{secrets.token_hex(6)}"
        made = Delivery(ident, hook.id, event, now, body, next=now)
        self.keep(made)
        for old in self.waiting(hook.id)[:-MOST_WAITING]:
            self.keep(
                msgspec.structs.replace(old, state=DeliveryState.GIVEN_UP, next=0.0, error=GAVE_WAY)
            )
        return made

    def has(self, delivery: Delivery) -> bool:
        return delivery.id in self._known

    def keep(self, delivery: Delivery) -> None:
        """As it is now."""
        self._known[delivery.id] = delivery
        content = msgspec.json.encode(delivery)
        self._soon(lambda: self._write(delivery.id, content))
        over = [each for each in self.of(delivery.hook) if not each.waits]
        for old in over[MOST_OVER:]:
            self._forget(old)

    def drop(self, hook: str, *, waiting: bool = False) -> None:
        """All of a webhook, or of it what is `waiting`."""
        for each in self.of(hook):
            if each.waits or not waiting:
                self._forget(each)

    def only(self, hooks: frozenset[str]) -> None:
        """Forget what is of no webhook that is still there."""
        for each in tuple(self._known.values()):
            if each.hook not in hooks:
                self._forget(each)

    def _forget(self, delivery: Delivery) -> None:
        del self._known[delivery.id]
        self._soon(lambda: (self._folder / f"{delivery.id}.json").unlink(missing_ok=True))

    def _write(self, ident: str, content: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(self._folder / f"{ident}.json", content, 0o600)
        except OSError as error:
            log.warning("webhooks: what is to be told cannot be kept: %s", error)


def _read(folder: Path) -> Iterator[Delivery]:
    for path in sorted(folder.glob("msg_*.json")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Delivery)
        except (OSError, msgspec.DecodeError) as error:
            log.warning("webhooks: %s cannot be read: %s", path.name, error)
            path.unlink(missing_ok=True)
