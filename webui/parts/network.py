"""Widgets of the box's network ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.spoken.languages import mark
from webui.parts.choices import Choices
from webui.parts.widgets import Text, Typed


@dataclass(frozen=True, slots=True)
class OwnAddress(Text):
    """Empty: the network gives it."""

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401  # JSON
        return str(value) if value else choices.say(mark("given by the network (DHCP)"))


@dataclass(frozen=True, slots=True)
class HardwareAddress(Text):
    """As labels and other systems write it, too: 00-1B-21-3C-4D-5E."""

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        return str(Text.read(self, name, typed)).lower().replace("-", ":")
