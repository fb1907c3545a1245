"""One function turns the driver's refusals into ours."""

from __future__ import annotations

import errno
import os

ELAST = 500  # the driver's own number: an event waits and must be fetched first (dahdi/user.h)


class DahdiError(OSError):
    """The driver refused; `errno` is its code."""


class Absent(DahdiError):
    """There is no such span, channel or device, or it was unplugged."""


class Busy(DahdiError):
    """Someone else holds the channel, or it is in the middle of something."""


class Unsupported(DahdiError):
    """This hardware cannot do that."""


class NotYet(DahdiError):
    """Nothing to read, or no room to write, at this moment."""


class EventPending(DahdiError):
    """An event waits: fetch it, then read or write again."""


class NoToneZone(DahdiError):
    """The channel needs a tone zone and none is loaded."""


_KINDS: dict[int, type[DahdiError]] = {
    errno.ENODEV: Absent,
    errno.ENXIO: Absent,
    errno.ENOENT: Absent,
    errno.EBUSY: Busy,
    errno.ENOTTY: Unsupported,
    errno.ENOSYS: Unsupported,
    errno.EOPNOTSUPP: Unsupported,
    errno.EAGAIN: NotYet,
    errno.ENODATA: NoToneZone,
    ELAST: EventPending,
}


def refusal(code: int, doing: str) -> DahdiError:
    """The error for the driver's `code` while `doing` something."""
    reason = "an event waits" if code == ELAST else os.strerror(code)
    return _KINDS.get(code, DahdiError)(code, f"{doing}: {reason}")
