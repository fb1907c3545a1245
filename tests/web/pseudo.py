"""The web page in a made-up language, whose every message is marked: `python3 -m tests.web.pseudo`.

`tests.web.pseudo_box` is the supervisor that tells its stories so.

The catalogue is made from that of Russian, whose place it takes: each message says itself between
brackets, with its gaps where they are. What stands on a page outside the brackets is data, or a
text that nobody can translate.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from appliance.spoken import languages, sentences
from webui import __main__, language

LANGUAGE = "ru"  # the one whose place is taken
OPEN, CLOSE = "⟦", "⟧"


def marked(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


def catalogue(real: Path) -> Catalog:
    """The same messages as the real one has, each marked; its plural forms stay."""
    with real.open("rb") as opened:
        made = read_po(opened, locale=LANGUAGE)
    for message in made:
        if message.id:
            message.string = _forms(message)
    return made


def _forms(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return marked(message.id)
    one, many = message.id
    return (marked(one), *(marked(many) for _ in tuple(message.string or ())[1:]))


def install(folder: Path) -> None:
    """Make both catalogues in `folder` and have page and sentences read them."""
    page, spoken = folder / LANGUAGE / "messages.po", folder / f"{LANGUAGE}.po"
    page.parent.mkdir()
    for real, path in ((language.LOCALE / page.relative_to(folder), page),
                       (languages.path_of(LANGUAGE), spoken)):  # fmt: skip
        with path.open("wb") as opened:
            write_po(opened, catalogue(real))
    language.LOCALE = folder
    for module in (languages, sentences):
        vars(module)["path_of"] = lambda named: folder / f"{named}.po"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        install(Path(made))
        __main__.main()
