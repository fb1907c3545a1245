"""The webhooks with their secrets, in one file that only the supervisor reads."""

import logging
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.core.text import check_text
from appliance.core.web_address import web_address
from appliance.durable import write_whole
from appliance.webhooks.signature import fresh_secret
from appliance.wire.webhooks import CHOSEN, HookEvent

log = logging.getLogger(__name__)

FILE = "webhooks.json"
MOST = 20


class Webhook(msgspec.Struct, frozen=True):
    """`secret` signs what is sent; `on` is whether anything is."""

    id: str
    name: str
    url: str
    events: tuple[str, ...]
    secret: str
    made: float
    by: str
    on: bool = True

    @property
    def told(self) -> tuple[HookEvent, ...]:
        """What it is told of; an event that another release knew is left out."""
        return tuple(each for each in CHOSEN if each.value in self.events)


class Kept:
    """Every webhook by its id; what changes them waits for the disk. `clock` gives epoch seconds.

    Invalid at the field, Fault without room on the disk.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path, self._clock = path, clock
        self._hooks = {hook.id: hook for hook in _read(path)}

    def every(self) -> tuple[Webhook, ...]:
        """In the order in which they were made."""
        return tuple(self._hooks.values())

    def named(self, name: str) -> Webhook:
        """By id or name; Invalid when there is none."""
        for hook in self._hooks.values():
            if name in (hook.id, hook.name):
                return hook
        raise Invalid("webhook", f"there is no webhook {name}")

    def find(self, ident: str) -> Webhook | None:
        return self._hooks.get(ident)

    def make(self, name: str, url: str, events: Iterable[HookEvent], by: str) -> Webhook:
        if len(self._hooks) >= MOST:
            raise Invalid("name", f"there are {MOST} webhooks; remove one that nobody needs")
        chosen = self.check("", name, url, events)
        ident = next(each for each in iter(_fresh_id, "") if each not in self._hooks)
        hook = Webhook(ident, name, url, chosen, fresh_secret(), self._clock(), by)
        return self._write(hook)

    def change(
        self, hook: Webhook, name: str, url: str, events: Iterable[HookEvent], *, on: bool
    ) -> Webhook:
        chosen = self.check(hook.id, name, url, events)
        changed = msgspec.structs.replace(hook, name=name, url=url, events=chosen, on=on)
        return self._write(changed)

    def renew(self, hook: Webhook) -> Webhook:
        """With another secret."""
        return self._write(msgspec.structs.replace(hook, secret=fresh_secret()))

    def remove(self, hook: Webhook) -> None:
        self._keep({name: each for name, each in self._hooks.items() if name != hook.id})

    def check(
        self, ident: str, name: str, url: str, events: Iterable[HookEvent]
    ) -> tuple[str, ...]:
        """The events as they are kept; Invalid for what it cannot be. `ident`: "" for a new one."""
        check_text("name", name, longest=60)
        if any(each.name == name and each.id != ident for each in self._hooks.values()):
            raise Invalid("name", f"there is a webhook {name} already; choose another name")
        web_address(url)
        wanted = set(events)
        chosen = tuple(each.value for each in CHOSEN if each in wanted)
        if not chosen:
            raise Invalid("events", "choose at least one event that it is told of")
        return chosen

    def _write(self, hook: Webhook) -> Webhook:
        self._keep({**self._hooks, hook.id: hook})
        return hook

    def _keep(self, hooks: dict[str, Webhook]) -> None:
        try:
            write_whole(self._path, msgspec.json.encode(tuple(hooks.values())), 0o600)
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"The webhooks cannot be kept: {why}", MAKE_ROOM) from error
        self._hooks = hooks


def _fresh_id() -> str:
    return secrets.token_hex(4)


def _read(path: Path) -> tuple[Webhook, ...]:
    """None while there is no such file; one that cannot be read tells nobody anything."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Webhook, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        log.error("The webhooks cannot be read: %s", error)  # noqa: TRY400  # told in words
        return ()
