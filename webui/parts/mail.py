"""Widgets of the mail settings: addresses, one a line, and a password that is never sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.wire.kinds import Plain
from webui.parts.choices import Choices
from webui.parts.equipment import Hidden
from webui.parts.widgets import EMPTY, Area, Typed

KEPT = {"kept": True}
"""Stands for the password that there is, where no other was typed; no password is an object."""


@dataclass(frozen=True, slots=True)
class Addresses(Area):
    """A list of texts, one a line; commas part them too."""

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: ["\n".join(value or ())]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        given = (typed.get(name) or [""])[0]
        return [text for text in given.replace(",", " ").replace(";", " ").split() if text]

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return ", ".join(value or ()) or EMPTY


@dataclass(frozen=True, slots=True)
class KeptPassword(Hidden):
    """Empty: it stays as it is."""

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return (typed.get(name) or [""])[0] or KEPT

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return "…" if value else EMPTY


def with_password(office: Plain, before: Plain | None, _known: Choices) -> Plain:
    """`office` with the password that it had, where no other was typed; none without an account."""
    mail: Any = office["mail"]
    if mail["password"] != KEPT:
        return office
    old: Any = (before or {}).get("mail") or {}
    kept = old.get("password") if mail["user"] else None
    return {**office, "mail": {**mail, "password": kept}}
