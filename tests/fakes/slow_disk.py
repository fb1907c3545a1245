"""A disk whose every sync ends only once the loop has gone on meanwhile."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_LONG = 60.0  # seconds; only a loop that waits for the disk ever waits so long


class SlowDisk:
    """Made in the loop that must not wait; `synced` counts what reached the disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.synced = 0
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, descriptor: int) -> None:
        assert threading.get_ident() != self._thread, "the loop waits for the disk"
        gone_on = threading.Event()
        self._loop.call_soon_threadsafe(gone_on.set)
        assert gone_on.wait(_LONG), "the loop stands still until the disk has written"
        self.synced += 1
        self._real(descriptor)
