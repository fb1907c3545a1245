"""The box's own certificate, read for whoever is to trust it."""

import asyncio
import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.core.errors import Fault
from appliance.daemon.configuring import Answering
from appliance.wire.admission import Asker
from appliance.wire.certificate import Certificate, GetCertificate

_REMEDY = "Switch the box off and on: it makes one at its start."


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """`path` is the file that the web page's TLS uses, in PEM."""

    path: Path

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {GetCertificate: self._get}

    async def _get(self, _request: GetCertificate, _asker: Asker) -> Certificate:
        return await asyncio.to_thread(read, self.path)

    async def names(self) -> tuple[str, ...]:
        """What it is for; nothing while there is none that can be read."""
        try:
            return (await asyncio.to_thread(read, self.path)).names
        except Fault:
            return ()


def read(path: Path) -> Certificate:
    """Fault where there is none, or what stands there is none."""
    try:
        pem = path.read_text("ascii")
    except (OSError, ValueError) as error:
        raise Fault("The box has no certificate that can be read.", _REMEDY) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=pem)
        der = ssl.PEM_cert_to_DER_cert(pem)
    except (ssl.SSLError, ValueError) as error:
        raise Fault("The box has no certificate that can be read.", _REMEDY) from error
    (told,) = context.get_ca_certs() or ({},)
    digest = hashlib.sha256(der).hexdigest().upper()
    return Certificate(
        names=tuple(str(each[1]) for each in told.get("subjectAltName", ())),
        begins=_moment(told.get("notBefore")),
        ends=_moment(told.get("notAfter")),
        fingerprint=":".join(digest[i : i + 2] for i in range(0, len(digest), 2)),
        pem=pem,
    )


def _moment(text: object) -> float:
    return float(ssl.cert_time_to_seconds(text)) if isinstance(text, str) else 0.0
