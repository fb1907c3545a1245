"""The only import of pyudev: the kernel's word that a card came or went."""

import asyncio
from collections.abc import Callable

import pyudev  # type: ignore[import-untyped]  # it has no types

_SUBSYSTEMS = ("dahdi_devices", "dahdi_spans")


class UdevWatch:
    """Calls `moved` whenever a device or span of DAHDI comes, goes or changes."""

    def __init__(self, moved: Callable[[], None]) -> None:
        self._moved = moved
        # "udev", never "kernel": rules have run by then, and the nodes are ours to open.
        self._monitor = pyudev.Monitor.from_netlink(pyudev.Context(), "udev")
        for subsystem in _SUBSYSTEMS:
            self._monitor.filter_by(subsystem)

    def start(self) -> None:
        """Listen from now on, in the running loop."""
        self._monitor.start()
        asyncio.get_running_loop().add_reader(self._monitor.fileno(), self._read)

    def _read(self) -> None:
        seen = False
        while self._monitor.poll(0) is not None:
            seen = True
        if seen:
            self._moved()
