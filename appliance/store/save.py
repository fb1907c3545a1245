"""A configuration's pieces to rows. Runs within the caller's transaction."""

from collections.abc import Iterator

from peewee import SqliteDatabase

from appliance.core.differing import differing
from appliance.core.pieces import Pieces, Texts
from appliance.store.database import execute, execute_many

_NOTHING = Pieces({}, {})


def write(database: SqliteDatabase, wanted: Pieces, known: Pieces | None) -> None:
    """Make the rows those of `wanted`; `known` are those that they are of now, None when unknown.

    Only what differs is written: one row when a person is renamed.
    """
    if known is None:
        execute(database, "DELETE FROM part")
        execute(database, "DELETE FROM setting")
        known = _NOTHING
    for place, texts in wanted.lists.items():
        _list(database, place, texts, known.lists.get(place, ()))
    settings = wanted.settings.items() - known.settings.items()
    execute_many(database, "INSERT OR REPLACE INTO setting VALUES (?, ?)", settings)


def _list(database: SqliteDatabase, place: str, wanted: Texts, known: Texts) -> None:
    if wanted is known:
        return
    rows = ((place, position, body) for position, body in _changed(wanted, known))
    execute_many(database, "INSERT OR REPLACE INTO part VALUES (?, ?, ?)", rows)
    gone = "DELETE FROM part WHERE place = ? AND position >= ?"
    execute(database, gone, place, len(wanted))


def _changed(wanted: Texts, known: Texts) -> Iterator[tuple[int, str]]:
    places = differing(known, wanted)
    for position in range(len(wanted)) if places is None else places:
        if position >= len(known) or known[position] != wanted[position]:
            yield position, wanted[position]
