"""The console of an Asterisk that only has its files: the few lines that our own questions read."""

import re
from collections.abc import Iterator
from functools import lru_cache

from appliance.apply.line_channels import written
from appliance.apply.plan import Files
from appliance.apply.read_files import questions
from appliance.apply.sip_objects import PATH as SIP
from appliance.apply.sip_objects import Object, fresh
from appliance.apply.tables import columns_of, rows_of
from appliance.apply.wake import well
from appliance.compiler.conf import ConfFile, Option, Section, option, parse
from appliance.compiler.dahdichan import channels
from appliance.compiler.tables import is_table, name_of

_DIALPLAN = "asterisk/extensions.conf"
_FUNCTION = re.compile(r"(?P<name>[A-Z_]+)\((?P<arguments>.*)\)")


def answer(files: Files, line: str) -> str:
    """What the line would print; of an order that it is done, which does nothing."""
    if line == "core show version":
        return "Asterisk 22 (simulated) built for nobody"
    if line.startswith("module show like "):
        return f"{line.rsplit(maxsplit=1)[-1]}  0  Running"
    told = (each for asked in questions(files) if asked.line == line for each in asked.wanted)
    return well(line) or "\n".join((*told, *_lines(files, line)))


def _lines(files: Files, line: str) -> Iterator[str]:
    words = line.split()
    match words:
        case ["dialplan", "show", context]:
            yield from (f"  '{each}' => 1. Dial()" for each in _extensions(files, context))
        case ["pjsip", "show", "endpoints"]:
            yield from (f" Endpoint:  {each.name}" for each in _sip(files, "endpoint"))
        case ["pjsip", "show", "settings"]:
            yield from _rows(_sip(files, "global"))
        case ["pjsip", "show", kind, name]:
            found = [each for each in _sip(files, kind) if each.name == name]
            yield from (f" {kind.title()}:  {each.name}" for each in found)
            yield from _rows(found)
        case ["dahdi", "show", "channels"]:
            yield from _channels(files)
        case ["dahdi", "show", "channels", "group", group]:
            yield from _channels(files, group)
        case ["dahdi", "show", "channel", number]:
            for section in _cards(files):
                if int(number) in channels(section):
                    yield from (f"{name}: {value}" for name, value in written(section))


def _sip(files: Files, kind: str) -> list[Object]:
    return [each for each in _objects(files.get(SIP, "")) if each.kind == kind]


@lru_cache(maxsize=2)  # of the generation before and the one that comes
def _objects(text: str) -> tuple[Object, ...]:
    """Of a large office each question would take seconds."""
    return tuple(fresh("", text))


def _rows(objects: list[Object]) -> Iterator[str]:
    for each in (line for found in objects for line in found.options):
        name, _, value = each.value.partition("=")
        shown = (name, value) if each.name == "set_var" else (each.name, each.value)
        yield " {} : {}".format(*shown)


@lru_cache(maxsize=2)
def _parsed(text: str) -> ConfFile:
    return parse(text)


def _cards(files: Files) -> tuple[Section, ...]:
    return parse(files.get("asterisk/dahdi-channels.conf", "")).sections


def _sections(files: Files, path: str) -> dict[str, list[Option]]:
    conf = _parsed(files.get(path, ""))
    return {s.name: [each for each in s.lines if isinstance(each, Option)] for s in conf.sections}


def _extensions(files: Files, context: str) -> Iterator[str]:
    for line in _sections(files, _DIALPLAN).get(context, []):
        if line.name == "exten":
            yield line.value.split(",")[0]


def _channels(files: Files, group: str = "") -> Iterator[str]:
    for section in _cards(files):
        if not group or option("group", group) in section.lines:
            yield from map(str, channels(section))


def value(files: Files, function: str) -> str:
    """What a function or a variable that we ask gives; empty for any other."""
    for asked in questions(files):
        if asked.of_variable and asked.line == function:
            return asked.wanted[0]
    found = _FUNCTION.fullmatch(function)
    match (found["name"], *found["arguments"].split(",")) if found is not None else ():
        case ["REALTIME", table, _, key]:
            return _row(files, table, key)
        case ["DIALPLAN_EXISTS", context, number, _]:
            return "1" if number in _extensions(files, context) else "0"
    return ""


def _row(files: Files, table: str, key: str) -> str:
    """A row of a table as REALTIME gives it."""
    for path, text in files.items():
        if is_table(path) and name_of(path) == table:
            _, columns = columns_of(text)
            for each in rows_of(text):
                if each[0] == key:
                    return "".join(f"{c}={v}," for c, v in zip(columns, each, strict=True))
    return ""
