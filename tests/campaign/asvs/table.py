"""The table and what takes controls out, as they were written by hand."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path

FOLDER = Path(__file__).parent
_CELLS = 6
_QUOTED = re.compile(r"`([^`]+)`")
_CODE = ("appliance", "webui", "rootfs-overlay")
_SUFFIXES = {".py", ".js", ".mjs", ".html", ".conf", ".service", ".sh", ""}


class Verdict(StrEnum):
    """What becomes of an item here."""

    KEPT = "kept"
    NOT_HERE = "not here"
    NOT_KEPT = "not kept"


@dataclass(frozen=True, slots=True)
class Item:
    """`tests` are named as pytest names them, `says` a file and words of it, `without` patterns."""

    number: str
    level: int
    asked: str
    verdict: Verdict
    how: str
    tests: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """`find` stands once in `file`; with `put` in its place the `test` of `item` fails."""

    item: str
    file: str
    find: str
    put: str
    test: str

    def done_to(self, text: str) -> str:
        """ValueError where it does not stand there once."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file} has {self.find!r} {text.count(self.find)} times")
        return text.replace(self.find, self.put)


def items(text: str) -> dict[str, Item]:
    """By their numbers; ValueError for a line that is no row or comes twice."""
    found: dict[str, Item] = {}
    for line in text.splitlines():
        if not re.match(r"\| \d", line):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != _CELLS or cells[0] in found:
            raise ValueError(f"no row, or one that was there: {line}")
        found[cells[0]] = _item(cells)
    return found


def _item(cells: list[str]) -> Item:
    number, level, asked, verdict, how, shown = cells
    tests, says, without = [], [], []
    for each in _QUOTED.findall(shown.replace("\\|", "|")):
        kind, _, rest = each.partition(": ")
        if kind == "says":
            file, _, words = rest.partition(": ")
            says.append((file, words))
        elif kind == "without":
            without.append(rest)
        elif "::" in each:
            tests.append(each)
        else:
            raise ValueError(f"{number} is shown by nothing that is known: {each}")
    shown_by = (tuple(tests), tuple(says), tuple(without))
    return Item(number, int(level), asked, Verdict(verdict), how, *shown_by)


def removals(texts: Iterable[str]) -> dict[str, Removal]:
    """By the name of their case: the item, and which of its removals it is."""
    found: dict[str, Removal] = {}
    for each in chain.from_iterable(tomllib.loads(text)["removal"] for text in texts):
        removal = Removal(**each)
        count = sum(other.item == removal.item for other in found.values())
        found[f"{removal.item} without {count + 1}"] = removal
    return found


def read() -> tuple[Mapping[str, Item], Mapping[str, Removal]]:
    """The table of this folder, and what each chapter's file takes out."""
    chapters = sorted((FOLDER / "removals").glob("chapter-*.toml"))
    return (
        items((FOLDER / "table.md").read_text()),
        removals(chapter.read_text() for chapter in chapters),
    )


def unsaid(tree: Path, item: Item) -> str | None:
    """What a document does not say, or code of the box has, that it should not."""
    for file, words in item.says:
        said = " ".join((tree / file).read_text().split())
        if words not in said:
            return f"{file} does not say {words!r}"
    for pattern in item.without:
        sought = re.compile(pattern, re.IGNORECASE)
        for path, lines in _code(tree).items():
            for number, line in enumerate(lines, 1):
                if sought.search(f"{path}: {line}"):
                    return f"{path}:{number} has {pattern}"
    return None


@cache
def _code(tree: Path) -> dict[str, list[str]]:
    """Every line of what runs on the box, by its file."""
    files = (each for top in _CODE for each in (tree / top).rglob("*") if each.is_file())
    return {
        str(file.relative_to(tree)): file.read_text(errors="replace").splitlines()
        for file in files
        if file.suffix in _SUFFIXES and "__pycache__" not in file.parts
    }


def named_in(file: Path) -> set[str]:
    """Names of the tests that a file defines."""
    tree = ast.parse(file.read_text())
    found = (each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return {each.name for each in found if each.name.startswith("test_")}
