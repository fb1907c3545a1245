"""An expert's own lines of the dialplan beside ours: what they hide, and what leads nowhere.

All of it Asterisk loads, so that none of it is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from appliance.apply.own_extens import OwnExten, OwnLine, Reading
from appliance.apply.own_hiding import Contexts, calls_for_help, hidden, searched
from appliance.apply.own_lines import read_by
from appliance.compiler.conf import Section, parse
from appliance.compiler.header import own_lines
from appliance.compiler.read_dialplan import (
    Lead,
    Read,
    ReadContext,
    cut,
    leads,
    numbers,
    reached,
    read,
)
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.pattern import elements

Said = dict[str, list[str]]

_STEP = re.compile(
    r"(?P<place>[0-9]+|[ns](?:[+-][0-9]+)?)\s*(?:\((?P<label>[^)]*)\))?\s*,"
    r"\s*(?P<application>[^\s(,]+)\s*(?:\((?P<arguments>.*)\)[^)]*)?"
)
_LOCAL = re.compile(r"Local/(?P<exten>[^@&]+)@(?P<context>[A-Za-z0-9_.-]+)(?=[/&,)}]|$)")
_SPELLED = {
    each.lower(): each
    for each in ("Goto", "GotoIf", "GotoIfTime", "Gosub", "GosubIf", "Dial", "ExecIf")
}


def surprises(texts: Mapping[str, str], dialplan: str, config: Config) -> Said:
    """What is to be told of each file; `dialplan` is ours, which reads them, made of `config`."""
    reading, first = Reading(texts), read_by(dialplan)
    if not any(name in texts for name in first):
        return {}
    try:
        conf = parse(dialplan)
    except Invalid:  # edited by hand
        return {}
    for name in first:
        reading.take(name, next((s.name for s in reversed(conf.sections) if _reads(s, name)), ""))
    ours = read(conf)
    return _told(reading.found, ours, config) if reading.found else {}


def _reads(section: Section, name: str) -> bool:
    return own_lines(name) in section.lines


def _told(theirs: Sequence[OwnLine], ours: Contexts, config: Config) -> Said:
    steps, extens = [], []
    current = ""
    for line in theirs:
        name, _, rest = line.value.partition(",")
        if line.name == "exten":
            current, _, caller = name.strip().partition("/")
            rest = rest.strip()
        elif line.name == "same":
            rest, caller = line.value, ""
        else:
            continue
        if found := _STEP.fullmatch(rest):
            steps.append((line, current, _step(found)))
            if found["place"] == "1" and line.name == "exten" and _readable(current):
                extens.append(OwnExten(line, current, bool(caller)))
    contexts = _together(ours, theirs, steps)
    said: Said = {}
    for line, what in (
        *_nowhere(contexts, theirs, steps),
        *calls_for_help(contexts, ours, theirs, extens),
        *hidden(contexts, extens, config),
    ):
        sentence = f"{line.file}, line {line.number}: {what}"
        if sentence not in said.setdefault(line.file, []):
            said[line.file].append(sentence)
    return said


def _step(found: re.Match[str]) -> Read:
    application = found["application"]
    spelled = _SPELLED.get(application.lower(), application)
    return Read(found["label"] or "", spelled, found["arguments"] or "")


def _readable(exten: str) -> bool:
    try:
        elements(exten)
    except ValueError:
        return False
    return exten.isascii()


def _together(
    ours: Contexts, theirs: Iterable[OwnLine], steps: Iterable[tuple[OwnLine, str, Read]]
) -> dict[str, ReadContext]:
    """The dialplan as Asterisk has it once both are read; of one name twice the first stays."""
    found = {
        name: ReadContext(dict(each.extens), list(each.includes)) for name, each in ours.items()
    }
    for line in theirs:
        context = found.setdefault(line.context, ReadContext())
        if line.name == "include":
            context.includes.append(line.value.partition(",")[0].strip())
        elif line.name in {"switch", "lswitch", "eswitch"}:
            context.odd.append(line.value)
    for line, exten, step in steps:
        mine = found[line.context].extens
        if exten not in ours.get(line.context, ReadContext()).extens and _readable(exten):
            mine.setdefault(exten, []).append(step)
    return found


def _nowhere(
    contexts: Contexts, theirs: Iterable[OwnLine], steps: Iterable[tuple[OwnLine, str, Read]]
) -> Iterator[tuple[OwnLine, str]]:
    """Contexts and numbers that they name and nobody has."""
    for line in theirs:
        wanted = line.value.partition(",")[0].strip()
        if line.name == "include" and wanted not in contexts:
            yield line, _no_context(wanted)
    for line, _, step in steps:
        for lead in _leads(step):
            meant = reached(contexts, lead, line.context)
            if not meant:
                yield line, _no_context(lead.context)
            elif lead.exten and not any(_answers(contexts, each, lead.exten) for each in meant):
                where = lead.context or line.context
                what = f"leads to {lead.exten} in [{where}], where nothing has that number."
                yield line, f"{what} Correct it, or write it there."


def _leads(step: Read) -> Iterator[Lead]:
    """Also through Local channels, and what is done on a condition."""
    yield from leads(step)
    if step.application == "Dial":
        for found in _LOCAL.finditer(step.arguments):
            yield Lead(found["context"], found["exten"], "1")
    elif step.application == "ExecIf":
        _, _, branches = cut(step.arguments, "?")
        one, _, other = cut(branches, ":")
        for application, _, arguments in (each.partition("(") for each in (one, other)):
            yield from _leads(Read("", application, arguments.removesuffix(")")))


def _no_context(name: str) -> str:
    return f"leads to [{name}], which is nowhere. Correct the name, or write that context."


def _answers(contexts: Contexts, context: str, exten: str) -> bool:
    """Whether something does, or may by what another exchange has."""
    looked_in = {each: contexts[each] for each in searched(contexts, context)}
    return any(
        each.odd or any(numbers({name: ReadContext(each.extens)}, name, exten))
        for name, each in looked_in.items()
    )
