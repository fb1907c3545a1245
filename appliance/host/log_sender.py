"""The box's log sent to a syslog server: rsyslog reads the journal, by settings of ours."""

from collections.abc import Iterator
from pathlib import Path

from appliance.core.encryption import Transport, certificates, pem
from appliance.core.errors import Fault
from appliance.core.log_server import LogServer
from appliance.durable import write_whole
from appliance.host.ports import Switched

UNIT = "lineman-syslog.service"
SETTINGS, AUTHORITIES = "syslog.conf", "syslog.pem"
_PUBLIC = "/etc/ssl/certs/ca-certificates.crt"
_KEPT = "/var/lib/lineman/system/syslog"
# What the server has not taken waits on the disk; then the oldest has its place in the journal.
_QUEUE = (
    'queue.type="LinkedList"', 'queue.filename="unsent"', 'queue.maxDiskSpace="16m"',
    'queue.saveOnShutdown="on"', 'action.resumeRetryCount="-1"',
)  # fmt: skip


class LogSender:
    """`folder` is where its settings lie, which are gone after a restart of the box."""

    def __init__(self, folder: Path, units: Switched) -> None:
        self._folder, self._units = folder, units

    async def send_to(self, server: LogServer | None) -> None:
        """From now on; what is so already goes on undisturbed. Fault when it does not begin."""
        settings = self._folder / SETTINGS
        if server is None:
            settings.unlink(missing_ok=True)
            if await self.runs():
                await self._units.stop(UNIT)
            return
        text, trusted = written(server, self._folder), _authorities(server)
        if await self.runs() and _read(settings) == text and self._trusted() == trusted:
            return
        try:
            _write(self._folder / AUTHORITIES, trusted)
            _write(settings, text)
        except OSError as error:
            raise Fault(f"The log is not sent: {error.strerror}.") from error
        await self._units.restart(UNIT)

    async def runs(self) -> bool:
        """Whether it reads the journal; not whether the server takes anything."""
        return any(unit.active == "active" for unit in await self._units.units((UNIT,)))

    def _trusted(self) -> str:
        return _read(self._folder / AUTHORITIES)


def written(server: LogServer, folder: Path) -> str:
    """rsyslog's settings. Nothing in them is free text: each value has been checked."""
    return "".join(f"{line}\n" for line in _lines(server, folder))


def _lines(server: LogServer, folder: Path) -> Iterator[str]:
    trusted = folder / AUTHORITIES if server.authority else _PUBLIC
    yield f'global(workDirectory="{_KEPT}" net.enableDNS="off" maxMessageSize="16k"'
    yield f'  defaultNetstreamDriverCAFile="{trusted}")'
    yield 'module(load="imjournal" StateFile="journal" PersistStateInterval="50"'
    yield '  Ratelimit.Interval="0" UsePid="both" DefaultFacility="daemon")'
    tcp = server.transport is not Transport.UDP
    yield f'action(type="omfwd" target="{server.server}" port="{server.port}"'
    yield f'  protocol="{"tcp" if tcp else "udp"}" template="RSYSLOG_SyslogProtocol23Format"'
    if server.transport is Transport.TLS:
        yield '  TCP_Framing="octet-counted" StreamDriver="gtls" StreamDriverMode="1"'
        yield f'  StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="{server.server}"'
    yield f"  {' '.join(_QUEUE)})"


def _authorities(server: LogServer) -> str:
    return "".join(pem(each) for each in certificates(server.authority)) if server.authority else ""


def _write(path: Path, text: str) -> None:
    """For all to read: rsyslog is another user, and nothing in it is secret."""
    write_whole(path, text.encode())
    path.chmod(0o644)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
