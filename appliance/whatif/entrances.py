"""Where calls begin, read from the compiled files of the channel drivers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from appliance.compiler.conf import ConfFile, Line, Option, Section
from appliance.compiler.dahdichan import channels

_IDENTITY = re.compile(r'(?:"(?P<name>[^"]*)" *)?<(?P<number>[^>]*)>')


@dataclass(frozen=True, slots=True)
class Entrance:
    """A channel's own: the context its calls begin in, its caller identity and its variables."""

    channel: str  # such as `PJSIP/301` or `DAHDI/5`
    context: str
    number: str = ""
    name: str = ""
    variables: tuple[tuple[str, str], ...] = ()


def of_pjsip(conf: ConfFile) -> Iterator[Entrance]:
    """An entrance for each endpoint; templates give what it does not say itself."""
    templates = {each.name: each for each in conf.sections if each.template}
    for section in conf.sections:
        lines = (*_lines(templates.get(section.like)), *section.lines)
        if not section.template and _values(lines).get("type") == ["endpoint"]:
            yield _entrance(f"PJSIP/{section.name}", lines, "set_var")


def of_dahdi(conf: ConfFile) -> Iterator[Entrance]:
    """An entrance for each channel of each section."""
    for section in conf.sections:
        for channel in channels(section):
            yield _entrance(f"DAHDI/{channel}", section.lines, "setvar")


def _lines(section: Section | None) -> tuple[Line, ...]:
    return () if section is None else section.lines


def _values(lines: tuple[Line, ...]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if isinstance(line, Option):
            found.setdefault(line.name, []).append(line.value)
    return found


def _entrance(channel: str, lines: tuple[Line, ...], variable: str) -> Entrance:
    values = _values(lines)
    identity = _IDENTITY.search(values.get("callerid", [""])[-1])
    pairs = (each.partition("=") for each in values.get(variable, []))
    language = [("CHANNEL(language)", each) for each in values.get("language", [])]
    return Entrance(
        channel,
        values.get("context", [""])[-1],
        identity["number"] if identity else "",
        (identity["name"] or "") if identity else "",
        (*((name, value) for name, _, value in pairs), *language),
    )
