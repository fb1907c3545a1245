"""The D channels of the E1s, as Asterisk's console tells of them."""

import re

from appliance.asterisk.ports import Exchange

QUESTION = "pri show spans"
_LINE = re.compile(r"^PRI span ([0-9]+)/[0-9]+: (.*)$", re.MULTILINE)


def spans_without_link(told: str) -> frozenset[int]:
    """The spans of which `told`, the answer to `QUESTION`, says that the far end does not speak."""
    return _in_state("Down", told)


async def spans_with_link(exchange: Exchange) -> frozenset[int]:
    """The spans whose far end speaks; none while the exchange does not answer."""
    return _in_state("Up", await exchange.console(QUESTION)) if exchange.up else frozenset()


def _in_state(state: str, told: str) -> frozenset[int]:
    lines = ((int(number), words.split(", ")) for number, words in _LINE.findall(told))
    return frozenset(number for number, words in lines if state in words)
