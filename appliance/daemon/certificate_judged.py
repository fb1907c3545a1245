"""A certificate of the owner's, made ready and judged. Imported where one is: it needs a while."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.core.errors import Invalid

LEAST_RSA = 2048  # bits
MOST = 8  # certificates of a chain
_LONGEST_NAME = 64  # characters of a common name
_PEM = Encoding.PEM
# What is found when one is looked into: of GOST, or as no authority makes them.
_STRANGE = (UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
Key: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Judged:
    """`whole` is what nginx reads: the key, then the chain. `der` is the first of the chain."""

    whole: bytes
    der: bytes
    names: tuple[str, ...]


def request(names: Collection[str]) -> tuple[bytes, bytes]:
    """A fresh key, and the request that is signed with it, in PEM both."""
    key = ec.generate_private_key(ec.SECP256R1())
    first = next(iter(names))[:_LONGEST_NAME]
    made = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, first)]))
        .add_extension(x509.SubjectAlternativeName(list(map(x509.DNSName, names))), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _kept(key), made.public_bytes(_PEM)


def requested(pem: bytes) -> tuple[str, ...]:
    """The names of a request."""
    return _names(x509.load_pem_x509_csr(pem).extensions)


def first(pem: bytes) -> x509.Certificate:
    """The first certificate of a text; ValueError where there is none."""
    return x509.load_pem_x509_certificates(pem)[0]


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """What it is for."""
    return _names(certificate.extensions)


def judged(chain: str, key: str, now: float, *, own_key: bool) -> Judged:
    """Invalid at its field for what is wrong. `own_key`: the key is that of the box's request."""
    certificates, private = _read_chain(chain), _read_key(key)
    try:
        return _judged(certificates, private, now, own_key=own_key)
    except _STRANGE as error:
        raise Invalid(
            "chain", "is of a kind that browsers do not know; have one made for RSA or EC P-256"
        ) from error


def _judged(
    certificates: list[x509.Certificate], private: Key, now: float, *, own_key: bool
) -> Judged:
    leaf = certificates[0]
    _check_fits(certificates, private, own_key=own_key)
    _check_dates(certificates, datetime.fromtimestamp(now, UTC))
    names = names_of(leaf)
    if not names:
        raise Invalid(
            "chain",
            "names no address; browsers want the box's name as a “subject alternative name”",
        )
    if not _for_pages(leaf):
        raise Invalid("chain", "is not for web pages; have one made for a TLS server")
    _check_order(certificates)
    _check_signed(certificates)
    whole = _kept(private) + b"".join(each.public_bytes(_PEM) for each in certificates)
    return Judged(whole, leaf.public_bytes(Encoding.DER), names)


def _read_chain(chain: str) -> list[x509.Certificate]:
    if "PRIVATE KEY-----" in chain:
        raise Invalid("chain", "holds the key too; put that into its own field")
    try:
        found = x509.load_pem_x509_certificates(chain.encode())
    except ValueError as error:
        raise Invalid(
            "chain",
            "is no certificate; paste the whole file, from -----BEGIN CERTIFICATE----- to the end",
        ) from error
    if len(found) > MOST:
        raise Invalid("chain", f"holds more than {MOST} certificates; leave the others out")
    return found


def _read_key(key: str) -> Key:
    if "ENCRYPTED" in key:
        raise Invalid("key", "is locked by a password; take that off first: openssl pkey -in FILE")
    try:
        found: object = load_pem_private_key(key.encode(), None)
    except UnsupportedAlgorithm:
        found = None  # as one that is too weak
    except (ValueError, TypeError) as error:
        raise Invalid(
            "key", "is no key; paste the whole file that begins with -----BEGIN PRIVATE KEY-----"
        ) from error
    if isinstance(found, rsa.RSAPrivateKey) and found.key_size >= LEAST_RSA:
        return found
    strong = (ec.SECP256R1, ec.SECP384R1)  # P-521 is none of Chrome's
    if isinstance(found, ec.EllipticCurvePrivateKey) and isinstance(found.curve, strong):
        return found
    raise Invalid(
        "key",
        f"is too weak, or of a kind that browsers do not know; take RSA of {LEAST_RSA} bits or"
        " more, or EC P-256",
    )


def _check_fits(certificates: list[x509.Certificate], key: Key, *, own_key: bool) -> None:
    public = _public(key)
    whose = [at for at, each in enumerate(certificates) if _public(each) == public]
    if whose and whose[0] > 0:
        raise Invalid(
            "chain", "begins with another's certificate; put the box's first, then its signers"
        )
    if not whose and own_key:
        raise Invalid("chain", "is not the answer to this box's newest request; ask for that one")
    if not whose:
        raise Invalid("key", "is not the one of this certificate; take the file made with it")


def _check_dates(certificates: list[x509.Certificate], now: datetime) -> None:
    for each in certificates:
        begins, ends = each.not_valid_before_utc, each.not_valid_after_utc
        if now < begins:
            raise Invalid(
                "chain",
                f"counts only from {begins:%Y-%m-%d} on; see that the box's clock is right, or"
                " wait until then",
            )
        if now >= ends:
            raise Invalid("chain", f"ended on {ends:%Y-%m-%d}; have a new one made")


def _check_order(certificates: list[x509.Certificate]) -> None:
    for at, (each, signer) in enumerate(pairwise(certificates), 2):
        try:
            each.verify_directly_issued_by(signer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise Invalid(
                "chain",
                f"is out of order: the one before did not come from certificate {at}; each is"
                " followed by its signer",
            ) from error


def _check_signed(certificates: list[x509.Certificate]) -> None:
    """What an authority signed of itself is trusted for being known, not for its signature."""
    for each in certificates:
        by = each.signature_hash_algorithm
        if each.issuer != each.subject and isinstance(by, hashes.SHA1 | hashes.MD5):
            raise Invalid(
                "chain",
                f"is signed with {by.name.upper()}, which browsers refuse; have a new one made",
            )


def _for_pages(certificate: x509.Certificate) -> bool:
    """Browsers hold it to both, where they are said: the key signs, and for a server."""
    wanted = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    for each in certificate.extensions:
        if isinstance(each.value, x509.ExtendedKeyUsage) and wanted.isdisjoint(each.value):
            return False
        if isinstance(each.value, x509.KeyUsage) and not each.value.digital_signature:
            return False
    return True


def _names(extensions: x509.Extensions) -> tuple[str, ...]:
    try:
        found = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = map(str, found.get_values_for_type(x509.IPAddress))
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def _public(of: x509.Certificate | Key) -> bytes:
    return of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _kept(key: Key) -> bytes:
    return key.private_bytes(_PEM, PrivateFormat.PKCS8, NoEncryption())
