"""How parts of the configuration are called, in the wire's words."""

from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import msgspec

from appliance.core.config import Config
from appliance.core.parts import parts, spelled
from appliance.core.people import Extension
from appliance.daemon.paging import ROOM, fitting
from appliance.daemon.parts_view import kind_named
from appliance.wire.configured import Names, NamesOf


def names_view(config: Config, revision: int, kinds: tuple[str, ...], after: int) -> Names:
    """What all parts of these kinds are called, from the `after`th on, as many as fit."""
    told = [_called(config, kind_named(kind)) for kind in kinds]
    if after <= 0 and sum(size for _, size in told) <= ROOM:
        return Names(revision, tuple(each for each, _ in told))
    rows = [row for each, _ in told for row in _rows(each)]
    found = fitting(islice(rows, max(0, after), None))
    lists = tuple(_list(kind, tuple(some)) for kind, some in groupby(found, itemgetter(0)))
    return Names(revision, lists, more=max(0, after) + len(found) < len(rows))


def _rows(of: NamesOf) -> list[tuple[str, str, str]]:
    return [(of.kind, name, title) for name, title in zip(of.names, of.titles, strict=True)]


def _list(kind: str, rows: tuple[tuple[str, str, str], ...]) -> NamesOf:
    return NamesOf(kind, tuple(row[1] for row in rows), tuple(row[2] for row in rows))


_LAST: dict[type, tuple[tuple[tuple[Any, ...], ...], tuple[NamesOf, int]]] = {}
"""Of each kind the lists that its names were made of last, with those and their size in a frame."""


def _called(config: Config, kind: type) -> tuple[NamesOf, int]:
    """No change is made within a list: of the same ones the same is told."""
    every = parts(config, kind)
    lists = (every, config.people) if kind is Extension else (every,)
    last = _LAST.get(kind)
    if last is not None and all(map(_same, last[0], lists)):
        return last[1]
    titles = _titles(config, kind, every)
    made = NamesOf(kind.__name__, tuple(map(spelled, every)), titles)
    told = made, len(msgspec.json.encode(made))
    _LAST[kind] = lists, told
    return told


def _same(one: object, other: object) -> bool:
    return one is other


def _titles(config: Config, kind: type, every: tuple[Any, ...]) -> tuple[str, ...]:
    if kind is Extension:
        return tuple(map(str, config.shown_names().values()))
    return tuple(str(getattr(part, "name", "")) or spelled(part) for part in every)
