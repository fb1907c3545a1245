"""What a far end tells whoever drives it."""

from collections.abc import Callable

Fact = str | int | float | bool
Tell = Callable[[str, dict[str, Fact]], None]  # what happened, and its particulars


def tell_nobody(_happened: str, _facts: dict[str, Fact]) -> None:
    """For a far end that nobody watches."""
