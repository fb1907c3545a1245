"""Russian and English as equals: which one a visitor gets, and its words."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from appliance.spoken.languages import LANGUAGES, compiled

DEFAULT = "en"  # what a browser gets that asks for neither
LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of `language`, compiled in memory: the .po file is the only form kept."""
    return compiled(LOCALE / language / "messages.po", language)


def chosen(cookies: Mapping[str, str], accept_language: str) -> str:
    """What the person chose before, or else the first of ours that the browser asks for."""
    if (kept := cookies.get(COOKIE)) in LANGUAGES:
        return kept
    for tag in _by_preference(accept_language):
        if (language := tag.split("-")[0].lower()) in LANGUAGES:
            return language
    return DEFAULT


COOKIE = "__Host-language"


def _by_preference(accept_language: str) -> list[str]:
    weighted: list[tuple[float, int, str]] = []
    for place, item in enumerate(accept_language.split(",")[:20]):
        tag, _, parameter = item.strip().partition(";")
        weight = _weight(parameter)
        if weight > 0:
            weighted.append((-weight, place, tag.strip()))
    return [tag for _, _, tag in sorted(weighted)]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
