"""The guest's memory, as the card's bus master reaches it."""

import mmap
import os
from dataclasses import dataclass


class Unmapped(Exception):
    """The card was told to use memory that the guest does not share."""


@dataclass(frozen=True, slots=True)
class _Window:
    address: int
    size: int
    view: memoryview

    def holds(self, address: int, length: int) -> bool:
        return self.address <= address and address + length <= self.address + self.size


class GuestMemory:
    """Guest-physical windows that QEMU shared as file descriptors.

    `generation` changes with the set of windows: a cached view is good while it stays the same.
    """

    def __init__(self) -> None:
        self._windows: list[_Window] = []
        self.generation = 0

    def share(self, fd: int, offset: int, address: int, size: int) -> None:
        """Take over `fd`; `offset` bytes into it lies guest address `address`."""
        try:
            shared = mmap.mmap(fd, size, offset=offset)
        finally:
            os.close(fd)
        self._windows.append(_Window(address, size, memoryview(shared)))
        self.generation += 1

    def withdraw(self, address: int, size: int) -> None:
        self._windows = [
            window
            for window in self._windows
            if not (address <= window.address and window.address + window.size <= address + size)
        ]
        self.generation += 1

    def withdraw_all(self) -> None:
        self._windows = []
        self.generation += 1

    def view(self, address: int, length: int) -> memoryview:
        for window in self._windows:
            if window.holds(address, length):
                start = address - window.address
                return window.view[start : start + length]
        raise Unmapped(f"guest address {address:#x} with {length} bytes is not shared")
