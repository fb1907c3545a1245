"""What devices were asked a moment ago; each question is answered once, and soon or not at all."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.core.errors import Invalid
from appliance.wire.trusted import Site

HOLDS = 120.0  # seconds; what the browser is told too
_MOST = 2000
_MOST_FROM_ONE = 20  # so that one who asks without end leaves others theirs


class Purpose(StrEnum):
    ADD = "add"
    LOG_IN = "log-in"


@dataclass(frozen=True, slots=True)
class Challenge:
    """`value` is what the device signs. `user` is whose account it is about, empty for whoever
    answers; `name` what a new passkey will be called, `handle` the account's for it; `asker` who
    asked: a session, or an address.
    """

    purpose: Purpose
    site: Site
    asker: str
    user: str = ""
    name: str = ""
    handle: str = ""
    value: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass(slots=True)
class Challenges:
    """In memory alone: after a restart one begins anew. `clock` gives seconds."""

    clock: Callable[[], float]
    _open: dict[str, tuple[Challenge, float]] = field(default_factory=dict)

    def keep(self, challenge: Challenge) -> str:
        """The ticket by which it is found once."""
        now = self.clock()
        alive = {key: each for key, each in self._open.items() if each[1] > now}
        same = [key for key, each in alive.items() if each[0].asker == challenge.asker]
        for key in same[: max(0, len(same) - _MOST_FROM_ONE + 1)]:
            del alive[key]
        self._open = dict(list(alive.items())[-_MOST + 1 :])
        ticket = secrets.token_urlsafe(24)
        self._open[ticket] = (challenge, now + HOLDS)
        return ticket

    def take(self, ticket: str, purpose: Purpose, asker: str = "") -> Challenge:
        """It is gone then, whatever comes of it. Invalid when there is none; with `asker` none
        that another asked for.
        """
        found, until = self._open.pop(ticket, (None, 0.0))
        if found is None or until <= self.clock() or found.purpose is not purpose:
            raise Invalid("passkey", "this was used already, or took too long; begin again")
        if asker and found.asker != asker:
            raise Invalid("passkey", "this was begun by somebody else; begin again")
        return found
