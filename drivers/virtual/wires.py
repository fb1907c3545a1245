"""Brings channels' events and sound to their owners, from asyncio's loop.

asyncio knows no POLLPRI, by which the driver announces events; an epoll of our own does, and is
itself readable when one of its channels wants something.
"""

from __future__ import annotations

import asyncio
import select
from typing import Protocol


class Owner(Protocol):
    """Who holds a channel."""

    def fileno(self) -> int: ...

    def on_event(self) -> None:
        """An event waits; fetch all of them."""

    def on_sound(self) -> None:
        """A block of sound, or a frame, waits."""


class Wires:
    """All channels of one machine."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._epoll = select.epoll()
        self._owners: dict[int, Owner] = {}
        loop.add_reader(self._epoll.fileno(), self._ready)

    def attach(self, owner: Owner, *, sound: bool = False) -> None:
        self._owners[owner.fileno()] = owner
        self._epoll.register(owner.fileno(), _mask(sound=sound))

    def listen(self, owner: Owner, *, sound: bool) -> None:
        """Whether sound is wanted; a telephone on its hook costs nothing."""
        self._epoll.modify(owner.fileno(), _mask(sound=sound))

    def detach(self, owner: Owner) -> None:
        """Before the channel is closed."""
        del self._owners[owner.fileno()]
        self._epoll.unregister(owner.fileno())

    def close(self) -> None:
        self._loop.remove_reader(self._epoll.fileno())
        self._epoll.close()

    def _ready(self) -> None:
        for fd, what in self._epoll.poll(0):
            owner = self._owners.get(fd)
            if owner and what & select.EPOLLPRI:
                owner.on_event()
            if what & select.EPOLLIN and self._owners.get(fd) is owner and owner:
                owner.on_sound()


def _mask(*, sound: bool) -> int:
    return select.EPOLLPRI | (select.EPOLLIN if sound else 0)
