"""Whether signalling and sound go encrypted over the network: SIP over TLS, SRTP."""

import base64
import binascii
import re
from enum import StrEnum

from appliance.core.errors import Invalid


class Encryption(StrEnum):
    """Of a SIP telephone. The choice is the owner's: a telephone must be told of it too."""

    ORDINARY = "ordinary"  # UDP, RTP
    OFFERED = "offered"  # TLS and SRTP where the telephone does them, else as an ordinary one
    REQUIRED = "required"  # whatever else it says is refused, and nothing else is said to it


class Transport(StrEnum):
    """What SIP messages of a line go over, and lines of the log to another machine."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


MOST_AUTHORITIES = 8  # of a line; a carrier names one, and perhaps the next before it ends
_LONGEST = 8_000  # characters of one certificate: an RSA key of 4096 bits takes 2,500
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


def certificates(text: str) -> tuple[bytes, ...]:
    """Each certificate (DER) of a PEM text, in which spaces may stand for new lines.

    Invalid, at the field `authority`, where it is anything else. Whether they are what they should
    be shows when a line is opened.
    """
    found = _PEM.findall(text)
    if not found or _PEM.sub("", text).strip():
        raise Invalid(
            "authority",
            "is no certificate; paste all of the carrier's file, "
            "from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
        )
    if len(found) > MOST_AUTHORITIES or any(len(body) > _LONGEST for body in found):
        raise Invalid(
            "authority",
            f"holds more than {MOST_AUTHORITIES} certificates, or a huge one; leave the others out",
        )
    return tuple(map(_der, found))


def _der(body: str) -> bytes:
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error as error:
        raise Invalid("authority", "is cut off or torn; paste the whole file anew") from error
    # A SEQUENCE whose length, in two bytes, is that of all that follows: X.690, 8.1.3.
    if der[:2] != b"\x30\x82" or int.from_bytes(der[2:4]) + 4 != len(der):
        raise Invalid("authority", "is cut off or torn; paste the whole file anew")
    return der


def pem(der: bytes) -> str:
    """A certificate as files have it: 64 characters a line (RFC 7468)."""
    text = base64.b64encode(der).decode("ascii")
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
