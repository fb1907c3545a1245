"""How much the SIP library says."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Asterisk's own defaults."""
    del config
    return ConfFile(header(), (Section("startup", options(type="startup", log_level=2)),))
