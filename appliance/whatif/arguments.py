"""Arguments as Asterisk's applications take them apart (main/app.c, `__ast_app_separate_args`)."""

import re

_PAIRS = {"(": ")", "[": "]"}


def separated(text: str, delimiter: str = ",", *, raw: bool = False) -> list[str]:
    """At each delimiter outside of brackets and quotes; `raw` keeps quotes and backslashes."""
    if not text:
        return []
    parts, depth, quoted, at = [""], {"(": 0, "[": 0}, False, 0
    while at < len(text):
        sign = text[at]
        at += 1
        for opening, closing in _PAIRS.items():
            depth[opening] += (sign == opening) - (sign == closing and depth[opening] > 0)
        if sign == delimiter and not quoted and not any(depth.values()):
            parts.append("")
            continue
        kept = sign
        if sign == '"':
            quoted = not quoted
            kept = sign if raw else ""
        elif sign == "\\" and at < len(text):
            kept = sign + text[at] if raw else text[at]
            at += 1
        parts[-1] += kept
    return parts


def named(text: str, count: int, *, raw: bool = False) -> list[str]:
    """Exactly `count` arguments; those that are not given are empty, the last one has the rest."""
    found = separated(text, raw=raw)
    head, rest = found[: count - 1], found[count - 1 :]
    return [*head, *[""] * (count - 1 - len(head)), ",".join(rest)]


def true(condition: str) -> bool:
    """As `pbx_checkcondition`: a leading number decides, else any word is true."""
    number = re.match(r"\s*[+-]?[0-9]+", condition, re.ASCII)
    return bool(condition) if number is None else int(number[0]) != 0


def choice(text: str) -> tuple[str, str, str]:
    """`condition?one:other`, with what is not there empty; for GotoIf and its like."""
    condition, _, branches = text.partition("?")
    one, _, other = branches.partition(":")
    return condition, one, other


def number(text: str) -> int:
    """As atoi: the number that `text` begins with, 0 where there is none."""
    found = re.match(r"\s*[+-]?[0-9]+", text, re.ASCII)
    return 0 if found is None else int(found[0])
