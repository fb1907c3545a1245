"""Under which names a browser keeps passkeys: those of the certificate, and no address.

Web Authentication binds a passkey to the name in the address, so that no other site is ever offered
it, and refuses where the certificate does not hold. Whether a browser trusts the certificate is
known to the browser alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit


class Unfit(StrEnum):
    """Why no passkey can be had where the page was opened."""

    ADDRESS = "address"  # numbers, which name nobody for good
    NOT_NAMED = "not-named"  # a name that does not stand in the certificate
    NO_CERTIFICATE = "no-certificate"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a page was opened; `origin` is how its browser writes that down."""

    host: str
    origin: str


def site_of(text: str) -> Site:
    """Of a name and port as they stand in an address; an empty host for what stands in none."""
    try:
        parts = urlsplit(f"https://{text}")
    except ValueError:  # half an IPv6 address
        return Site("", "")
    if parts.netloc != text or parts.username is not None:
        return Site("", "")
    return Site(parts.hostname or "", f"https://{text}")


def unfit(host: str, names: Collection[str]) -> Unfit | None:
    """None where passkeys can be had; `names` are the certificate's."""
    if is_address(host):
        return Unfit.ADDRESS
    if not names:
        return Unfit.NO_CERTIFICATE
    return None if any(covers(name, host) for name in names) else Unfit.NOT_NAMED


def covers(name: str, host: str) -> bool:
    """Whether a name of a certificate holds for this one; a star stands for the first label."""
    name, host = name.lower(), host.lower()
    if name.startswith("*."):
        return host.partition(".")[2] == name[2:]
    return name == host


def fit(names: Collection[str]) -> tuple[str, ...]:
    """Those of the certificate's names that are no addresses, and that one can type."""
    return tuple(name.lower() for name in names if not (is_address(name) or "*" in name))


def is_address(host: str) -> bool:
    """Whether these are an IP address's numbers."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
