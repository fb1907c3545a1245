"""Where a dialled number leads, as far as rights and routes tell numbers apart."""

from enum import StrEnum


class Direction(StrEnum):
    """Ordered from the nearest to the dearest; `core/dialling.py` tells a number's direction."""

    INTERNAL = "internal"
    EMERGENCY = "emergency"
    FREE = "free"  # the called party pays: 8-800 in Russia
    CITY = "city"
    LONG_DISTANCE = "long distance"
    MOBILE = "mobile"
    INTERNATIONAL = "international"  # and whatever no plan knows
    PAID = "paid"  # information services that bill the caller
    OTHER = "other"  # services, and unplanned numbers of at most seven digits


DEAR = (Direction.INTERNATIONAL, Direction.PAID)
"""What a thief of a telephone's password is after."""
ALWAYS = (Direction.INTERNAL, Direction.EMERGENCY)
"""Open to everybody whatever his rights."""
