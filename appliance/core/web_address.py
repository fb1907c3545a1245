"""Where webhooks and mail may lead: to which addresses the box speaks, and to which never."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from appliance.core.errors import Invalid

LONGEST = 500
_PLAIN = re.compile(r"[!-~]+", re.ASCII)  # printable, without blanks
_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII
)
_NAT64 = IPv6Network("64:ff9b::/96")

Ip = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class WebAddress:
    """`target` is the path with its query, as it goes into the request."""

    secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the request names as its host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.secure else 80
        return host if self.port == usual else f"{host}:{self.port}"


def web_address(text: str) -> WebAddress:
    """Invalid at the field `url` for anything that a webhook may not be told at."""
    if not text or len(text) > LONGEST or not _PLAIN.fullmatch(text):
        raise Invalid("url", "give an address such as https://crm.example.com/calls without blanks")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(
            "url", "the host or the port of this address cannot be read; give it anew"
        ) from error
    if parts.scheme not in {"http", "https"}:
        raise Invalid("url", "no address of the web; write https://…, or within the LAN http://…")
    if parts.username is not None or parts.password is not None:
        raise Invalid("url", "an address holds no password; leave it out, the signature proves us")
    if parts.fragment:
        raise Invalid("url", "what follows # is never sent; leave it out")
    secure = parts.scheme == "https"
    address = WebAddress(secure, _host(host), _port(port, secure=secure), _target(parts))
    if (literal := _literal(address.host)) is not None:
        check_reached(address, literal)
    return address


def _host(host: str) -> str:
    if _literal(host) is None and not _HOST.fullmatch(host):
        raise Invalid(
            "url", f"{host or 'nothing'} is no name of a host; give one, or an IP address"
        )
    if host == "localhost" or host.endswith(".localhost"):
        raise Invalid("url", "this address is the box itself; give the other machine's")
    return host


def _port(port: int | None, *, secure: bool) -> int:
    if port == 0:
        raise Invalid("url", "a port is 1 to 65535; give one of these")
    return port or (443 if secure else 80)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _literal(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def check_reached(address: WebAddress, ip: Ip) -> None:
    """Invalid where a webhook at this address does not go to this IP address.

    It is asked of each address that a name stands for, at the moment of the connection: a name
    may stand for another one than when it was typed.
    """
    check_machine(ip, "url")
    if not address.secure and not in_lan(inner(ip)):
        raise Invalid(
            "url", "http:// is for the LAN alone, since anybody on the way reads it; use https://"
        )


def check_machine(ip: Ip, field: str) -> None:
    """Invalid at `field` for an address that is not another machine's alone."""
    real = inner(ip)
    if real.is_loopback or real.is_unspecified:
        raise Invalid(field, "this address is the box itself; give the other machine's")
    if real.is_link_local:
        raise Invalid(
            field, "link-local addresses are not reached; give the machine's address in the LAN"
        )
    if real.is_multicast or _is_reserved(real):
        raise Invalid(field, "this is no address of one machine; give that of the receiver")


def inner(ip: Ip) -> Ip:
    """The IPv4 address that an IPv6 one only wraps."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo is not None else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip


def _is_reserved(ip: Ip) -> bool:
    """Broadcast, 0.0.0.0/8, 240.0.0.0/4, and IPv6 that leads nowhere."""
    if isinstance(ip, IPv4Address):
        return ip.is_reserved or ip.packed[0] == 0
    return ip.is_reserved or ip.is_site_local


def in_lan(ip: Ip) -> bool:
    """Whether it is an address that is given out within offices alone."""
    if isinstance(ip, IPv6Address):
        return ip.packed[0] & 0xFE == 0xFC  # unique local
    first, second = ip.packed[:2]
    return first == 10 or (first, second) == (192, 168) or (first == 172 and 16 <= second < 32)
