"""Where each table's file is. A table that changes has another name, so a reload opens it."""

from collections.abc import Iterable

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.compiler.tables import name_of


def render(paths: Iterable[str]) -> ConfFile:
    """`paths` are those of a generation. Nothing is ever written, so nothing waits to be."""
    return ConfFile(header(), tuple(map(_table, sorted(paths))))


def _table(path: str) -> Section:
    """Told that its file never changes, SQLite takes no lock and looks for no journal."""
    where = f"file:/etc/{path}?immutable=1"
    return Section(name_of(path), options(dbfile=where, batch=0, requirements="warn"))
