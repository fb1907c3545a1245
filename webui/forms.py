"""What a person typed, what is wrong with it, and nothing that must not be echoed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_VALUE = 2_000  # characters; longer than any field of ours needs


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form. `errors` maps a field to its message; "" is the form as a whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        """What was typed, without surrounding blanks unless it is a secret."""
        value = self.values.get(name, "")
        return value if name in self.secrets else value.strip()

    def shown(self, name: str) -> str:
        """What the field holds when the form comes back: everything but passwords."""
        return "" if name in self.secrets else self.values.get(name, "")

    def refused(self, **errors: str) -> Form:
        """The same form with messages; a message for the whole form is named `form`."""
        named = {"" if name == "form" else name: text for name, text in errors.items()}
        return Form(self.values, {**self.errors, **named}, self.secrets)


def posted(fields: Mapping[str, object] | None, longest: int = LONGEST_VALUE) -> dict[str, str]:
    """The fields of a posted form, cut to a length of ours; a repeated field counts once."""
    return {name: _first(given)[:longest] for name, given in dict(fields or {}).items()}


def whole(text: str, digits: int = 9) -> int | None:
    """The whole number that so many ASCII digits at most write; None for any other text.

    Python takes `²` for a digit and no number, and refuses thousands of digits.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _first(given: object) -> str:
    if isinstance(given, list):
        return str(given[0]) if given else ""
    return str(given)


def read_form(
    fields: Mapping[str, object] | None,
    names: tuple[str, ...],
    secrets: tuple[str, ...],
    longest: int = LONGEST_VALUE,
) -> Form:
    """Take `names` out of what was posted; all else is ignored."""
    given = posted(fields, longest)
    return Form({name: given.get(name, "") for name in names}, secrets=frozenset(secrets))
