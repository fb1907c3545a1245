"""To which syslog server the box's log goes besides."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address

from appliance.core.encryption import Transport, certificates
from appliance.core.errors import Invalid
from appliance.core.numbers import check_between
from appliance.core.trunks import HOST, is_ipv4
from appliance.core.web_address import check_machine


@dataclass(frozen=True, slots=True)
class LogServer:
    """With TLS it must prove by its certificate that it is `server`; who may have signed that are
    public authorities, or in their place those of `authority`, certificates in PEM.
    """

    server: str
    port: int = 514
    transport: Transport = Transport.UDP
    authority: str = ""

    def __post_init__(self) -> None:
        check_between("port", self.port, 1, 65535)
        if is_ipv4(self.server):
            check_machine(IPv4Address(self.server), "server")
        elif re.fullmatch(r"[0-9.]+", self.server) or not re.fullmatch(HOST, self.server, re.ASCII):
            raise Invalid(
                "server",
                f"{self.server!r} is neither a name nor an address of a server; "
                "write it like log.example.com or 192.0.2.1",
            )
        if self.authority:
            certificates(self.authority)
            if self.transport is not Transport.TLS:
                raise Invalid("authority", "is asked for with TLS alone; choose TLS, or empty this")
