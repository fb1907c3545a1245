"""A compiled dialplan read back from its file, and where each of its steps leads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from appliance.compiler.conf import ConfFile, Option
from appliance.core.pattern import Match, exten_match, is_pattern

SETTINGS = frozenset({"general", "globals"})
_STEP = re.compile(
    r"(?:(?P<exten>[^,]+),1|n)(?:\((?P<label>[a-z0-9]+)\))?,"
    r"(?P<application>[A-Za-z]+)\((?P<arguments>.*)\)"
)
_ON_THE_OTHER_SIDE = re.compile(r"[bU]\(([a-z0-9-]+)(?:\^([a-z0-9]+)\^1)?\)")
_CONDITIONAL = frozenset({"GotoIf", "GosubIf", "GotoIfTime"})


@dataclass(frozen=True, slots=True)
class Read:
    """One step as its line spells it."""

    label: str
    application: str
    arguments: str


@dataclass(slots=True)
class ReadContext:
    """`extens` in the file's order; `odd` are lines that are no step of theirs."""

    extens: dict[str, list[Read]] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def read(conf: ConfFile) -> Mapping[str, ReadContext]:
    """Every context by its name."""
    found: dict[str, ReadContext] = {}
    for section in conf.sections:
        if section.name not in SETTINGS:
            context = found[section.name] = ReadContext()
            for line in section.lines:
                if isinstance(line, Option):
                    _take(context, line)
    return found


def _take(context: ReadContext, line: Option) -> None:
    step = _STEP.fullmatch(line.value) if line.arrow else None
    if line.name == "include" and line.arrow:
        context.includes.append(line.value)
    elif line.name == "exten" and step is not None and step["exten"] in context.extens:
        context.odd.append(f"{step['exten']} stands twice")
    elif step is not None and (line.name == "exten") is (step["exten"] is not None):
        exten = step["exten"] or next(reversed(context.extens), "")
        read = Read(step["label"] or "", step["application"], step["arguments"])
        context.extens.setdefault(exten, []).append(read)
    elif not (line.name == "exten" and re.fullmatch(r"[^,]+,hint,.+", line.value)):
        context.odd.append(f"{line.name} {line.value!r} is no step")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a step may go on; an empty context or number is the step's own."""

    context: str
    exten: str
    place: str  # a label, or the number of a step


def leads(step: Read) -> Iterator[Lead]:
    """Every place that the step names; parts of it may be expressions."""
    if step.application in {"Goto", "Gosub"}:
        yield _lead(step.arguments)
    elif step.application in _CONDITIONAL:
        _, _, branches = cut(step.arguments, "?")
        one, _, other = cut(branches, ":")
        yield from (_lead(each) for each in (one, other) if each)
    elif step.application == "Dial":
        for context, exten in _ON_THE_OTHER_SIDE.findall(step.arguments):
            yield Lead(context, exten or "s", "1")


def _lead(target: str) -> Lead:
    """`[[context,]exten,]place`, and behind it what a subroutine is given."""
    parts: list[str] = []
    rest = target
    while rest:
        part, _, rest = cut(rest, ",")
        parts.append(part)
    place = parts.pop().partition("(")[0] if parts else ""
    exten = parts.pop() if parts else ""
    return Lead(parts.pop() if parts else "", exten, place)


def cut(text: str, sign: str) -> tuple[str, str, str]:
    """At the first `sign` that stands in no brackets."""
    depth = 0
    for at, each in enumerate(text):
        depth += (each in "([{") - (each in ")]}")
        if each == sign and not depth:
            return text[:at], sign, text[at + 1 :]
    return text, "", ""


def reached(contexts: Mapping[str, ReadContext], lead: Lead, own: str) -> list[str]:
    """Contexts that the lead may mean. A step of an included context stays in the one above it."""
    if not lead.context:
        return _above(contexts, own)
    if "$" not in lead.context:
        return [lead.context] if lead.context in contexts else []
    shape = _shape(lead.context)
    return [name for name in contexts if shape.fullmatch(name)]


def _above(contexts: Mapping[str, ReadContext], own: str) -> list[str]:
    """The context itself, and all that include it, or what includes it."""
    found = [own]
    for below in found:
        found += [n for n, each in contexts.items() if below in each.includes and n not in found]
    return found


def numbers(
    contexts: Mapping[str, ReadContext], context: str, exten: str
) -> Iterator[tuple[str, list[Read]]]:
    """What answers to `exten` in the context and all it includes; it may be an expression."""
    mine = contexts[context]
    if exten in mine.extens:
        yield exten, mine.extens[exten]
    elif "$" in exten:
        shape = _shape(exten)
        yield from ((n, s) for n, s in mine.extens.items() if is_pattern(n) or shape.fullmatch(n))
    else:
        yield from ((n, s) for n, s in mine.extens.items() if _fits(n, exten))
    for each in mine.includes:
        if each in contexts:
            yield from numbers(contexts, each, exten)


def _fits(name: str, exten: str) -> bool:
    return is_pattern(name) and exten_match(name, exten) is not Match.NO


def _shape(expression: str) -> re.Pattern[str]:
    """What the expression can come to: anything for each of its variables."""
    pieces, rest = [], expression
    while "$" in rest:
        plain, _, behind = rest.partition("$")
        pieces.append(plain)
        _, rest = _bracketed(behind)
    return re.compile(".*".join(map(re.escape, [*pieces, rest])))


def _bracketed(text: str) -> tuple[str, str]:
    """The brackets that `text` begins with, and what follows them."""
    depth = 0
    for at, each in enumerate(text):
        depth += (each in "([{") - (each in ")]}")
        if not depth:
            return text[: at + 1], text[at + 1 :]
    return text, ""
