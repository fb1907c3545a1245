"""Asterisk's own call records: off, because they lose every call that is up when it dies."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Our records are made from channel events."""
    del config
    return ConfFile(header(), (Section("general", options(enable=False)),))
