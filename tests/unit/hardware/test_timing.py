"""How exact the cards' clock is, against a timer that runs fast, slowly, torn or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.facts import TimingMeasured
from appliance.hardware import timing
from appliance.hardware.timing import RATE, DahdiClock, agreement
from appliance.hardware.timing_watch import TimingWatch
from drivers.dahdi.errors import Absent, DahdiError


class Box:
    """Its clock, which goes on only while somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Timer:
    """A driver's timer whose clock runs at `speed` of the box's."""

    def __init__(self, box: Box, period: int, speed: float) -> None:
        self._box = box
        self._period = period / RATE / speed if speed else 1e9
        self._begun, self._taken = box.now, 0

    def __enter__(self) -> Timer:
        return self

    def __exit__(self, *error: object) -> None: ...

    def wait(self, seconds: float) -> bool:
        left = self._begun + (self._taken + 1) * self._period - self._box.now
        self._box.now += min(max(left, 0), seconds)
        return left <= seconds

    def expired(self) -> int:
        # A driver counts whole periods; a hair more, for what adding fractions of seconds loses.
        count = int((self._box.now - self._begun) / self._period + 1e-6) - self._taken
        self._taken += count
        return count


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], DahdiClock]:
    box = Box()
    waiting = SimpleNamespace(sleep=box.sleep, to_thread=asyncio.to_thread)
    monkeypatch.setattr(timing, "time", box)
    monkeypatch.setattr(timing, "asyncio", waiting)

    def clock(speed: float) -> DahdiClock:
        monkeypatch.setattr(timing, "Timer", lambda period: Timer(box, period, speed))
        return DahdiClock()

    return clock


@pytest.mark.parametrize(
    ("speed", "low", "high"),
    [(1.0, 97.0, 100.0), (0.9, 86.0, 92.0), (1.25, 77.0, 83.0), (0.5, 0.0, 3.0), (0.0, 0.0, 0.0)],
)
async def test_a_clock_is_measured_against_the_boxes_own(
    measured: Callable[[float], DahdiClock], speed: float, low: float, high: float
) -> None:
    found = await measured(speed).accuracy()
    assert found is not None
    assert low <= found <= high


@pytest.mark.parametrize(
    ("counted", "passed", "percent"),
    [(30, 30, 100), (30, 30.3, 99), (30, 29.7, 99), (30, 60, 0), (30, 99, 0), (0, 3, 0)],
)
def test_agreement_is_that_of_dahdi_test(counted: float, passed: float, percent: float) -> None:
    assert agreement(counted, passed) == pytest.approx(percent)


async def test_a_box_without_a_driver_has_no_such_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(error: DahdiError) -> Callable[[int], Timer]:
        def opened(period: int) -> Timer:
            del period
            raise error

        return opened

    monkeypatch.setattr(timing, "Timer", refuse(Absent(2, "open /dev/dahdi/timer")))
    assert await DahdiClock().accuracy() is None
    monkeypatch.setattr(timing, "Timer", refuse(DahdiError(13, "open /dev/dahdi/timer")))
    with pytest.raises(Fault, match="driver refuses"):
        await DahdiClock().accuracy()


class Told(Bus):
    """A bus that counts."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[object] = []

    def publish(self, event: object) -> None:
        self.facts.append(event)


async def test_the_last_two_are_kept_and_a_fault_forgets_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Enough(Exception):
        """The end of the story."""

    story: list[float | Fault | None] = [99.9, 98.0, 98.0, 97.0, Fault("no"), 99.0, None]
    seen: list[tuple[float, ...]] = []

    class Clock:
        async def accuracy(self) -> float | None:
            seen.append(watch.last)
            if not story:
                raise Enough
            said = story.pop(0)
            if isinstance(said, Fault):
                raise said
            return said

    monkeypatch.setattr("appliance.hardware.timing_watch.PAUSE", 0)
    told = Told()
    watch = TimingWatch(Clock(), told)
    with pytest.raises(Enough):
        await watch.run()
    assert seen == [(), (99.9,), (99.9, 98.0), (98.0, 98.0), (98.0, 97.0), (), (99.0,), ()]
    assert told.facts == [TimingMeasured()] * 6  # the same again is no news
    assert watch.now is None
