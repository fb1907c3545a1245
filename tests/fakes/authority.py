"""Who signs certificates, as a company or a public authority does."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def fresh_key() -> ec.EllipticCurvePrivateKey:
    """As most have one today."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of(key: Key) -> str:
    """As openssl writes it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(slots=True)
class Authority:
    """`name` stands in what it signs; `by` signed it, or nobody but itself did."""

    name: str
    by: Authority | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=fresh_key)

    @property
    def pem(self) -> str:
        """Its own certificate."""
        signer = self.by or self
        made = self._begun(self.name, self.key, signer.name, (-10, 3650)).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        return _signed(made, signer.key)

    def signed(
        self,
        key: Key,
        *names: str,
        days: tuple[float, float] = (-1, 90),
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
        signs: bool = True,
    ) -> str:
        """A certificate of that key for those names, from so many days on until so many."""
        made = self._begun("box", key, self.name, days).add_extension(
            x509.ExtendedKeyUsage([usage]), critical=False
        )
        made = made.add_extension(
            x509.KeyUsage(
                digital_signature=signs, key_encipherment=True, content_commitment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=False,
                crl_sign=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )  # fmt: skip
        if names:
            made = made.add_extension(
                x509.SubjectAlternativeName(list(map(_general, names))), critical=False
            )
        return _signed(made, self.key)

    def answer(self, request: str, **more: tuple[float, float]) -> str:
        """What comes back for a request, for the names that stand in it."""
        asked = x509.load_pem_x509_csr(request.encode())
        assert asked.is_signature_valid
        names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        public = asked.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        made = self._begun("box", public, self.name, more.get("days", (-1, 90)))
        return _signed(made.add_extension(names, critical=False), self.key)

    @staticmethod
    def _begun(
        name: str, key: Key | ec.EllipticCurvePublicKey, issuer: str, days: tuple[float, float]
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        public = key if isinstance(key, ec.EllipticCurvePublicKey) else key.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(issuer))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _signed(made: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> str:
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
