"""Where each table's file is. A table that changes has another name, so a reload opens it."""

from collections.abc import Iterable

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.compiler.tables import name_of


def render(paths: Iterable[str]) -> ConfFile:
    """`paths` are those of a generation. Nothing is ever written, so nothing waits to be."""
    return ConfFile(
        header(),
        tuple(
            Section(name_of(path), options(dbfile=f"/etc/{path}", batch=0, requirements="warn"))
            for path in sorted(paths)
        ),
    )
