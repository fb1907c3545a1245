"""`${…}` and `$[…]` in a step's arguments, as Asterisk's main/pbx_variables.c fills them in."""

import re
from typing import Protocol

_CUT = re.compile(r"(-?[0-9]+)(?::(-?[0-9]+))?", re.ASCII)
_DEEPEST = 15  # MAX_VARIABLE_SUB_RECURSE_DEPTH


class Reader(Protocol):
    """Where values come from; None is a variable that is not there."""

    def variable(self, name: str) -> str | None:
        """The channel's variable of that name."""

    def function(self, name: str, arguments: str) -> str | None:
        """What `name(arguments)` comes to."""

    def expression(self, text: str) -> str:
        """What `$[text]` comes to."""


def substitute(text: str, reader: Reader, depth: int = 0) -> str:
    """`text` with all values in place. Values are not looked into again."""
    if depth > _DEEPEST:
        return ""
    filled, at = [], 0
    while (found := _next(text, at)) >= 0:
        filled.append(text[at:found])
        inner, at = _bracketed(text, found)
        if "${" in inner or "$[" in inner:
            inner = substitute(inner, reader, depth + 1)
        computed = text[found + 1] == "["
        filled.append(reader.expression(inner) if computed else _value(inner, reader))
    return "".join(filled) + text[at:]


def _next(text: str, at: int) -> int:
    places = [place for sign in ("${", "$[") if (place := text.find(sign, at)) >= 0]
    return min(places, default=-1)


def _bracketed(text: str, start: int) -> tuple[str, int]:
    """What stands between the brackets that open after the `$` at `start`, and where it goes on."""
    opening = text[start + 1]
    closing = {"{": "}", "[": "]"}[opening]
    depth, at = 1, start + 2
    while depth and at < len(text):
        depth += (text[at] == opening) - (text[at] == closing)
        at += 1
    return (text[start + 2 : at - 1] if not depth else text[start + 2 :]), at


def _value(inner: str, reader: Reader) -> str:
    name, cut = _name_and_cut(inner)
    if "(" in name:
        function, _, arguments = name.partition("(")
        value = reader.function(function, arguments.removesuffix(")"))
    else:
        value = reader.variable(name)
    return _part(value or "", cut)


def _name_and_cut(inner: str) -> tuple[str, str]:
    """A `:` outside of parentheses begins `offset:length`."""
    depth = 0
    for place, sign in enumerate(inner):
        depth += (sign == "(") - (sign == ")")
        if sign == ":" and not depth:
            return inner[:place], inner[place + 1 :]
    return inner, ""


def _part(value: str, cut: str) -> str:
    """From `offset` on, counted from the end if below 0, `length` signs or all but the last ones.

    Asterisk counts bytes; where a letter is more than one, so is it here.
    """
    found = _CUT.match(cut)
    if found is None:
        return value
    kept = value.encode()
    offset = int(found[1])
    kept = kept[max(len(kept) + offset, 0) :] if offset < 0 else kept[offset:]
    if found[2] is not None:
        kept = kept[: int(found[2])]
    return kept.decode(errors="replace")
