"""The office as it is now: everything that is shown, put together from the parts that know it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.asterisk.ports import Exchange
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.daemon.box import Box
from appliance.daemon.calls_watch import CallsWatch
from appliance.daemon.cards_view import card_views
from appliance.daemon.lines import busy
from appliance.daemon.views import call_view, extension_views, issue_view
from appliance.daemon.whose import Whose
from appliance.flows.change_config import Changes
from appliance.flows.system_update import Updates
from appliance.hardware.span_watch import SpanWatch
from appliance.hardware.timing_watch import TimingWatch
from appliance.health.board import Board
from appliance.wire.answers import CallsNow, Cards, Extensions, Status
from appliance.wire.views import BoxState, UpdatePhase, Weight

START = 60.0  # seconds that a start of the exchange may take before it is called down


@dataclass(slots=True)
class Office:
    box: Box
    exchange: Exchange
    watch: SpanWatch
    timing: TimingWatch
    calls_watch: CallsWatch
    board: Board
    changes: Changes
    updates: Updates
    clock: Callable[[], float]
    whose: Whose = field(init=False)
    _been_up: bool = False

    def __post_init__(self) -> None:
        self.whose = Whose(self.config)

    def config(self) -> Config:
        return drawn(self.changes)

    def status(self) -> Status:
        issues = tuple(issue_view(opened) for opened in self.board.issues())
        return Status(
            name=self.box.name,
            version=self.box.version,
            slot=self.box.slot,
            state=self._state(any(issue.weight is not Weight.NOTICE for issue in issues)),
            exchange_up=self.exchange.up,
            calls=len(self.calls_watch.calls),
            started=self.box.started,
            issues=issues,
        )

    def _state(self, troubled: bool) -> BoxState:
        self._been_up = self._been_up or self.exchange.up
        phase = self.updates.now.phase
        if phase is UpdatePhase.RESTARTING:
            return BoxState.RESTARTING
        if phase is UpdatePhase.TRIAL:
            return BoxState.TRIAL
        if not self._been_up and self.clock() < START:
            return BoxState.STARTING
        return BoxState.ATTENTION if troubled else BoxState.RUNNING

    def cards(self) -> Cards:
        views = card_views(self.config(), self.watch.now, busy(self.calls_watch.channels))
        return Cards(views, self.timing.now)

    def calls(self) -> CallsNow:
        """All of them; `Watched` says what of them an asker may see."""
        config, directory, times = self.config(), self.whose.directory(), self.calls_watch.times
        return CallsNow(
            tuple(
                call_view(call, times[call.id], config, directory)
                for call in self.calls_watch.calls
            )
        )

    def extensions(self) -> Extensions:
        config = self.changes.config
        return Extensions(self.changes.revision, extension_views(config))


def drawn(changes: Changes) -> Config:
    """For drawing only: empty while the stored one cannot be read, which is an issue."""
    try:
        return changes.config
    except Fault:
        return Config()


def internal(changes: Changes) -> frozenset[str]:
    """Our extensions' numbers."""
    return frozenset(ext.number.digits for ext in drawn(changes).extensions)


def since_start() -> Callable[[], float]:
    """Seconds since this was called, by a clock that never jumps."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    return lambda: clock() - begun
