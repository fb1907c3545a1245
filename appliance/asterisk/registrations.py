"""How far logging in at each operator is, as Asterisk's console tells."""

import re
from collections.abc import Mapping

QUESTION = "pjsip show registrations"
_LINE = re.compile(r"^\s*([^/\s]+)/\S+\s+\S+\s+(Registered|Rejected|Unregistered|Stopp\w+)\b", re.M)


def states(told: str) -> Mapping[str, str]:
    """Asterisk's word for each line of `told`, the answer to `QUESTION`, by the line's name."""
    return dict(_LINE.findall(told))
