"""Re-reads a compiled tree as a stranger would, and says what does not hold together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from appliance.compiler.conf import ConfFile, Option, emit, parse
from appliance.compiler.dialplan.steps import APPLICATIONS, FUNCTIONS, functions_of
from appliance.compiler.read_dialplan import (
    SETTINGS,
    Lead,
    Read,
    ReadContext,
    leads,
    numbers,
    reached,
    read,
)
from appliance.core.errors import Invalid

_DIALPLAN = "asterisk/extensions.conf"
Contexts = Mapping[str, ReadContext]


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
            if path.startswith("asterisk/") and path.endswith(".conf")
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
        problems += _dialplan(conf)
    return Facts(
        tuple(problems),
        frozenset(each.name for each in conf.sections) - SETTINGS,
        frozenset(_sends(path, conf)),
    )


def _sends(path: str, conf: ConfFile) -> Iterator[tuple[str, str]]:
    for section in conf.sections:
        for line in section.lines:
            if isinstance(line, Option):
                wanted = _context_of(path, line)
                if wanted is not None:
                    yield section.name, wanted


def _context_of(path: str, line: Option) -> str | None:
    if line.name == "context" or (path == _DIALPLAN and line.name == "include"):
        return line.value
    return None


def _dialplan(conf: ConfFile) -> Iterator[str]:
    """Every step is one of ours and leads to something that is there."""
    contexts = read(conf)
    for name, context in contexts.items():
        yield from (f"{_DIALPLAN}: [{name}] {odd}" for odd in context.odd)
        for exten, steps in context.extens.items():
            for step in steps:
                for said in _step(contexts, (name, exten), step):
                    yield f"{_DIALPLAN}: [{name}] {exten}: {said}"


Where = tuple[str, str]  # a context and a number in it


def _step(contexts: Contexts, where: Where, step: Read) -> Iterator[str]:
    if step.application not in APPLICATIONS:
        yield f"{step.application} is no step of ours"
    functions = set(functions_of(step.application, step.arguments)) - FUNCTIONS
    yield from (f"{each} is no function of ours" for each in sorted(functions))
    for lead in leads(step):
        if not _is_there(contexts, where, lead):
            yield f"{step.application}({step.arguments}) leads to nothing"


def _is_there(contexts: Contexts, where: Where, lead: Lead) -> bool:
    context, own = where
    if not lead.exten:
        return _has(contexts[context].extens[own], lead.place)
    return any(
        _has(steps, lead.place)
        for each in reached(contexts, lead, context)
        for _, steps in numbers(contexts, each, lead.exten)
    )


def _has(steps: list[Read], place: str) -> bool:
    if place.isdecimal():
        return 1 <= int(place) <= len(steps)
    return "$" in place or place in {step.label for step in steps}
