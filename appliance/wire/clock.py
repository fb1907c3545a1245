"""The office's clock: the zone in which a program of ours tells and understands times."""

import os
import time


def keep_zone(zone: str) -> None:
    """From now on local time is `zone`'s in this process; an empty one leaves it as it is.

    The box itself runs by UTC, whatever the office's zone is: so it is told by `Me`, and a change
    of it counts at once.
    """
    if zone and os.environ.get("TZ") != zone:
        os.environ["TZ"] = zone
        time.tzset()
