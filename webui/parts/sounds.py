"""A sound of one's own in a form: what was uploaded, and a way to upload another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from appliance.spoken.languages import mark
from webui.parts.choices import Choices
from webui.parts.widgets import EMPTY, Typed, Widget, Wrong, first

_TYPED = re.compile(r"([0-9a-f]{64}) ([0-9]{1,9})", re.ASCII)


def typed(digest: str, milliseconds: int) -> str:
    """What the form holds of an upload."""
    return f"{digest} {milliseconds}"


def length(milliseconds: int) -> str:
    """Minutes and seconds, as 1:05."""
    seconds = (milliseconds + 500) // 1000
    return f"{seconds // 60}:{seconds % 60:02}"


@dataclass(frozen=True, slots=True)
class SoundPick(Widget):
    macro = "sound"

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401  # JSON
        return {name: [typed(value["digest"], value["milliseconds"]) if value else ""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = first(typed, name)
        if not text:
            return None
        found = _TYPED.fullmatch(text)
        if found is None:
            raise Wrong(mark("Choose the file once more."))
        return {"digest": found[1], "milliseconds": int(found[2])}

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        return length(value["milliseconds"]) if value else EMPTY
