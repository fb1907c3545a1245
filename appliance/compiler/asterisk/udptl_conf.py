"""Fax over the network (T.38): ports and error correction."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

FIRST, LAST = 4000, 4999  # UDP; away from the ports of speech


def render(config: Config) -> ConfFile:
    """The firewall lets data in at these while a line carries any."""
    del config
    ports = options(udptlstart=FIRST, udptlend=LAST, use_even_ports=False)
    return ConfFile(header(), (Section("general", ports),))
