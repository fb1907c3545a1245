"""The life of an emulated card: registers, ticks and requests, in one thread."""

import logging
import select
import time

from drivers.virtual.cards.control import Control
from drivers.virtual.cards.pace import Pace
from drivers.virtual.cards.transport.pci import PciFunction
from drivers.virtual.cards.transport.server import Server

log = logging.getLogger(__name__)

_REPORT_SECONDS = 10.0
_IDLE_SECONDS = 0.5  # while no driver runs the card, only registers and requests count


class Loop:
    """Serves until `stop` is called, which a signal may do."""

    def __init__(self, server: Server, card: PciFunction, control: Control, pace: Pace) -> None:
        self._server = server
        self._card = card
        self._control = control
        self._pace = pace
        self._running = True
        self.ticks = 0
        self.late = 0  # ticks that found the last one not yet served

    def stop(self) -> None:
        self._running = False

    def run(self) -> None:
        reported = time.monotonic()
        while self._running:
            self._once()
            now = time.monotonic()
            if now - reported >= _REPORT_SECONDS:
                log.debug(
                    "ticks %d late %d reads %d writes %d interrupts %d",
                    self.ticks,
                    self.late,
                    self._server.reads,
                    self._server.writes,
                    self._card.interrupt.fired,
                )
                reported = now

    def _once(self) -> None:
        wait = _IDLE_SECONDS
        if self._card.running:
            wait = self._pace.wait()
            if wait <= 0:
                self._tick()
        device = self._server.fileno()
        ready, _, _ = select.select([device, *self._control.filenos()], [], [], wait)
        for fileno in ready:
            if fileno == device:
                self._server.read_ready()
                self._pace.accessed()
            else:
                self._control.read_ready(fileno)

    def _tick(self) -> None:
        if self._card.tick():
            self.ticks += 1
        else:
            self.late += 1
        self._pace.ticked()
