"""How exactly the line cards' clock keeps time, as `dahdi_test` measures it."""

import asyncio
import time

from appliance.core.errors import Fault
from drivers.dahdi.errors import Absent, DahdiError
from drivers.dahdi.timer import Timer

RATE = 8000  # samples a second, fixed by the telephone network
WINDOW = 30.0  # seconds; a processor that looks away for 0.1 s is a third of a per cent of them
LATEST = 3.0  # seconds for an expiry each second: without one the clock stands still


class DahdiClock:
    """DAHDI has one for all spans: its master card's, or its own where no card gives one.

    A measurement takes `WINDOW` and three looks: the driver counts by itself meanwhile.
    """

    async def accuracy(self) -> float | None:
        try:
            with Timer(RATE) as timer:
                return await _measured(timer)
        except Absent:
            return None
        except DahdiError as error:
            raise Fault(
                f"The line card driver refuses: {error}", "Switch the box off and on again."
            ) from error


async def _measured(timer: Timer) -> float:
    first, begun = await asyncio.to_thread(_next, timer)
    await asyncio.sleep(WINDOW if first else 0)
    counted = timer.expired()
    last, ended = await asyncio.to_thread(_next, timer)
    return agreement(counted + last, ended - begun) if first and last else 0.0


def _next(timer: Timer) -> tuple[int, float]:
    """Expiries up to the next one, and its time; none when it does not come."""
    expired = timer.expired() if timer.wait(LATEST) else 0
    return expired, time.monotonic()


def agreement(counted: float, passed: float) -> float:
    """Per cent to which two lengths of time agree; as `dahdi_test` reckons it."""
    return 100 * max(0.0, 1 - abs(counted - passed) / counted) if counted else 0.0
