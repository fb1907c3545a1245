"""Named lists of addresses; none is used yet, Asterisk asks for the file."""

from appliance.compiler.conf import ConfFile
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """No list."""
    del config
    return ConfFile(header())
