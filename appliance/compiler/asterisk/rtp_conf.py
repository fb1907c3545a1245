"""Ports of speech over the network."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Strict: once speech comes from one address, no other is heard."""
    del config
    values = options(rtpstart=10000, rtpend=20000, strictrtp=True, icesupport=False)
    return ConfFile(header(), (Section("general", values),))
