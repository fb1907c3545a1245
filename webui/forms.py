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


def read_form(
    posted: Mapping[str, object], names: tuple[str, ...], secrets: tuple[str, ...]
) -> Form:
    """Take `names` out of what was posted; anything else is ignored, a repeated field counts once."""
    values: dict[str, str] = {}
    for name in names:
        given = posted.get(name)
        first = given[0] if isinstance(given, list) and given else given
        values[name] = str(first)[:LONGEST_VALUE] if first is not None else ""
    return Form(values, secrets=frozenset(secrets))
