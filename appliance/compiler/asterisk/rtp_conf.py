"""Ports of speech over the network."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

FIRST, LAST = 10000, 20000  # UDP


def render(config: Config) -> ConfFile:
    """Strict: once speech comes from one address, no other is heard.

    Who speaks before the telephone would still be heard until that does; the firewall takes sound
    from nobody whom Asterisk does not know (`rootfs-overlay/etc/nftables.conf`).
    """
    del config
    values = options(rtpstart=FIRST, rtpend=LAST, strictrtp=True, icesupport=False)
    return ConfFile(header(), (Section("general", values),))
