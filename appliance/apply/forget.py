"""What telephones had set ends with the number, so that whoever has it next starts clean."""

import re
from collections.abc import Collection, Iterator

from appliance.apply.ports import Exchange
from appliance.core.live_state import LAMPS, OF_EXTENSIONS, Family

_LAMP = Family.DO_NOT_DISTURB


async def forget(exchange: Exchange, numbers: Collection[str]) -> None:
    """Take out of AstDB what is kept of any number but these. Fault when Asterisk is silent.

    A key that is no number is none of ours and stays.
    """
    for family in OF_EXTENSIONS:
        for number in await _gone(exchange, family, "", numbers):
            await exchange.console(f"database del {family} {number}")
    for number in await _gone(exchange, LAMPS, _LAMP, numbers):
        # Who watches the lamp is told before nothing is known of it.
        await exchange.console(f"devstate change Custom:{_LAMP}{number} NOT_INUSE")
        await exchange.console(f"database del {LAMPS} {_LAMP}{number}")


async def _gone(
    exchange: Exchange, family: str, prefix: str, numbers: Collection[str]
) -> list[str]:
    shown = await exchange.console(f"database show {family}")
    return [number for number in _numbers(shown, f"/{family}/{prefix}") if number not in numbers]


def _numbers(shown: str, before: str) -> Iterator[str]:
    """Of lines such as `/CF/301      : 302`."""
    line = re.compile(rf"{re.escape(before)}(\d+)\s*:")
    return (found[1] for each in shown.splitlines() if (found := line.match(each)))
