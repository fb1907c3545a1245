"""The D channels of the E1s, as Asterisk's console tells of them."""

import re

QUESTION = "pri show spans"
_LINE = re.compile(r"^PRI span ([0-9]+)/[0-9]+: (.*)$", re.MULTILINE)


def spans_without_link(told: str) -> frozenset[int]:
    """The spans of which `told`, the answer to `QUESTION`, says that the far end does not speak."""
    lines = ((int(number), words.split(", ")) for number, words in _LINE.findall(told))
    return frozenset(number for number, words in lines if "Down" in words)
