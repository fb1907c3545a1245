"""Whether a refusal says what can be done about it, or what would be right."""

import re

_CURE = re.compile(
    r"; \w|: (change|look)|\b(must|may|choose|give|leave|name|write)\b"
    r"|\b(at most|such as|none of)\b"
    r"|\bnot (between|up to|2 to|1 to)\b|\bis (1|4) to\b|\bis missing\b|not a short word of Latin"
    r"|\bon or off\b|\bby the code\b|\bis not JSON\b|\b(not taken over|number is made)'?$"
)


def names_a_cure(reason: str) -> bool:
    """Of an English one, as it is said or as the source has it."""
    return _CURE.search(reason) is not None
