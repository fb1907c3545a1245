"""Re-reads a compiled tree as a stranger would, and says what does not hold together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from appliance.compiler.conf import ConfFile, Include, Option, emit, parse
from appliance.compiler.dialplan.steps import APPLICATIONS
from appliance.compiler.tables import is_table
from appliance.core.errors import Invalid

_DIALPLAN = "asterisk/extensions.conf"
_STEP = re.compile(r"(?:[^,]+,1|n)(?:\([a-z]+\))?,(?P<application>[A-Za-z]+)\((?P<arguments>.*)\)")
_HINT = re.compile(r"[^,]+,hint,.+")
_SECTIONS = frozenset({"general", "globals"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says without the others: what is wrong in it, and where it sends calls."""

    problems: tuple[str, ...] = ()
    contexts: frozenset[str] = frozenset()
    sends: frozenset[tuple[str, str]] = frozenset()  # from which section to which context


def lint(files: Mapping[str, str]) -> list[str]:
    """What is wrong, in words; empty when all holds."""
    return Linter().lint(files)


@dataclass(slots=True)
class Linter:
    """Remembers what it read: a text that is the same string is not read again."""

    _read: dict[str, tuple[str, Facts]] = field(default_factory=dict)

    def lint(self, files: Mapping[str, str]) -> list[str]:
        """What is wrong, in words; empty when all holds."""
        self._read = {
            path: self._kept(path, text)
            for path, text in files.items()
            if path.startswith("asterisk/") and not is_table(path)
        }
        return [
            *(said for _, facts in self._read.values() for said in facts.problems),
            *self._nowhere(),
        ]

    def _kept(self, path: str, text: str) -> tuple[str, Facts]:
        known = self._read.get(path)
        return known if known is not None and known[0] is text else (text, _facts(path, text))

    def _nowhere(self) -> Iterator[str]:
        """Every context somebody is sent to exists."""
        if _DIALPLAN not in self._read:
            return
        known = self._read[_DIALPLAN][1].contexts
        for path, (_, facts) in self._read.items():
            for section, wanted in sorted(facts.sends):
                if wanted not in known:
                    yield f"{path}: [{section}] sends calls to [{wanted}], which is not there"


def _facts(path: str, text: str) -> Facts:
    try:
        conf = parse(text)
    except Invalid as error:
        return Facts((f"{path}: {error}",))
    problems = [] if emit(conf) == text else [f"{path}: does not read back as it was written"]
    if path == _DIALPLAN:
        problems += _steps(conf)
    return Facts(
        tuple(problems),
        frozenset(each.name for each in conf.sections) - _SECTIONS,
        frozenset(_sends(path, conf)),
    )


def _sends(path: str, conf: ConfFile) -> Iterator[tuple[str, str]]:
    for section in conf.sections:
        for line in section.lines:
            if isinstance(line, Option):
                wanted = _context_of(path, line)
                if wanted is not None:
                    yield section.name, wanted


_GOTO = re.compile(r",Goto(?:If)?\((?:.*\?)?(?P<context>[a-z][a-z0-9-]*),")
_PRE_DIAL = re.compile(r",b\((?P<context>[a-z][a-z0-9-]*)\^")


def _context_of(path: str, line: Option) -> str | None:
    if line.name == "context" or (path == _DIALPLAN and line.name == "include"):
        return line.value
    if path == _DIALPLAN:
        found = _GOTO.search(line.value) or _PRE_DIAL.search(line.value)
        return found["context"] if found else None
    return None


def _steps(dialplan: ConfFile) -> Iterator[str]:
    """Every line is a step with an application of ours, and no priority is given twice."""
    for section in dialplan.sections:
        seen: set[str] = set()
        for line in section.lines:
            if section.name in _SECTIONS or isinstance(line, Include):
                continue
            if not isinstance(line, Option) or not line.arrow:
                yield f"{_DIALPLAN}: [{section.name}] holds a line that is no step"
            elif line.name != "include":
                yield from _step(section.name, line, seen)


def _step(context: str, line: Option, seen: set[str]) -> Iterator[str]:
    if line.name == "exten" and _HINT.fullmatch(line.value):
        return
    found = _STEP.fullmatch(line.value)
    if found is None or found["application"] not in APPLICATIONS:
        yield f"{_DIALPLAN}: [{context}] {line.value!r} is no step of ours"
    elif line.name == "exten":
        number = line.value.split(",", 1)[0]
        if number in seen:
            yield f"{_DIALPLAN}: [{context}] has {number} twice"
        seen.add(number)
