"""How hot the box is, where the kernel knows a sensor."""

from contextlib import suppress
from pathlib import Path

_SENSORS = Path("/sys/class/hwmon")
_POSSIBLE = (-40.0, 150.0)  # degrees Celsius; a sensor that is not connected tells others


def hottest(sensors: Path = _SENSORS) -> float | None:
    """Degrees Celsius of the hottest; None without one."""
    found = []
    for path in sensors.glob("hwmon*/temp*_input"):
        with suppress(OSError, ValueError):  # asleep, or gone
            found.append(int(path.read_text("ascii")) / 1000)
    least, most = _POSSIBLE
    return max((each for each in found if least < each < most), default=None)
