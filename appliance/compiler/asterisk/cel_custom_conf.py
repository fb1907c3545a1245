"""Where channel events go and in which columns: `appliance.core.cel` reads the same list."""

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.core.cel import COLUMNS, SPOOL
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """The advanced mapping: a list of fields costs a quarter of the old functions."""
    del config
    section = options(format="dsv", separator_character=",", quoting_method="all")
    fields = Option("fields", ",".join(COLUMNS))
    return ConfFile(header(), (Section(SPOOL, (*section, fields)),))
