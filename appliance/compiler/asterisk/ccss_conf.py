"""Call completion: how much Asterisk may keep in mind."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Asterisk's own default, said so that it need not complain of a missing file."""
    del config
    return ConfFile(header(), (Section("general", options(cc_max_requests=20)),))
