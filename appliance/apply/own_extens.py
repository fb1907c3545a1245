"""What an expert's own files of the dialplan say, line by line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appliance.apply.own_lines import OTHERS, beside, lines

_TITLE = re.compile(r"\[(?P<name>[^\]]+)\](?:\((?P<kind>[^)]*)\))?")
_ASSIGNED = re.compile(r"(?P<name>[^=\s]+)\s*=>?\s*(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Where it stands, and in which context; a template's lines are in those that take it."""

    file: str
    number: int
    context: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OwnExten:
    """`some`: only for callers that it names."""

    line: OwnLine
    name: str
    some: bool = False


@dataclass(slots=True)
class Reading:
    """What their files say: lines by context, templates apart."""

    texts: Mapping[str, str]
    found: list[OwnLine] = field(default_factory=list)
    templates: dict[str, list[OwnLine]] = field(default_factory=dict)
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
                into.append(OwnLine(name, number, context, option["name"].lower(), option["value"]))

    def _begun(self, context: str, kinds: Sequence[str]) -> list[OwnLine]:
        """Where the lines of a section go, once those of its templates are there."""
        into = self.templates.setdefault(context, []) if "!" in kinds else self.found
        for kind in kinds:
            into += [
                OwnLine(each.file, each.number, context, each.name, each.value)
                for each in self.templates.get(kind.strip(), ())
            ]
        return into
