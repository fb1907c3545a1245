"""The console of an Asterisk that only has its files: the few lines that our own questions read."""

import re
from collections.abc import Iterator

from appliance.apply.plan import Files
from appliance.apply.tables import columns_of, rows_of
from appliance.compiler.asterisk.extensions_conf import STAMP, stamp_of
from appliance.compiler.conf import Option, parse
from appliance.compiler.tables import is_table, name_of

_DIALPLAN = "asterisk/extensions.conf"
_FUNCTION = re.compile(r"(?P<name>[A-Z_]+)\((?P<arguments>.*)\)")


def answer(files: Files, line: str) -> str:
    """What the line would print; nothing for any other, which is taken and does nothing."""
    if line == "core show version":
        return "Asterisk 22 (simulated) built for nobody"
    if line.startswith("module show like "):
        return f"{line.rsplit(maxsplit=1)[-1]}  0  Running"
    return "\n".join(_lines(files, line))


def _lines(files: Files, line: str) -> Iterator[str]:
    words = line.split()
    match words:
        case ["dialplan", "show", context]:
            yield from (f"  '{each}' => 1. Dial()" for each in _extensions(files, context))
        case ["pjsip", "show", "endpoints"] | ["pjsip", "show", "endpoint", _]:
            for name in _sections(files, "asterisk/pjsip.conf"):
                if words[-1] in {"endpoints", name}:
                    yield f" Endpoint:  {name}/{name}"
        case ["dahdi", "show", "channels"]:
            yield from _channels(files)
        case ["dahdi", "show", "channels", "group", group]:
            yield from _channels(files, group)


def _sections(files: Files, path: str) -> dict[str, list[Option]]:
    conf = parse(files.get(path, ""))
    return {s.name: [each for each in s.lines if isinstance(each, Option)] for s in conf.sections}


def _extensions(files: Files, context: str) -> Iterator[str]:
    for option in _sections(files, _DIALPLAN).get(context, []):
        if option.name == "exten":
            yield option.value.split(",")[0]


def _channels(files: Files, group: str = "") -> Iterator[str]:
    for options in _sections(files, "asterisk/dahdi-channels.conf").values():
        if group and group not in (each.value for each in options if each.name == "group"):
            continue
        for value in (each.value for each in options if each.name == "dahdichan"):
            for part in value.split(","):
                first, _, last = part.partition("-")
                yield from map(str, range(int(first), int(last or first) + 1))


def value(files: Files, function: str) -> str:
    """What a function or a global variable that we ask gives; empty for any other."""
    if function == STAMP:
        return stamp_of(files.get(_DIALPLAN, ""))
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
