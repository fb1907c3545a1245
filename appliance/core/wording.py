"""How the configuration's parts are called in a sentence."""

from typing import Any


def told(part: Any) -> str:  # noqa: ANN401  # any part of a configuration
    """The part's kind and what an admin knows it by, such as `Person "Anna"`."""
    for field in ("name", "number", "key", "did", "caller", "code"):
        value = getattr(part, field, None)
        if value is not None:
            return f'{type(part).__name__} "{value}"'
    return type(part).__name__
