"""Templates with their words in the visitor's language; a name nobody gave stops the page."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webui import language, words
from webui.filters import Filters
from webui.parts.choices import drawn

TEMPLATES = Path(__file__).parent / "templates"


def environment(chosen: str, assets: Path) -> Environment:
    """The templates in one language; the same object for every visit."""
    return _environment(chosen, assets)


@cache
def _environment(chosen: str, assets: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = language.translations(chosen)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    names = asset_names(assets)
    made.globals["asset"] = lambda name: f"/assets/{names[name]}"
    made.globals |= {
        "kind_of": words.KINDS.__getitem__,
        "socket_word": words.socket,
        "alarm_words": words.alarms,
        "call_word": lambda state: words.of(words.CALL_STATES, state),
        "result_word": lambda result: words.of(words.RESULTS, result),
        "direction_word": lambda direction: words.of(words.DIRECTIONS, direction),
        "weight_word": lambda weight: words.of(words.WEIGHTS, weight),
        "phase_word": lambda phase: words.of(words.PHASES, phase),
        "tile_word": lambda state: words.of(words.TILES, state),
        "part_word": lambda part: catalogue.gettext(words.PARTS.get(part, part)),
        "deed_word": lambda deed: catalogue.gettext(words.DEEDS.get(deed, deed)),
        "drawn_options": drawn,
        "now": time.time,
    }
    made.filters |= Filters(chosen, catalogue).every()
    return made


def asset_names(assets: Path) -> dict[str, str]:
    """Which hashed file each plain name stands for."""
    read: dict[str, str] = json.loads((assets / "names.json").read_text())
    return read
