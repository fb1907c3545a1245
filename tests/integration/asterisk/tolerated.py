"""What an Asterisk on a machine without line cards and carriers may complain of, and no more."""

import re
from collections.abc import Iterable, Mapping

TOLERATED: Mapping[str, str] = {
    "Unable to open '/dev/dahdi/channel'": "this machine has no line cards",
    r"Unable to open channel \d+: No such file": "nor any of their channels",
    "Unable to register channel '[0-9,-]+'": "so none can be taken into use",
    r"Dahdichan '[0-9,-]+' failure ignored: ignore_failed_channels": "as it was told to ignore",
    "No response received from '[^']+' on registration attempt": "these carriers are made up",
    "Error 120101 'Network is unreachable' sending OPTIONS": "and so are their addresses",
    r"here = 0, tmp->channel = \d+": "the second line of the same",
}
"""Patterns of the log's lines, and why each is no fault of a configuration's."""
HURRIED = "high water mark"
"""A thousand telephones' states at once wait in line on a busy processor; none is refused."""


def untolerated(complaints: Iterable[str], *more: str) -> list[str]:
    """Those that nothing explains; `more` are patterns for a case of its own."""
    known = (*TOLERATED, *more)
    return [line for line in complaints if not any(re.search(each, line) for each in known)]
