"""The languages there are, and the catalogue of each."""

import gettext
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
SOURCE = "en"  # what our code says by itself
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # locale(7): the first that is set decides


def mark(text: str) -> str:
    """Mark `text` for translation where it stands as a constant; it is translated when shown."""
    return text


def path_of(language: str) -> Path:
    """The only form in which the catalogue is kept."""
    return Path(__file__).parent / f"{language}.po"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """What is said in `language`; the source's own needs none."""
    if language == SOURCE:
        return gettext.NullTranslations()
    return compiled(path_of(language), language)


def compiled(path: Path, language: str) -> gettext.NullTranslations:
    """A .po file, compiled in memory."""
    with path.open("rb") as opened:
        read = read_po(opened, locale=language)
    made = BytesIO()
    write_mo(made, read)
    made.seek(0)
    return gettext.GNUTranslations(made)


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of a shell by its variables; English where it is none of ours."""
    named = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    language = named.split("_")[0].split(".")[0].lower()
    return language if language in LANGUAGES else SOURCE
