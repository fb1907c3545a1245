"""Which table of ours Asterisk finds under which name, and by which module."""

from collections.abc import Iterable

from appliance.compiler.conf import ConfFile, Option, Section
from appliance.compiler.header import header


def render(tables: Iterable[str]) -> ConfFile:
    """Each table is a database of its own under its own name."""
    lines = tuple(Option(name, f"sqlite3,{name},{name}", arrow=True) for name in sorted(tables))
    return ConfFile(header(), (Section("settings", lines),))
