"""The caller's channel while the dialplan is gone through: all that changes during a call."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from appliance.compiler.dialplan.line_limits import OUT
from appliance.compiler.dialplan.outbound import IN_LINE, IN_USE
from appliance.core.live_state import BY_CALLS, Family
from appliance.core.scenario import FromTrunk, LiveValue, Scenario
from appliance.core.test_calls import Ending, Outcome, Rang, Sent
from appliance.whatif.dialplan import Place
from appliance.whatif.entrances import Entrance
from appliance.whatif.exchange import Exchange
from appliance.whatif.story import Happening, Stepped

_TOLD = frozenset(Family) - set(BY_CALLS)


@dataclass(slots=True)
class Frame:
    """Where a subroutine returns to, and the arguments that its caller had."""

    back: Place
    arguments: dict[str, str | None]


@dataclass(slots=True)
class Keys:
    """What the caller presses: an item of `items` for each time he is asked."""

    items: deque[str]
    waiting: deque[str] = field(default_factory=deque)  # pressed and not yet taken
    asked: bool = False

    def ask(self) -> None:
        """The caller is asked; he presses once for it, however many prompts ask the same."""
        if not self.asked and not self.waiting:
            self.waiting.extend(self.items.popleft() if self.items else "")
        self.asked = True

    def take(self) -> str:
        """The next key; empty when none is pressed."""
        return self.waiting.popleft() if self.waiting else ""


@dataclass(slots=True)
class Call:
    """`next` is where the dialplan goes on; `seconds` have gone by; `up`: the caller is through."""

    exchange: Exchange
    scenario: Scenario
    entrance: Entrance
    next: Place
    at: Place
    keys: Keys
    run: "Callable[[Call], End]"
    variables: dict[str, str] = field(default_factory=dict)
    inherited: set[str] = field(default_factory=set)
    caller: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    live: dict[tuple[str, str], str] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)  # members of queues that are not to be rung
    stack: list[Frame] = field(default_factory=list)
    seconds: int = 0
    up: bool = False
    cause: int = 0  # Q.850, of the last attempt
    happenings: list[Happening] = field(default_factory=list)
    steps: list[Stepped] = field(default_factory=list)
    rang: list[Rang] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    recording: str = ""  # MixMonitor's options
    recorded: bool = False
    served: bool = False  # by the box itself

    def others_in(self, name: str, category: str) -> int:
        """Lines others use, as GROUP_COUNT tells them: of a trunk group, or of one SIP line.

        What is in use in a scenario is calls out, for limits of those.
        """
        taken = {str(each.group): each.in_use for each in self.scenario.lines}
        if category == IN_LINE:
            return self.exchange.filled(taken).get(name, 0)
        return taken.get(name, 0) if category in {IN_USE, OUT} else 0

    @property
    def now(self) -> datetime:
        return self.scenario.moment.time + timedelta(seconds=self.seconds)

    @property
    def channel(self) -> str:
        """The name of the caller's channel: chan_dahdi counts from 1, others in hexadecimal."""
        device = self.entrance.channel
        return f"{device}-1" if device.startswith("DAHDI/") else f"{device}-00000001"

    def tell(self, what: str, *about: object) -> None:
        """Add to the story."""
        self.happenings.append(Happening(self.seconds, what, tuple(map(str, about))))

    def in_use(self, group: int) -> int:
        """How many lines of a trunk group others have, and this call as it came in on one."""
        others = next((each.in_use for each in self.scenario.lines if each.group == group), 0)
        origin = self.scenario.origin
        return others + (isinstance(origin, FromTrunk) and origin.group == group)

    def beside(self, place: Place) -> "Call":
        """The far half of a Local channel: it begins at `place` with what is handed on."""
        inherited = {
            name: self.variables[name] for name in self.inherited if name in self.variables
        }
        return Call(
            self.exchange,
            self.scenario,
            Entrance("Local", place.context),
            place,
            place,
            Keys(deque()),
            self.run,
            variables=inherited,
            inherited=set(inherited),
            caller=self.caller,
            live=self.live,
        )

    def set(self, name: str, value: str) -> None:
        """A variable; one with underscores goes on to channels that this one makes."""
        plain = name.removeprefix("_").removeprefix("_")
        self.variables[plain] = value
        if plain != name:
            self.inherited.add(plain)

    def outcome(self, end: "End") -> Outcome:
        """What the call came to."""
        rang, sent = tuple(self.rang), tuple(self.sent)
        return Outcome(end.ending, end.by, end.cause, rang, sent, self.recorded, self._changed())

    def _changed(self) -> tuple[LiveValue, ...]:
        """Live values that are not as they were, but for what every call changes."""
        before = {(each.family.value, each.key): each.value for each in self.scenario.live}
        changed = (
            LiveValue(Family(family), key, self.live.get((family, key), ""))
            for family, key in {**before, **self.live}
            if family in _TOLD and before.get((family, key), "") != self.live.get((family, key), "")
        )
        return tuple(sorted(changed))


@dataclass(frozen=True, slots=True)
class End:
    """The call is over."""

    ending: Ending
    by: str = ""
    cause: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key that leads out of an application into the numbers of its context."""

    key: str


Result = End | Pressed | None
"""None: the step after this one, or wherever the application sent the call."""
