"""What an asker must be."""

from enum import IntEnum


class Role(IntEnum):
    """Ordered: each may do all that those below may."""

    ANYONE = 0  # any process that the socket lets in, before a log-in
    USER = 1
    ADMIN = 2
    CONSOLE = 3  # root at the box itself
