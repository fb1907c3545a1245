"""Certificates of authorities that carriers have of their own, as OpenSSL reads them."""

from appliance.compiler import sip_trunks
from appliance.core.config import Config

PATH = "/etc/asterisk/carriers.pem"


def render(config: Config) -> str:
    """All lines' in one file, empty without any.

    A line's own name must stand in its certificate all the same.
    """
    return sip_trunks.authorities(config)
