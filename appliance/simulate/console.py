"""The console of an Asterisk that only has its files: the few lines that our own questions read."""

import re
from collections.abc import Iterator

from appliance.apply.plan import Files
from appliance.apply.tables import columns_of, rows_of
from appliance.compiler.conf import Option, parse
from appliance.compiler.tables import is_table, name_of

_ROW = re.compile(r"REALTIME\((?P<table>[a-z_]+),[a-z_]+,(?P<key>.*)\)")


def answer(files: Files, line: str) -> str:
    """What the line would print; nothing for any other, which is taken and does nothing."""
    if line == "core show version":
        return "Asterisk 22 (simulated) built for nobody"
    return "\n".join(_lines(files, line))


def _lines(files: Files, line: str) -> Iterator[str]:
    words = line.split()
    match words:
        case ["dialplan", "show", place]:
            number, _, context = place.rpartition("@")
            for each in _extensions(files, context):
                if number in {"", each}:
                    yield f"  '{each}' => 1. Dial()"
        case ["pjsip", "show", "endpoints"] | ["pjsip", "show", "endpoint", _]:
            for name in _sections(files, "asterisk/pjsip.conf"):
                if words[-1] in {"endpoints", name}:
                    yield f" Endpoint:  {name}/{name}"
        case ["dahdi", "show", "channels"]:
            yield from _channels(files)


def _sections(files: Files, path: str) -> dict[str, list[Option]]:
    conf = parse(files.get(path, ""))
    return {s.name: [each for each in s.lines if isinstance(each, Option)] for s in conf.sections}


def _extensions(files: Files, context: str) -> Iterator[str]:
    for option in _sections(files, "asterisk/extensions.conf").get(context, []):
        if option.name == "exten":
            yield option.value.split(",")[0]


def _channels(files: Files) -> Iterator[str]:
    for options in _sections(files, "asterisk/dahdi-channels.conf").values():
        for value in (each.value for each in options if each.name == "dahdichan"):
            for part in value.split(","):
                first, _, last = part.partition("-")
                yield from map(str, range(int(first), int(last or first) + 1))


def row(files: Files, function: str) -> str:
    """A row of a table as REALTIME gives it; empty for any other function."""
    asked = _ROW.fullmatch(function)
    for path, text in files.items():
        if asked is not None and is_table(path) and name_of(path) == asked["table"]:
            _, columns = columns_of(text)
            for each in rows_of(text):
                if each[0] == asked["key"]:
                    return "".join(f"{c}={v}," for c, v in zip(columns, each, strict=True))
    return ""
