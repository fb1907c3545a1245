"""Asterisk's configuration files as values. Escaping happens in `_escape` and nowhere else.

The grammar is that of Asterisk's main/config.c: a `;` begins a comment unless a backslash stands
right before it, and only that one backslash is taken away; lines longer than its buffer are cut.
"""

import re
from dataclasses import dataclass

from appliance.core.errors import Invalid

LONGEST_LINE = 4000  # bytes; config.c reads into 8192, dialplan arguments are cut earlier

_NAME = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.*-]*", re.ASCII)
_SECTION = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./+-]*", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_./-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # the last two part lines elsewhere


def _one_line(text: str, what: str) -> None:
    if text != text.strip() or _CONTROL.search(text):
        raise Invalid(what, f"{text!r} does not fit on one line")


@dataclass(frozen=True, slots=True)
class Option:
    """`name = value`, or `name => value` when it is an `object` in Asterisk's sense."""

    name: str
    value: str
    arrow: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise Invalid("option", f"{self.name!r} is no option's name")
        _one_line(self.value, self.name)
        if len(self.value.encode()) > LONGEST_LINE:
            raise Invalid(self.name, f"is longer than {LONGEST_LINE} bytes")


@dataclass(frozen=True, slots=True)
class Include:
    """Another file's lines at this place, if there is such a file."""

    path: str

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path):
            raise Invalid("include", f"{self.path!r} is no plain path")


@dataclass(frozen=True, slots=True)
class Comment:
    text: str

    def __post_init__(self) -> None:
        _one_line(self.text, "comment")


Line = Option | Include | Comment


@dataclass(frozen=True, slots=True)
class Section:
    """`like` names a template, a section before it whose lines it begins with."""

    name: str
    lines: tuple[Line, ...] = ()
    like: str = ""
    template: bool = False

    def __post_init__(self) -> None:
        for name in (self.name, self.like or self.name):
            if not _SECTION.fullmatch(name):
                raise Invalid("section", f"{name!r} is no section's name")
        if self.template and self.like:
            raise Invalid("section", f"template {self.name} is like no other")


@dataclass(frozen=True, slots=True)
class ConfFile:
    """`head` stands before the first section: comments and whole-file includes."""

    head: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()


def emit(conf: ConfFile) -> str:
    """The file's text; `parse` reads back exactly the same value."""
    blocks = ["".join(map(_line, conf.head))] if conf.head else []
    blocks += [_title(each) + "".join(map(_line, each.lines)) for each in conf.sections]
    return "\n".join(blocks)


def _title(section: Section) -> str:
    kind = "(!)" if section.template else f"({section.like})" if section.like else ""
    return f"[{section.name}]{kind}\n"


def _line(line: Line) -> str:
    match line:
        case Option(name, value, arrow):
            return f"{name} {'=>' if arrow else '='} {_escape(value)}".rstrip(" ") + "\n"
        case Include(path):
            return f"#tryinclude {path}\n"
        case Comment(text):
            return f"; {text}".rstrip(" ") + "\n"


def _escape(value: str) -> str:
    return value.replace(";", "\\;")


def _unescape(text: str) -> str:
    return text.replace("\\;", ";")


def parse(text: str) -> ConfFile:
    """Read what `emit` writes; Invalid for a line of any other form."""
    head: list[Line] = []
    sections: list[tuple[re.Match[str], list[Line]]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip(" ")
        if not line:
            continue
        if line.startswith("["):
            sections.append((_titled(line, number), []))
            continue
        (sections[-1][1] if sections else head).append(_parsed(line, number))
    return ConfFile(tuple(head), tuple(_section(title, lines) for title, lines in sections))


_TITLE = re.compile(r"\[(?P<name>[^\]]*)\](\((?P<kind>[^)]+)\))?")


def _titled(line: str, number: int) -> re.Match[str]:
    found = _TITLE.fullmatch(line)
    if found is None:
        raise Invalid(f"line {number}", f"{line!r} is none of ours")
    return found


def _section(title: re.Match[str], lines: list[Line]) -> Section:
    kind = title["kind"] or ""
    if kind == "!":
        return Section(title["name"], tuple(lines), template=True)
    return Section(title["name"], tuple(lines), kind)


# Spaces around the sign may be missing: the start-up shell writes none.
_OPTION = re.compile(r"(?P<name>[^\s=]+) *(?P<sign>=>?) *(?P<value>.*)")


def _parsed(line: str, number: int) -> Line:
    if line.startswith(";"):
        return Comment(line[1:].strip(" "))
    if line.startswith("#tryinclude "):
        return Include(line.removeprefix("#tryinclude "))
    found = _OPTION.fullmatch(line)
    if found is None or re.search(r"(?<!\\);", line):
        raise Invalid(f"line {number}", f"{line!r} is none of ours")
    return Option(found["name"], _unescape(found["value"]), arrow=found["sign"] == "=>")


def option(name: str, value: str | int | bool) -> Option:
    """`name = value`; truth is spelled yes and no."""
    if isinstance(value, bool):
        return Option(name, "yes" if value else "no")
    return Option(name, str(value))


def options(**values: str | int | bool) -> tuple[Option, ...]:
    """Several `name = value` lines in the order given."""
    return tuple(option(name, value) for name, value in values.items())
