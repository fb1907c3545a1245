"""Telling systemd that we are ready and alive: supervisor and web page alike."""

import asyncio
import os

from systemd import daemon  # type: ignore[import-untyped]  # it has no types


def ready() -> None:
    daemon.notify("READY=1")


def status(sentence: str) -> None:
    """One line for `systemctl status`."""
    daemon.notify(f"STATUS={sentence}")


async def keep_alive() -> None:
    """For good: pet the watchdog twice in its time; at once done when there is none."""
    microseconds = int(os.environ.get("WATCHDOG_USEC", "0"))
    while microseconds:
        daemon.notify("WATCHDOG=1")
        await asyncio.sleep(microseconds / 2e6)
