"""The certificate by which a browser knows this box."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request
from appliance.wire.roles import Right


class Certificate(Answer, frozen=True):
    """`fingerprint` is SHA-256 as browsers show it; times are seconds since the epoch.

    `pem` is the certificate itself, which every visitor is shown anyway; the key is nobody's.
    """

    names: tuple[str, ...]
    begins: float
    ends: float
    fingerprint: str
    pem: str


class GetCertificate(Request[Certificate], frozen=True):
    needs: ClassVar[Right] = Right.OWN
