"""Guessing costs time: wrong tries from one place make it wait, ever longer."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

FREE = 3  # wrong tries without a wait
LONGEST = 900.0  # seconds, for one who guesses
LONGEST_SHARED = 15.0  # seconds, for all others who want in at the same door
_FORGET = 3600.0
_MOST = 2000  # places remembered; the ones longest quiet are forgotten first
_MOST_KNOWN = 500  # places that were right at a door


@dataclass(frozen=True, slots=True)
class Places:
    """Where a try comes from: the asker's `own` place, and the door he has `shared` with others."""

    own: str
    shared: str


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    last: float = 0.0
    until: float = 0.0


@dataclass(slots=True)
class Delays:
    """One count for each place, such as an address or a user's name.

    Many strangers at one door are slow together, and their wrong tries do not keep its owner out:
    a place that was right at this door waits for its own wrong tries alone. The limit of that: an
    owner who comes from a new place, or since the last start, waits with the strangers, and
    while they go on guessing from many places he may find no moment that is free.
    """

    clock: Callable[[], float]
    _tries: OrderedDict[str, _Tries] = field(default_factory=OrderedDict)
    _known: OrderedDict[Places, None] = field(default_factory=OrderedDict)

    def wait(self, places: Places) -> float:
        """Seconds until the next try from these places is looked at; 0 for now."""
        now = self.clock()
        counts = [self._tries.get(places.own)]
        if places not in self._known:
            counts.append(self._tries.get(places.shared))
        return max(0.0, *(count.until - now if count else 0.0 for count in counts))

    def wrong(self, places: Places) -> None:
        """One more wrong try: after three, the wait doubles from one second."""
        self._count(places.own, LONGEST)
        self._count(places.shared, LONGEST_SHARED)
        while len(self._tries) > _MOST:
            self._tries.popitem(last=False)

    def _count(self, place: str, longest: float) -> None:
        now = self.clock()
        tries = self._tries.get(place) or _Tries()
        if now - tries.last > _FORGET:
            tries = _Tries()
        tries.wrong += 1
        tries.last = now
        if tries.wrong > FREE:
            # A count that nobody resets grows for ever; no wait needs more than this.
            tries.until = now + min(longest, 2.0 ** min(tries.wrong - FREE - 1, 20))
        self._tries[place] = tries
        self._tries.move_to_end(place)

    def right(self, places: Places) -> None:
        """Forget what was wrong before, and know the place again."""
        self._tries.pop(places.own, None)
        self._tries.pop(places.shared, None)
        self._known[places] = None
        self._known.move_to_end(places)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def lift(self) -> None:
        """Nobody waits any longer; who was right before is known as ever."""
        self._tries.clear()
