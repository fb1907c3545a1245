"""Bring the catalogues up to date with the source: `python3 -m webui.messages`.

New texts appear with an empty translation, which a test refuses; texts nobody uses disappear.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from appliance.spoken.languages import LANGUAGES
from webui.language import LOCALE

SPOKEN = "en"  # the language that the source is written in
SOURCE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_KEYWORDS = {"mark": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def template() -> Catalog:
    """Every text that is to be translated."""
    found = Catalog(project="Lineman", charset="utf-8", fuzzy=False)
    for _file, _line, message, _comments, _context in extract_from_dir(
        SOURCE, _METHODS, _OPTIONS, _KEYWORDS
    ):
        found.add(message)
    return found


def path_of(language: str) -> Path:
    return LOCALE / language / "messages.po"


def catalogue(language: str) -> Catalog:
    """The translations as they stand."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Lineman", charset="utf-8", fuzzy=False)
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def _say_as_written(kept: Catalog) -> None:
    for message in kept:
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.id and not all(texts):
            message.string = message.id


def main() -> None:
    wanted = template()
    for language in LANGUAGES:
        kept = catalogue(language)
        wanted.creation_date = kept.creation_date
        kept.update(wanted, no_fuzzy_matching=True)
        kept.obsolete.clear()
        if language == SPOKEN:
            _say_as_written(kept)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as opened:
            write_po(opened, kept, no_location=True, sort_output=True, omit_header=False, width=100)


if __name__ == "__main__":
    main()
