"""What rsyslog is told, and whether the server that it is told of is there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.core.encryption import Transport
from appliance.core.errors import Fault
from appliance.core.log_server import LogServer
from appliance.core.web_address import Ip
from appliance.host.log_probe import reach
from appliance.host.log_sender import AUTHORITIES, SETTINGS, LogSender, written
from appliance.host.ports import UnitSeen
from tests.integration.asterisk.papers import Paper, paper, serving
from tests.unit.tree import TREE

_NAME = "log.example.com"
_AUTHORITY = paper("Logs")
_RUN = Path("/run/lineman")


class _Units:
    async def restart(self, unit: str) -> None: ...

    async def stop(self, unit: str) -> None: ...

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        return ()


def test_each_protocol_is_told_with_all_that_it_wants() -> None:
    udp = written(LogServer(_NAME, 5140), _RUN)
    assert f'target="{_NAME}" port="5140"\n  protocol="udp"' in udp
    assert "StreamDriver=" not in udp
    tcp = written(LogServer(_NAME, 514, Transport.TCP), _RUN)
    assert 'protocol="tcp"' in tcp
    assert "TCP_Framing" not in tcp, "a line ends as others' do"
    tls = written(LogServer(_NAME, 6514, Transport.TLS), _RUN)
    for told in (
        'TCP_Framing="octet-counted"',  # RFC 5425
        'StreamDriver="gtls"',
        'StreamDriverAuthMode="x509/name"',
        f'StreamDriverPermittedPeers="{_NAME}"',
        'defaultNetstreamDriverCAFile="/etc/ssl/certs/ca-certificates.crt"',
    ):
        assert told in tls
    own = written(LogServer(_NAME, 6514, Transport.TLS, _AUTHORITY.pem), _RUN)
    assert f'defaultNetstreamDriverCAFile="{_RUN}/{AUTHORITIES}"' in own
    for text in (udp, tcp, tls, own):
        assert 'template="RSYSLOG_SyslogProtocol23Format"' in text  # RFC 5424
        assert text.count('"') % 2 == 0


async def test_the_settings_lie_where_the_unit_looks_for_all_to_read(tmp_path: Path) -> None:
    unit = (TREE / "rootfs-overlay/usr/lib/systemd/system/lineman-syslog.service").read_text()
    assert f"ConditionPathExists={_RUN}/{SETTINGS}\n" in unit
    assert f" -f {_RUN}/{SETTINGS}\n" in unit
    kept = "/var/lib/lineman/system/syslog"
    assert f"ReadWritePaths={kept}\n" in unit
    assert f'workDirectory="{kept}"' in written(LogServer(_NAME), _RUN)
    server = LogServer(_NAME, 6514, Transport.TLS, _AUTHORITY.pem)
    await LogSender(tmp_path, _Units()).send_to(server)
    for name in (SETTINGS, AUTHORITIES):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o644
    assert (tmp_path / SETTINGS).read_text() == written(server, tmp_path)
    assert (tmp_path / AUTHORITIES).read_text().startswith("-----BEGIN CERTIFICATE-----\n")


async def _here(_host: str, _port: int) -> tuple[Ip, ...]:
    return (ip_address("127.0.0.1"),)


def _any(_ip: Ip) -> None:
    """A test's server is this machine."""


@asynccontextmanager
async def _listening(trusting: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    server = await asyncio.start_server(
        lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=trusting
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (paper(_NAME, by=_AUTHORITY), ""),
        (paper(_NAME), "is not trusted"),
        (paper("other.example.com", by=_AUTHORITY), "is not trusted"),
    ],
)
async def test_a_server_proves_who_it_is(own: Paper, why: str, tmp_path: Path) -> None:
    async with _listening(serving(tmp_path, own)) as port:
        server = LogServer(_NAME, port, Transport.TLS, _AUTHORITY.pem)
        if not why:
            await reach(server, _here, _any)
            return
        with pytest.raises(Fault, match=why):
            await reach(server, _here, _any)


async def test_it_is_said_why_a_server_is_not_reached() -> None:
    async with _listening() as port:
        await reach(LogServer(_NAME, port, Transport.TCP), _here, _any)
        with pytest.raises(Fault, match="does not speak TLS"):
            await reach(LogServer(_NAME, port, Transport.TLS), _here, _any)
    gone = LogServer(_NAME, port, Transport.TCP)
    with pytest.raises(Fault, match="nobody answers at port"):
        await reach(gone, _here, _any)
    with pytest.raises(Fault, match="the box itself"):
        await reach(gone, _here)
    await reach(replace(gone, transport=Transport.UDP), _here, _any)
    with pytest.raises(Fault, match="is not known"):
        await reach(LogServer("nobody.invalid"))
