"""How the configuration's parts are called in a sentence."""

import re
from typing import Any

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def told(part: Any) -> str:  # noqa: ANN401  # any part of a configuration, or a target
    """The part's kind and what an admin knows it by, such as `hunt group sales`."""
    kind = _WORDS.sub(" ", type(part).__name__.removeprefix("To")).lower()
    for field in ("name", "number", "key", "did", "caller", "feature", "code", "mac"):
        value = getattr(part, field, None)
        if value is not None:
            return f"{kind} {value}"
    return kind
