"""Templates with their words in the visitor's language; a name nobody gave stops the page."""

from __future__ import annotations

import gettext
import json
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from appliance.spoken import sentences
from appliance.spoken.languages import mark
from appliance.wire.keys import program_of
from webui import dates, language, words
from webui.parts.choices import drawn
from webui.parts.kind import Kind

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
    made.filters |= _filters(chosen, catalogue)
    return made


def _filters(chosen: str, catalogue: gettext.NullTranslations) -> dict[str, Callable[..., object]]:
    def said(text: str) -> str:
        """A word of the page's own tables, or a sentence of the supervisor's."""
        own = catalogue.gettext(text) if text else text
        return own if own != text else sentences.said(text, chosen)

    def day(moment: float) -> str:
        return dates.day(moment, chosen)

    def percent(share: float) -> str:
        return f"{share:.2f}".replace(".", "," if chosen == "ru" else ".")

    def tenths(seconds: float) -> str:
        return f"{seconds:.1f}".replace(".", "," if chosen == "ru" else ".")

    def message(text: str) -> str:
        """What a revision says of itself: one sentence for each step."""
        return sentences.message(text, chosen)

    def fieldname(path: str, kind: str, kinds: Mapping[str, Kind]) -> str:
        """A field as the form of its part calls it, else as refusals do."""
        known = kinds[kind].fields() if kind in kinds else ()
        label = next((each.label for each in known if each.path == path), "")
        return catalogue.gettext(label) if label else sentences.named(path, chosen)

    def author(who: str) -> str:
        """An account's name, a program's, or whom the box knows by no account."""
        if program := program_of(who):
            return catalogue.gettext(mark("the program %(name)s")) % {"name": program}
        return catalogue.gettext(words.OF_BOX[who].name) if who in words.OF_BOX else who

    def through(who: str) -> str:
        """By which door it was changed; empty for what the box did by itself."""
        by = words.through(who)
        return catalogue.gettext(by) if by else by

    return {
        "author": author,
        "through": through,
        "tenths": tenths,
        "message": message,
        "fieldname": fieldname,
        "clock": dates.clock,
        "day": day,
        "length": dates.length,
        "percent": percent,
        "iso": dates.iso,
        "said": said,
    }


def asset_names(assets: Path) -> dict[str, str]:
    """Which hashed file each plain name stands for."""
    read: dict[str, str] = json.loads((assets / "names.json").read_text())
    return read
