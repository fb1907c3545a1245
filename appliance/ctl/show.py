"""Answers on the screen: JSON for programs, lines for people."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from appliance.ctl.speech import _
from appliance.wire.keys import program_of
from appliance.wire.kinds import Answer


def show(
    chosen: Namespace,
    lines: Iterable[str],
    *answers: Answer,
    **several: Sequence[Answer | None],
) -> None:
    """`answers` as one object by their kinds with `--json`, else `lines`.

    Where there can be `several` of a kind they are a list under its name.
    """
    if chosen.json:
        print(plain({type(answer).__name__.lower(): answer for answer in answers} | several))
        return
    for line in lines:
        print(line)


def plain(found: object) -> str:
    """JSON that a person can read too."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> Iterator[str]:
    """Columns as wide as their widest entry."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield (indent + "  ".join(cells)).rstrip()


def author(who: str) -> str:
    """Who changed something: an account's name, a program's, or whom the box knows by none."""
    if program := program_of(who):
        return _("the program %(name)s", name=program)
    return {"box": _("the box itself"), "console": _("whoever is at the box")}.get(who, who)
