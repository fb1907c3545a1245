"""Whether a syslog server is there, as far as that can be known without its telling."""

import asyncio
import ssl
from collections.abc import Callable

from appliance.core.encryption import Transport, certificates
from appliance.core.errors import Fault, Invalid
from appliance.core.log_server import LogServer
from appliance.core.web_address import Ip, check_machine
from appliance.unreached import causes, slow, unreached
from appliance.webhooks.post import Resolve, resolved

PATIENCE = 10.0  # seconds


def _check(ip: Ip) -> None:
    check_machine(ip, "server")


async def reach(
    server: LogServer, resolve: Resolve = resolved, check: Callable[[Ip], None] = _check
) -> None:
    """Fault, in words, where it is not reached or not trusted. By UDP nobody answers: there only
    its name is looked up. `check` says of each of its addresses whether it may be reached.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            await _reached(server, resolve, check)
    except Invalid as refused:
        raise Fault(f"Not sent: {refused.reason}.") from refused
    except (OSError, ValueError) as error:
        raise _told(server, error) from error


async def _reached(server: LogServer, resolve: Resolve, check: Callable[[Ip], None]) -> None:
    found = await resolve(server.server, server.port)
    for ip in found:
        check(ip)
    if server.transport is Transport.UDP:
        return
    tls = server.transport is Transport.TLS
    _, writer = await asyncio.open_connection(
        str(found[0]),
        server.port,
        ssl=_trusting(server.authority) if tls else None,
        server_hostname=server.server if tls else None,
    )
    writer.close()
    await writer.wait_closed()


def _trusting(authority: str) -> ssl.SSLContext:
    """Public authorities, or in their place those that were named."""
    if not authority:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=b"".join(certificates(authority)))
    return context


def _told(server: LogServer, error: Exception) -> Fault:
    for cause in causes(error):
        if (fault := unreached(server.server, server.port, cause)) is not None:
            return fault
    if isinstance(error, TimeoutError):
        return slow(server.server)
    return Fault(
        f"Port {server.port} of {server.server} does not speak TLS; it is mostly 6514. "
        "Check port and protocol."
    )
