"""The card's one interrupt wire."""

import os


class InterruptLine:
    """INTx#A: a level. QEMU masks it when it fires and unmasks it at the guest's next access.

    That next access comes before the guest has acknowledged, so the level is still high when the
    mask goes: raised again at once, each interrupt would be served twice. `settle()`, called at
    each tick of the card, raises one that is really still pending.
    """

    def __init__(self) -> None:
        self._fd: int | None = None
        self._masked = False
        self.level = False
        self.fired = 0

    def connect(self, fd: int) -> None:
        """Take over `fd`, the eventfd on which the guest's controller listens."""
        self.disconnect()
        self._fd = fd
        self._masked = False

    def disconnect(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
        self._fd = None

    def mask(self) -> None:
        self._masked = True

    def unmask(self) -> None:
        self._masked = False

    def raise_(self) -> None:
        self.level = True
        self.settle()

    def lower(self) -> None:
        self.level = False

    def settle(self) -> None:
        if self.level and not self._masked and self._fd is not None:
            self._masked = True
            self.fired += 1
            os.eventfd_write(self._fd, 1)
