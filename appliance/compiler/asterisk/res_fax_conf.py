"""How faxes are taken."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """With error correction: what a bad line spoils is sent again."""
    del config
    return ConfFile(header(), (Section("general", options(maxrate=14400, minrate=2400, ecm=True)),))
