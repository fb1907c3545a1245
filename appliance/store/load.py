"""Rows to a configuration's pieces."""

from peewee import SqliteDatabase

from appliance.core.errors import Invalid
from appliance.core.pieces import Pieces, lists, settings
from appliance.store.database import execute


def read(database: SqliteDatabase) -> Pieces:
    """What the tables hold; Invalid when a place is unknown or has gaps."""
    found: dict[str, list[str]] = {place: [] for place in lists()}
    rows = execute(database, "SELECT place, position, body FROM part ORDER BY place, position")
    for place, position, body in rows:
        texts = found.get(str(place))
        if texts is None or position != len(texts):
            raise Invalid("part", f"{place} {position} is out of its place")
        texts.append(str(body))
    stored = execute(database, "SELECT place, body FROM setting")
    values = {str(place): str(body) for place, body in stored}
    for place in values.keys() ^ settings().keys():
        raise Invalid("part", f"{place} is missing or unknown")
    return Pieces({place: tuple(texts) for place, texts in found.items()}, values)
