"""Where the box's mail goes out, and who is told by it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address

from appliance.core.encryption import certificates
from appliance.core.errors import Invalid
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.people import Email
from appliance.core.text import check_text
from appliance.core.trunks import HOST, Password, is_ipv4
from appliance.core.web_address import check_machine

MOST_TOLD = 20  # addresses of one list


class MailSecurity(StrEnum):
    """How what is said to the server is encrypted."""

    TLS = "tls"  # from the first byte; by habit at port 465
    STARTTLS = "starttls"  # by a word of ours before anything else; by habit at port 587
    NONE = "none"  # whoever is on the way reads all of it; by habit at port 25


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes the box's letters; without one none is written.

    It must prove by its certificate that it is `server`; who may have signed that are public
    authorities, and those of `authority`, certificates in PEM. `alarms` are told of what is wrong
    with the box, `emergency` of calls to emergency numbers; `emergency_telephones` ring then and
    say who calls, also without a server.
    """

    server: str = ""
    port: int = 465
    security: MailSecurity = MailSecurity.TLS
    user: str = ""
    password: Password | None = None
    authority: str = ""
    sender: Email | None = None
    alarms: tuple[Email, ...] = ()
    emergency: tuple[Email, ...] = ()
    emergency_telephones: tuple[ExtensionNumber, ...] = ()

    def __post_init__(self) -> None:
        check_between("port", self.port, 1, 65535)
        if self.server:
            _check_server(self.server)
        elif self.sender is not None or self.user or self.alarms or self.emergency:
            raise Invalid(
                "server", "is missing, so nobody gets any mail; write it like smtp.example.com"
            )
        if self.server and self.sender is None:
            raise Invalid(
                "sender", "is missing; write an address that the server lets this account send from"
            )
        self._check_account()
        if self.authority:
            certificates(self.authority)
            if self.security is MailSecurity.NONE:
                raise Invalid("authority", "is asked for with TLS alone; choose TLS, or empty this")
        for field, told in (("alarms", self.alarms), ("emergency", self.emergency)):
            check_between(field, len(told), 0, MOST_TOLD)
            if len(set(told)) != len(told):
                raise Invalid(field, "one address is named twice; name it once")
        rung = self.emergency_telephones
        check_between("emergency telephones", len(rung), 0, MOST_TOLD)
        if len(set(rung)) != len(rung):
            raise Invalid("emergency telephones", "one number is named twice; name it once")

    def _check_account(self) -> None:
        if self.user:
            check_text("user", self.user, longest=254)
            if self.password is None:
                raise Invalid("password", "is missing; write that of the account")
        elif self.password is not None:
            raise Invalid("user", "is missing; write the account that the password belongs to")
        if self.password is not None and self.security is MailSecurity.NONE:
            raise Invalid(
                "security",
                "without encryption everybody on the way reads the password; choose TLS or "
                "STARTTLS, or leave account and password out",
            )


def _check_server(server: str) -> None:
    numbers = re.fullmatch(r"[0-9.]+", server) is not None
    if is_ipv4(server):
        check_machine(IPv4Address(server), "server")
    elif numbers or not re.fullmatch(HOST, server, re.ASCII):
        raise Invalid(
            "server",
            f"{server!r} is neither a name nor an address of a server; "
            "write it like smtp.example.com or 192.0.2.1",
        )
