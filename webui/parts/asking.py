"""What the supervisor is asked about parts: as the visitor's own draft would make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.core.canonical import from_plain
from appliance.core.parts import named_by, spelled
from appliance.wire.configuration import GetNames, GetPart, GetParts, KeepInDraft
from appliance.wire.kinds import Plain
from webui.forms import whole
from webui.visit import Visit


@dataclass(frozen=True, slots=True)
class Listed:
    """All parts of a kind; `revision` goes back with what is made of them."""

    revision: int
    parts: tuple[Plain, ...]


async def listed(visit: Visit, kind: type) -> Listed:
    """Every part of a kind, however many frames they fill."""
    found: list[Plain] = []
    while True:
        answer = await visit.ask(GetParts(kind.__name__, after=len(found), draft=True))
        found.extend(answer.parts)
        if not answer.more or not answer.parts:
            return Listed(answer.revision, tuple(found))


async def one(visit: Visit, kind: type, name: str) -> Listed:
    """The part of that name alone; none where there is none."""
    answer = await visit.ask(GetPart(kind.__name__, name, draft=True))
    return Listed(answer.revision, answer.parts)


@dataclass(frozen=True, slots=True)
class Called:
    """By its class's name of each kind the names of all parts, and beside each how it is called."""

    revision: int
    lists: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


async def called(visit: Visit, kinds: Iterable[type]) -> Called:
    """How all parts of these kinds are called, however many frames that fills."""
    wanted = tuple(dict.fromkeys(kind.__name__ for kind in kinds))
    lists: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = dict.fromkeys(wanted, ((), ()))
    count = 0
    if not wanted:
        return Called(0, lists)
    while True:
        answer = await visit.ask(GetNames(wanted, after=count, draft=True))
        for each in answer.lists:
            names, titles = lists[each.kind]
            lists[each.kind] = (*names, *each.names), (*titles, *each.titles)
        came = sum(len(each.names) for each in answer.lists)
        count += came
        if not answer.more or not came:
            return Called(answer.revision, lists)


def name_of(kind: type, part: Plain) -> str:
    """What tells the part from others of its kind."""
    return spelled(from_plain(kind, part))


def listed_name(kind: type, part: Plain) -> str:
    """The same of a part that the supervisor told: of a thousand each time a page is shown."""
    field = named_by(kind)
    return str(part[field]) if field is not None else name_of(kind, part)


def put(kind: type, part: Plain) -> Plain:
    """The command that puts the part into the configuration."""
    return {"type": "Put", "part": {**part, "type": kind.__name__}}


def put_as(kind: type, part: Plain, old: Plain) -> Plain:
    """The command that puts the part in the place of `old`, under another name."""
    return {"type": "PutAs", "was": name_of(kind, old), "part": {**part, "type": kind.__name__}}


def take_out(kind: type, part: Plain) -> Plain:
    """The command that takes the part out."""
    return {"type": "TakeOut", "part": {**part, "type": kind.__name__}}


def command_at(field: str) -> int:
    """Which of the commands that were to be kept a refusal's `field` is about, counted from 0."""
    step = field.partition("[")[2].partition("]")[0]
    return whole(step) or 0


async def keep(visit: Visit, base: int, *commands: Plain) -> None:
    """One step more in the visitor's draft; Invalid at the place of what is wrong."""
    command: Plain = (
        commands[0] if len(commands) == 1 else {"type": "Several", "commands": list(commands)}
    )
    await visit.ask(KeepInDraft(base, command))
