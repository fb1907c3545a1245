"""`lineman parts`: every kind of part that a configuration is a list of, as JSON."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from appliance.core.canonical import from_plain
from appliance.core.errors import Invalid
from appliance.core.parts import PLACES, spelled
from appliance.core.wording import told
from appliance.ctl.asking import Listed, Part, edit, listed, put, put_as, take_out
from appliance.ctl.parser import Parser, Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, said
from appliance.wire.client import Client
from appliance.wire.configured import Parts

_KINDS = {kind.__name__: kind for kind in PLACES}


def add(words: Words, group: str) -> None:
    word = words.word(group, "parts", counts, _("parts of every kind: routes, schedules, menus, …"))
    _kind(word.sub("list", parts, _("all of a kind")))
    given = word.sub(
        "put", put_in, _("a part, new or in place of the one of its name"), changes=True
    )
    _kind(given)
    given.add_argument("part", metavar="JSON", help=_("- is the standard input"))
    anew = word.sub(
        "rename", rename, _("another number or key; what points at it follows"), changes=True
    )
    _kind(anew)
    anew.add_argument("name", metavar=_("NAME"), help=_("its key, number or name"))
    anew.add_argument("to", metavar=_("NEW"), help=_("its new number or key"))
    gone = word.sub("remove", remove, _("take a part out"), changes=True)
    _kind(gone)
    gone.add_argument("name", metavar=_("NAME"), help=_("its key, number or name"))


def _kind(parser: Parser) -> None:
    parser.add_argument("kind", choices=tuple(_KINDS), metavar=_("KIND"), help=", ".join(_KINDS))


async def counts(client: Client, chosen: Namespace) -> None:
    found = {kind: await listed(client, kind) for kind in _KINDS}
    rows = [(kind, str(len(each.parts))) for kind, each in found.items()]
    answers = [_answer(kind, each) for kind, each in found.items()]
    show(chosen, table(rows, indent=""), parts=answers)


async def parts(client: Client, chosen: Namespace) -> None:
    found = await listed(client, chosen.kind)
    show(chosen, _lines(chosen.kind, found), _answer(chosen.kind, found))


def _answer(kind: str, found: Listed) -> Parts:
    return Parts(found.revision, kind, found.parts)


def _lines(kind: str, found: Listed) -> Iterator[str]:
    for part in found.parts:
        yield f"{said(told(_value(kind, part)))}:"
        yield f"  {json.dumps(part, ensure_ascii=False)}"


def _value(kind: str, part: Part) -> Any:  # noqa: ANN401  # a part of that kind
    return from_plain(_KINDS[kind], part)


async def put_in(client: Client, chosen: Namespace) -> None:
    found = await listed(client, chosen.kind)
    text = sys.stdin.read() if chosen.part == "-" else chosen.part
    await edit(client, chosen, found.revision, put(chosen.kind, _read(text)))


def _read(text: str) -> Part:
    try:
        part = json.loads(text)
    except ValueError as error:
        raise Invalid("part", f"is not JSON: {error}") from error
    if not isinstance(part, dict):
        raise Invalid("part", "must be an object")
    return part


async def remove(client: Client, chosen: Namespace) -> None:
    found = await listed(client, chosen.kind)
    await edit(client, chosen, found.revision, take_out(chosen.kind, _found(chosen, found)))


async def rename(client: Client, chosen: Namespace) -> None:
    found = await listed(client, chosen.kind)
    part = _found(chosen, found)
    kind = _KINDS[chosen.kind]
    value = _value(chosen.kind, part)
    name = PLACES[kind].name(value)
    field = next((each for each in part if getattr(value, each, None) is name), "")
    if not isinstance(part.get(field), str):
        raise Invalid("kind", f"{told(value)} has no name of its own; put another in its place")
    command = put_as(chosen.kind, {**part, field: chosen.to}, spelled(value))
    await edit(client, chosen, found.revision, command)


def _found(chosen: Namespace, found: Listed) -> Part:
    name_of = PLACES[_KINDS[chosen.kind]].name
    for part in found.parts:
        value = _value(chosen.kind, part)
        if chosen.name in {str(name_of(value)), str(getattr(value, "name", ""))}:
            return part
    raise Invalid("name", f"there is no {chosen.name}")
