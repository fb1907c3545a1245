"""What a browser is shown, found out as a browser finds it out."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

from appliance.host.dbus import SystemBus
from appliance.host.front import NginxFront
from appliance.host.units import Systemd
from tests.fakes.certificate import certified_as


async def _nobody(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_the_certificate_is_the_one_that_is_served(tmp_path: Path) -> None:
    key, path = certified_as(tmp_path, "pbx.office.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    server = await asyncio.start_server(_nobody, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    front = NginxFront(Systemd(SystemBus("unix:path=/nowhere")), port=port)
    async with server:
        assert await front.shown() == ssl.PEM_cert_to_DER_cert(path.read_text())
    assert await front.shown() == b"", "where nobody serves, nothing is shown"
