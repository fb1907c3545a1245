"""Guessing costs time: wrong tries from one place make it wait, ever longer."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

FREE = 3  # wrong tries without a wait
LONGEST = 900.0  # seconds
_FORGET = 3600.0
_MOST = 2000  # places remembered; the ones longest quiet are forgotten first


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    last: float = 0.0
    until: float = 0.0


@dataclass(slots=True)
class Delays:
    """One count for each place, such as an address or a user's name."""

    clock: Callable[[], float]
    _places: OrderedDict[str, _Tries] = field(default_factory=OrderedDict)

    def wait(self, *places: str) -> float:
        """Seconds until the next try from these places is looked at; 0 for now."""
        now = self.clock()
        waits = [self._places[p].until - now for p in places if p in self._places]
        return max(0.0, *waits) if waits else 0.0

    def wrong(self, *places: str) -> None:
        """One more wrong try: after three, the wait doubles from one second."""
        now = self.clock()
        for place in places:
            tries = self._places.get(place) or _Tries()
            if now - tries.last > _FORGET:
                tries = _Tries()
            tries.wrong += 1
            tries.last = now
            if tries.wrong > FREE:
                tries.until = now + min(LONGEST, 2.0 ** (tries.wrong - FREE - 1))
            self._places[place] = tries
            self._places.move_to_end(place)
        while len(self._places) > _MOST:
            self._places.popitem(last=False)

    def right(self, *places: str) -> None:
        """Forget what was wrong before."""
        for place in places:
            self._places.pop(place, None)
