"""What a dialled number is and where it leads."""

from enum import StrEnum


class Kind(StrEnum):
    """Whether the world knows a number, or only the exchange we are connected to."""

    WORLD = "world"  # E.164 digits without `+`
    RAW = "raw"  # the digits as they were dialled
