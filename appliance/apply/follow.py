"""What telephones had set follows a number that changes, and so does what others set about it."""

from collections.abc import Mapping

from appliance.apply.ports import Doing
from appliance.compiler.dialplan.wake_up import AGAIN
from appliance.core.live_state import (
    FORWARDS,
    JOURNAL,
    LIT,
    OF_EXTENSIONS,
    SET_BY_PEOPLE,
    Entry,
    Family,
    Noted,
    Where,
    extension_in,
)

_STAYS = frozenset({Family.CAMP_ON, Family.CAMPED})  # a call file of the old number waits for it
_ABOUT = (
    *FORWARDS,
    Family.SPEED_DIAL,
    Family.LAST_CALLER,
    Family.LAST_DIALLED,
    Family.DESK,
    Family.AT_DESK,
)
"""Families whose values are numbers that can be ours."""


async def follow(exchange: Doing, moved: Mapping[str, str], now: float) -> None:
    """Each entry of a number that moved stands at the new one too; the old go with the number.

    `now` is seconds since the epoch, for the journal. Fault when Asterisk is silent; done again it
    changes nothing more.
    """
    count = 0
    for family in OF_EXTENSIONS if moved else ():
        there = await exchange.entries(family)
        for key, value in there.items():
            fresh, points = _moved(family, key, value, moved)
            if there.get(fresh) == points or (fresh != key and fresh in there):
                continue
            count += 1
            await _write(exchange, (family, fresh), points, f"{int(now)}-{now:.6f}-m{count}")


def _moved(family: Family, key: str, value: str, moved: Mapping[str, str]) -> tuple[str, str]:
    """The entry as it is to stand."""
    if family in _STAYS:
        return key, value
    number = extension_in(key)
    fresh = moved.get(number, number) + key[len(number) :]
    return fresh, moved.get(value, value) if family in _ABOUT else value


async def _write(exchange: Doing, entry: Entry, value: str, note: str) -> None:
    family, key = entry
    await exchange.put_entry(family, key, value)
    if family in LIT:
        await exchange.console(f"devstate change Custom:{family}{key} INUSE")
    if family is Family.WAKE_UP:
        await exchange.do(key, AGAIN)
    if family in SET_BY_PEOPLE:
        noted = Noted(note, entry, value, "", Where.BOX)
        await exchange.put_entry(JOURNAL, noted.key, noted.text)
