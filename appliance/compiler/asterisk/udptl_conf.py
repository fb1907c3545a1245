"""Fax over the network (T.38): ports and error correction."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config


def render(config: Config) -> ConfFile:
    """Away from the ports of speech."""
    del config
    return ConfFile(
        header(),
        (Section("general", options(udptlstart=4000, udptlend=4999, use_even_ports=False)),),
    )
