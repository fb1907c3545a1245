"""An expert's own files beside the generations: what is in them, and what is surprising there."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.own_dialplan import surprises
from appliance.apply.own_lines import OTHERS, beside, included, lines, read_by
from appliance.apply.plan import Files
from appliance.compiler.header import CUSTOM
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.exchange_file import OWN_NAME

MOST = 1 << 20  # bytes of a file that is looked at
FIELD = "custom"
DIALPLAN = "asterisk/extensions.conf"
_SECTION = re.compile(r"\[[^\]]+\](\([^)]*\))?")
_OPTION = re.compile(r"[^=\[\]#;]+=>?.*")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """`problems` are sentences; one without any is read as it stands."""

    name: str
    problems: tuple[str, ...] = ()


def own_files(
    folder: Path, files: Files, config: Config, wanted: Mapping[str, str]
) -> tuple[OwnFile, ...]:
    """Every file of the folder once `wanted` are in it, with what is surprising in each.

    `files` are the generated ones, which read them, made of `config`.
    """
    texts = _texts(folder) | dict(wanted)
    read = readers(folder, wanted, files)
    said = surprises({n: t for n, t in texts.items() if t}, files.get(DIALPLAN, ""), config)
    return tuple(
        OwnFile(name, (*_problems(folder / name, text, read[name]), *said.get(name, ())))
        for name, text in sorted(texts.items())
    )


def carried(folder: Path) -> dict[str, str]:
    """The text of each, to be taken elsewhere; Invalid when one cannot be.

    What has another name than such files have is none of them, such as an editor's copy.
    """
    found = {}
    for name, text in _texts(folder).items():
        if OWN_NAME.fullmatch(name):
            if text is None:
                raise Invalid(
                    FIELD, f"{name} cannot be taken along; make it a text that can be read"
                )
            found[name] = text
    return found


def check(wanted: Mapping[str, str]) -> None:
    """Invalid at the first line that does not belong into such a file."""
    for name, text in wanted.items():
        for said in _lines_judged(name, text):
            raise Invalid(FIELD, f"{said} Mend it in what you bring, or leave the file out.")


def readers(folder: Path, wanted: Mapping[str, str], files: Files) -> Mapping[str, frozenset[str]]:
    """Which generated files read each file of the folder, once `wanted` are in it.

    They read it by themselves or through others of the folder.
    """
    texts = _texts(folder) | dict(wanted)
    found = {name: set[str]() for name in texts}
    for path, text in files.items():
        waits = read_by(text) if FIELD in text else []
        while waits:
            name = waits.pop()
            if name in found and path not in found[name]:
                found[name].add(path)
                waits += included(texts[name] or "")
    return {name: frozenset(paths) for name, paths in found.items()}


def in_dialplan(folder: Path, files: Files) -> tuple[str, ...]:
    """Files of the folder that say something to the dialplan, which an imagined call passes by."""
    dialplan = {path: text for path, text in files.items() if path == DIALPLAN}
    texts, read = _texts(folder), readers(folder, {}, dialplan)
    return tuple(sorted(name for name, by in read.items() if by and any(lines(texts[name] or ""))))


def _texts(folder: Path) -> dict[str, str | None]:
    """What is in the folder; what begins with a dot is ours or an editor's."""
    if not folder.is_dir():
        return {}
    return {p.name: _looked_at(p) for p in folder.iterdir() if not p.name.startswith(".")}


def _looked_at(path: Path) -> str | None:
    """None: it cannot be read, or is no text, or too large."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
        return None if len(content) > MOST else content.decode()
    except (OSError, UnicodeDecodeError):
        return None


def _problems(path: Path, text: str | None, reading: Collection[str]) -> Iterator[str]:
    if not reading:
        yield f"{path.name}: no file of ours reads it."
    if text is None:
        yield _why_not(path)
    else:
        yield from _lines_judged(path.name, text)


def _why_not(path: Path) -> str:
    try:
        size = len(path.read_bytes()[: MOST + 1])
    except OSError as error:
        return f"{path.name}: cannot be read: {error.strerror}."
    if size > MOST:
        return f"{path.name}: is too large to be looked at."
    return f"{path.name}: is no text in UTF-8."


def _lines_judged(name: str, text: str) -> Iterator[str]:
    if len(text.encode()) > MOST:
        yield f"{name}: is too large to be looked at."
    for number, line in lines(text):
        if (said := _judged(line)) is not None:
            yield f"{name}, line {number}: {said}"


def _judged(line: str) -> str | None:
    """What is surprising in a line; None where it is what such files are made of."""
    if line.startswith("#exec"):
        return "#exec would run a program; the exchange does not do that."
    if found := OTHERS.fullmatch(line):
        # Without a folder Asterisk looks in its own (main/config.c), where nothing of theirs is.
        is_ours = beside(found["path"]) is not None
        return None if is_ours else f"reads {found['path']}, not a .conf file of {CUSTOM}."
    if line.startswith("#") or not (_SECTION.fullmatch(line) or _OPTION.fullmatch(line)):
        return "is neither a section nor an option."
    return None
