"""The lines of an expert's own file as Asterisk's main/config.c takes them, and what they read."""

import re
from collections.abc import Iterator

from appliance.compiler.header import CUSTOM
from appliance.core.exchange_file import OWN_NAME

OTHERS = re.compile(r"#(?:include|tryinclude)\s+[\"<]?(?P<path>[^\">]+?)[\">]?")
_READ = re.compile(rf"^#tryinclude {re.escape(CUSTOM)}/(\S+)$", re.MULTILINE)


def read_by(text: str) -> list[str]:
    """Names of the files of the folder that a generated file reads."""
    return _READ.findall(text)


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, without comments, each with its number."""
    within = False
    for number, line in enumerate(text.splitlines(), start=1):
        if within or (line.startswith(";--") and not line.startswith(";---")):
            within = "--;" not in line
            continue
        plain = re.sub(r"(?<!\\);.*", "", line).strip()
        if plain:
            yield number, plain


def included(text: str) -> list[str]:
    """Names of the files of the folder that it reads."""
    found = (OTHERS.fullmatch(line) for _, line in lines(text))
    names = (beside(each["path"]) for each in found if each)
    return [name for name in names if name is not None]


def beside(path: str) -> str | None:
    """The name of a file of the folder; None for any other path."""
    folder, _, name = path.rpartition("/")
    return name if folder == CUSTOM and OWN_NAME.fullmatch(name) else None
