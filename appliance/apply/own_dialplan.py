"""An expert's own lines of the dialplan beside ours: what they hide, and what leads nowhere.

All of it Asterisk loads, so that none of it is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from appliance.apply.own_lines import OTHERS, beside, lines, read_by
from appliance.compiler.conf import Section, parse
from appliance.compiler.dialplan import parking
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
from appliance.core.checks.numbers import dialled
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import WITH_NUMBER
from appliance.core.pattern import Match, elements, exten_match, is_pattern, order

Contexts = Mapping[str, ReadContext]
Said = dict[str, list[str]]

_EMERGENCY = "emergency"
_BEGINS = ("from-internal", "from-pstn")  # where people of the office dial, and calls come in
_ROUTES = "from-pstn-routes"
_OF_CODES = "app-features"
# Where what is dialled stands, by the field of the configuration.
_STANDS = {
    "number": "ext-local",
    "menus": "ext-menus",
    "hunt groups": "ext-group",
    "queues": "ext-queues",
    "conferences": "ext-conferences",
    "fax numbers": "ext-fax",
    "parking lots": parking.NUMBERS,
    "codes": _OF_CODES,
}
_TITLE = re.compile(r"\[(?P<name>[^\]]+)\](?:\((?P<kind>[^)]*)\))?")
_ASSIGNED = re.compile(r"(?P<name>[^=\s]+)\s*=>?\s*(?P<value>.*)")
_STEP = re.compile(
    r"(?P<place>[0-9]+|[ns](?:[+-][0-9]+)?)\s*(?:\((?P<label>[^)]*)\))?\s*,"
    r"\s*(?P<application>[^\s(,]+)\s*(?:\((?P<arguments>.*)\)[^)]*)?"
)
_LOCAL = re.compile(r"Local/(?P<exten>[^@&]+)@(?P<context>[A-Za-z0-9_.-]+)(?=[/&,)}]|$)")
_SPELLED = {
    each.lower(): each
    for each in ("Goto", "GotoIf", "GotoIfTime", "Gosub", "GosubIf", "Dial", "ExecIf")
}
_NAMED = 5  # numbers in one sentence


@dataclass(frozen=True, slots=True)
class _Line:
    """Where it stands, and in which context; a template's lines are in those that take it."""

    file: str
    number: int
    context: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class _Exten:
    """`some`: only for callers that it names."""

    line: _Line
    name: str
    some: bool = False


@dataclass(frozen=True, slots=True)
class _Ours:
    """Something of the office that is dialled; `name` is a pattern where digits follow."""

    name: str
    digits: str
    what: str
    context: str


@dataclass(slots=True)
class _Reading:
    """What their files say: lines by context, templates apart."""

    texts: Mapping[str, str]
    found: list[_Line] = field(default_factory=list)
    templates: dict[str, list[_Line]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def take(self, name: str, context: str) -> None:
        """A file, whose first lines belong to the context that reads it."""
        if name in self._seen or name not in self.texts:
            return
        self._seen.add(name)
        into = self.found
        for number, line in lines(self.texts[name]):
            if title := _TITLE.fullmatch(line):
                context = title["name"]
                into = self._begun(context, (title["kind"] or "").split(","))
            elif other := OTHERS.fullmatch(line):
                self.take(beside(other["path"]) or "", context)
            elif option := _ASSIGNED.fullmatch(line):
                into.append(_Line(name, number, context, option["name"].lower(), option["value"]))

    def _begun(self, context: str, kinds: Sequence[str]) -> list[_Line]:
        """Where the lines of a section go, once those of its templates are there."""
        into = self.templates.setdefault(context, []) if "!" in kinds else self.found
        for kind in kinds:
            into += [
                _Line(each.file, each.number, context, each.name, each.value)
                for each in self.templates.get(kind.strip(), ())
            ]
        return into


def surprises(texts: Mapping[str, str], dialplan: str, config: Config) -> Said:
    """What is to be told of each file; `dialplan` is ours, which reads them, made of `config`."""
    reading, first = _Reading(texts), read_by(dialplan)
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


def _told(theirs: Sequence[_Line], ours: Contexts, config: Config) -> Said:
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
                extens.append(_Exten(line, current, bool(caller)))
    contexts = _together(ours, theirs, steps)
    said: Said = {}
    for line, what in (
        *_nowhere(contexts, theirs, steps),
        *_calls_for_help(contexts, ours, theirs, extens),
        *_hidden(contexts, extens, config),
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
    ours: Contexts, theirs: Iterable[_Line], steps: Iterable[tuple[_Line, str, Read]]
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
    contexts: Contexts, theirs: Iterable[_Line], steps: Iterable[tuple[_Line, str, Read]]
) -> Iterator[tuple[_Line, str]]:
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
                yield (
                    line,
                    (
                        f"leads to {lead.exten} in [{where}], where nothing has that number."
                        " Correct it, or write it there."
                    ),
                )


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
    searched = {each: contexts[each] for each in _searched(contexts, context)}
    return any(
        each.odd or any(numbers({name: ReadContext(each.extens)}, name, exten))
        for name, each in searched.items()
    )


def _searched(contexts: Contexts, begin: str) -> list[str]:
    """Contexts in the order in which Asterisk looks for a number."""
    found: list[str] = []

    def look(name: str) -> None:
        if name in contexts and name not in found:
            found.append(name)
            for each in contexts[name].includes:
                look(each)

    look(begin)
    return found


def _calls_for_help(
    contexts: Contexts, ours: Contexts, theirs: Iterable[_Line], extens: Iterable[_Exten]
) -> Iterator[tuple[_Line, str]]:
    """Whatever may come between somebody and help."""
    told = set[str]()
    for line in theirs:
        if line.context == _EMERGENCY and line.file not in told:
            told.add(line.file)
            yield (
                line,
                (
                    "stands in [emergency], where calls for help go out: what is wrong in it can"
                    " stop them. Move it to [from-internal-custom]."
                ),
            )
    help_ = list(ours.get(_EMERGENCY, ReadContext()).extens)
    before = {
        context: begin
        for begin in contexts
        if _EMERGENCY in (order_ := _searched(contexts, begin))
        for context in order_[: order_.index(_EMERGENCY)]
    }
    for exten in extens:
        caught = [n for n in help_ if exten_match(exten.name, n) is not Match.NO]
        if caught and exten.line.context in before:
            yield (
                exten.line,
                (
                    f"{exten.name} in [{exten.line.context}] takes calls for help"
                    f" ({_listed(caught)}) before the exchange does, and help may not be reached."
                    " Take it out, or narrow the pattern."
                ),
            )


def _hidden(
    contexts: Contexts, extens: Iterable[_Exten], config: Config
) -> Iterator[tuple[_Line, str]]:
    """What of the office they take, and which of theirs the office takes."""
    orders = [_searched(contexts, begin) for begin in _BEGINS]
    office = [*_office(config)]
    for exten in extens:
        if exten.line.context != _EMERGENCY:
            yield from ((exten.line, what) for what in _hides(exten, orders, office))


def _office(config: Config) -> Iterator[_Ours]:
    """Numbers, codes and DIDs, as far as the dialplan has them."""
    following = {config.code(feature) for feature in WITH_NUMBER}
    for digits, what, field_ in dialled(config):
        name = f"_{digits}!" if field_ == "codes" and digits in following else digits
        yield _Ours(name, digits, what, _STANDS[field_])
    for number in config.national.emergency:
        yield _Ours(number, number, "an emergency number", _EMERGENCY)
    for route in config.inbound.dids:
        yield _Ours(route.did.digits, route.did.digits, "a number that callers dial", _ROUTES)


def _hides(
    exten: _Exten, orders: Iterable[Sequence[str]], office: Iterable[_Ours]
) -> Iterator[str]:
    mine, where = exten.name, exten.line.context
    over: dict[str, _Ours] = {}
    under: dict[str, _Ours] = {}
    searched = [each for each in orders if where in each]
    for ours in office if searched else ():
        if not _meet(mine, ours.name):
            continue
        for order_ in searched:
            if ours.context in order_:
                first = _first(exten, ours, order_)
                (over if first else under)[ours.digits] = ours
    # Calls for help go first, and patterns are meant to leave them so.
    under = {n: o for n, o in under.items() if not (is_pattern(mine) and o.context == _EMERGENCY)}
    over = {n: o for n, o in over.items() if o.context != _EMERGENCY}
    if len(over) == 1:
        (one,) = over.values()
        yield (
            f"{mine} in [{where}] hides {one.digits}, which is {one.what}. Take another number,"
            " or leave it so if you mean that."
        )
    elif over:
        yield (
            f"{mine} in [{where}] hides numbers of the office: {_listed(over)}. Narrow it, or"
            " leave it so if you mean that."
        )
    if under and not is_pattern(mine):
        one = next(iter(under.values()))
        yield (
            f"{mine} in [{where}] is never reached: {one.digits}, which is {one.what}, goes first."
            " Take another number."
        )
    elif under:
        yield (
            f"{mine} in [{where}] does not get these numbers of the office, which go first:"
            f" {_listed(under)}. Narrow it, or leave it so if you mean that."
        )


def _first(exten: _Exten, ours: _Ours, order_: Sequence[str]) -> bool:
    """Whether theirs is taken where both fit."""
    where = exten.line.context
    if where != ours.context:
        return order_.index(where) < order_.index(ours.context)
    if exten.name == ours.name:
        return exten.some
    return order(exten.name) < order(ours.name)


def _meet(one: str, other: str) -> bool:
    """Whether some number fits both."""
    for mine, theirs in zip_longest(elements(one), elements(other)):
        if "!" in (mine, theirs):
            return True
        if mine is None or theirs is None:
            return False
        if "." in (mine, theirs):
            return True
        if isinstance(mine, frozenset) and isinstance(theirs, frozenset) and not mine & theirs:
            return False
    return True


def _listed(digits: Iterable[str]) -> str:
    found = list(digits)
    return ", ".join([*found[:_NAMED], *(["…"] if len(found) > _NAMED else [])])
