"""The certificate by which a browser knows this box: its own, or one of the owner's."""

from typing import ClassVar

from appliance.wire.kinds import Answer, Request
from appliance.wire.roles import Right

LONGEST = 24_000  # characters of a chain or a key


class Certificate(Answer, frozen=True):
    """What the web page shows of itself. `owners`: somebody put it in; else the box made it.

    `fingerprint` is SHA-256 as browsers show it; times are seconds since the epoch. `pem` is the
    certificate itself, which every visitor is shown anyway; `own` the one that the box made, which
    telephones trust. The key is nobody's.
    """

    names: tuple[str, ...]
    begins: float
    ends: float
    fingerprint: str
    pem: str
    owners: bool = False
    own: str = ""


class CertificateRequest(Answer, frozen=True):
    """What is sent to who signs; `pem` is empty while none waits for its answer."""

    pem: str = ""
    names: tuple[str, ...] = ()


class GetCertificate(Request[Certificate], frozen=True):
    needs: ClassVar[Right] = Right.OWN


class GetCertificateRequest(Request[CertificateRequest], frozen=True):
    """The request that waits for its answer."""

    needs: ClassVar[Right] = Right.ACCOUNTS


class MakeCertificateRequest(Request[CertificateRequest], frozen=True):
    """A fresh key, which never leaves the box, and a request with it. One before is forgotten."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    names: tuple[str, ...]


class SetCertificate(Request[Certificate], frozen=True):
    """Show browsers the first certificate of `chain` (PEM), which its signers follow.

    Without `key` it is the answer to the request that waits. One of its names has to lead here:
    `host`, by which the page was opened, or what the network's names say. The one of before is put
    back when the page does not show the new one.
    """

    needs: ClassVar[Right] = Right.ACCOUNTS
    chain: str
    key: str = ""
    host: str = ""


class DropCertificate(Request[Certificate], frozen=True):
    """Show browsers the box's own again; the owner's and its key are forgotten."""

    needs: ClassVar[Right] = Right.ACCOUNTS


Asked = (
    GetCertificate
    | GetCertificateRequest
    | MakeCertificateRequest
    | SetCertificate
    | DropCertificate
)
