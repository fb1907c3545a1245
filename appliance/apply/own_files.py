"""An expert's own files beside the generations: looked at when a plan is made, never touched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.plan import Files
from appliance.compiler.header import CUSTOM

MOST = 1 << 20  # bytes of a file that is looked at
_SECTION = re.compile(r"\[[^\]]+\](\([^)]*\))?")
_OPTION = re.compile(r"[^=\[\]#;]+=>?.*")
_OTHERS = re.compile(r"#(?:include|tryinclude)\s+[\"<]?(?P<path>[^\">]+?)[\">]?")
_READ = re.compile(rf"^#tryinclude {re.escape(CUSTOM)}/(\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """`problems` are sentences; one without any is read as it stands."""

    name: str
    problems: tuple[str, ...] = ()


def own_files(folder: Path, files: Files) -> tuple[OwnFile, ...]:
    """Every file of the folder, with what is surprising in it; `files` are those that read them."""
    read = {name for text in files.values() for name in _READ.findall(text)}
    found = sorted(path for path in folder.iterdir()) if folder.is_dir() else []
    return tuple(OwnFile(path.name, tuple(_problems(path, read))) for path in found)


def _problems(path: Path, read: set[str]) -> Iterator[str]:
    if path.name not in read:
        yield f"{path.name}: no file of ours reads it."
    try:
        content = path.read_bytes()[: MOST + 1]
        text = content.decode()
    except OSError as error:
        yield f"{path.name}: cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        yield f"{path.name}: is no text in UTF-8."
    else:
        if len(content) > MOST:
            yield f"{path.name}: is too large to be looked at."
        for number, line in _lines(text):
            if (said := _judged(line)) is not None:
                yield f"{path.name}, line {number}: {said}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, without comments, as Asterisk's main/config.c takes them away."""
    within = False
    for number, line in enumerate(text.splitlines(), start=1):
        if within or (line.startswith(";--") and not line.startswith(";---")):
            within = "--;" not in line
            continue
        plain = re.sub(r"(?<!\\);.*", "", line).strip()
        if plain:
            yield number, plain


def _judged(line: str) -> str | None:
    """What is surprising in a line; None where it is what such files are made of."""
    if line.startswith("#exec"):
        return "#exec would run a program; the exchange does not do that."
    if found := _OTHERS.fullmatch(line):
        inside = Path(CUSTOM, found["path"]).is_relative_to(CUSTOM) and ".." not in found["path"]
        return None if inside else f"reads {found['path']}, which is not beside it."
    if line.startswith("#") or not (_SECTION.fullmatch(line) or _OPTION.fullmatch(line)):
        return "is neither a section nor an option."
    return None
