"""nginx, as far as the certificate goes that it shows."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass

from appliance.host.units import Systemd
from appliance.host.web_probe import PATIENCE, any_certificate

UNIT = "nginx.service"


@dataclass(frozen=True, slots=True)
class NginxFront:
    """Behind it is the web page."""

    systemd: Systemd
    host: str = "127.0.0.1"
    port: int = 443

    async def take(self) -> None:
        """Have it read its certificate anew; who is connected stays so. Fault when it does not."""
        await self.systemd.reload(UNIT)

    async def shown(self) -> bytes:
        """The certificate (DER) that a browser would get now; empty when none would."""
        with contextlib.suppress(OSError, EOFError, TimeoutError, ssl.SSLError):
            async with asyncio.timeout(PATIENCE):
                return await self._shown()
        return b""

    async def _shown(self) -> bytes:
        _, writer = await asyncio.open_connection(self.host, self.port, ssl=any_certificate())
        try:
            session: ssl.SSLObject = writer.get_extra_info("ssl_object")
            return session.getpeercert(binary_form=True) or b""
        finally:
            writer.close()
