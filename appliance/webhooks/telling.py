"""What happens to calls, as events for webhooks: each once for each call."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from appliance.asterisk.calls_now import CallUp
from appliance.core.calls import Call, Direction, Result
from appliance.wire.views import CallView, PastCall
from appliance.wire.webhooks import HookEvent

REMEMBERED = 1000  # calls that are over
_TAKEN = frozenset({Result.ANSWERED, Result.CUT})

Tell = Callable[[HookEvent, dict[str, Any]], None]


@dataclass(slots=True)
class Telling:
    """`key_of` gives the key by which the call log will know a call that is up.

    How far calls were already at the first look after the start, `since`, was told before it.
    """

    tell: Tell
    key_of: Callable[[str], str]
    since: float
    _told: OrderedDict[str, set[HookEvent]] = field(default_factory=OrderedDict)
    _looked: bool = False

    def moved(self, up: tuple[tuple[CallView, CallUp], ...]) -> None:
        """These calls are up now."""
        for view, call in up:
            told = self._told.setdefault(call.id, set())
            for event in _reached(view, call):
                if event not in told and (self._looked or view.since >= self.since):
                    self.tell(event, self._shown(view))
                told.add(event)
        self._looked = True
        # A call that is out of sight for a moment, with the manager's connection, comes back.
        while len(self._told) > len(up) + REMEMBERED:
            self._told.popitem(last=False)

    def _shown(self, view: CallView) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(view)
        del plain["may"]
        return {"key": self.key_of(view.id), **plain}

    def ended(self, call: Call, view: PastCall) -> None:
        """This call is over, and in the log."""
        plain: dict[str, Any] = msgspec.to_builtins(view)
        self.tell(HookEvent.ENDED, plain)
        if call.direction is Direction.INBOUND and call.result not in _TAKEN:
            self.tell(HookEvent.MISSED, plain)
        if call.result is Result.VOICEMAIL:
            self.tell(HookEvent.VOICEMAIL, plain)


def _reached(view: CallView, call: CallUp) -> Iterator[HookEvent]:
    """How far it is: begun once it is known whom it is for, answered once two are connected."""
    if view.called or view.queue or len(call.channels) > 1:
        yield HookEvent.STARTED
    if call.talking and len(call.channels) > 1:
        yield HookEvent.ANSWERED
