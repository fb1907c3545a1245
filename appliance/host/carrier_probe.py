"""Whether a carrier's server proves who it is, asked the way Asterisk asks."""

import asyncio
import ssl

from appliance.core.encryption import certificates
from appliance.core.trunks import SipTrunk
from appliance.spoken.languages import mark

PATIENCE = 10.0  # seconds
_PUBLIC = "/etc/ssl/certs"
# By OpenSSL's numbers (x509_vfy.h), the only ones that an owner can do something about.
_UNSIGNED = mark("nobody whom this box trusts has signed it")
_OTHER = mark("it is another server's")
_WHY = {
    **dict.fromkeys((2, 18, 19, 20, 21), _UNSIGNED),
    9: mark("it is not valid yet; look at the box's clock"),
    10: mark("it has ended"),
    62: _OTHER,
    64: _OTHER,
}


async def distrusted(line: SipTrunk, public: str = _PUBLIC) -> str:
    """Why the certificate of the line's server is not trusted; empty when it is, or none came.

    `public` is a folder of authorities as OpenSSL reads it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(capath=public)
    try:
        if line.authority:
            context.load_verify_locations(cadata=b"".join(certificates(line.authority)))
    except ssl.SSLError:  # it only looks like a certificate, and so nobody is trusted by it
        return _UNSIGNED
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(line.host, line.port, ssl=context)
            writer.close()
            await writer.wait_closed()
    except ssl.SSLCertVerificationError as error:
        return _WHY.get(error.verify_code, error.verify_message)
    except (OSError, TimeoutError):  # it does not answer, which says nothing of its certificate
        pass
    return ""
