"""Named lists of addresses."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

OFFICE = "office"
EVERYBODY = "0.0.0.0/0,::/0"
# Private (RFC 1918, RFC 4193), link-local and loopback addresses: the office's own network.
LAN = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,127.0.0.0/8,fc00::/7,fe80::/10,::1"


def render(config: Config) -> ConfFile:
    """Where telephones may be."""
    del config
    return ConfFile(header(), (Section(OFFICE, options(deny=EVERYBODY, permit=LAN)),))
