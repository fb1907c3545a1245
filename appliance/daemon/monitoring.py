"""Monitoring: who may read the box's numbers, and where its log goes besides."""

import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import msgspec

from appliance.core.errors import Fault, Invalid
from appliance.core.log_server import LogServer
from appliance.core.monitoring import lan_addresses, listed
from appliance.daemon.configuring import Answering
from appliance.daemon.machine import Machine
from appliance.daemon.metrics import Counting
from appliance.daemon.monitoring_kept import FILE, Kept, Settings
from appliance.daemon.places import Places
from appliance.daemon.snmp import OverSnmp
from appliance.host.log_probe import reach
from appliance.host.log_sender import LogSender
from appliance.host.snmp_agent import SnmpAgent
from appliance.spoken.languages import mark
from appliance.wire import monitoring as wire
from appliance.wire.access_log import What
from appliance.wire.admission import SNMP_AGENT, Asker, Door
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed

log = logging.getLogger(__name__)

_RESTS = mark("The log is not sent: its sender does not run; save it once more.")


@dataclass(frozen=True, slots=True)
class Monitored:
    """What is kept is written by the thread that writes the door's files."""

    kept: Kept
    door: Door
    counting: Counting
    sender: LogSender
    snmp: OverSnmp
    reach: Callable[[LogServer], Awaitable[None]]
    """Fault where the server is not reached."""

    async def begin(self) -> None:
        """The log goes on to where it went; what keeps it from that is written into it.

        Whoever read the numbers over SNMP does so again.
        """
        await self.snmp.begin()
        async with self.kept.alone:
            try:
                await self.sender.send_to(self.kept.now.log_server)
            except (Fault, Invalid) as error:
                log.warning("syslog: %s", error)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetMetrics: self._metrics,
            wire.GetMonitoring: self._get,
            wire.SetMetrics: self._set_metrics,
            wire.SetSyslog: self._set_syslog,
            wire.TestSyslog: self._test_syslog,
            **self.snmp.answering,
        }

    async def _metrics(self, request: wire.GetMetrics, asker: Asker) -> wire.Metrics:
        """A stranger is told nothing, not even whether others may read them."""
        settings = self.kept.now
        if asker.api_key == SNMP_AGENT:
            if not settings.snmp.on:
                raise NotAllowed(Why.RIGHTS)
            return await self.counting.now()
        here = settings.metrics and listed(request.origin, settings.addresses)
        if not asker.api_key and not here:
            raise NotAllowed(Why.LOG_IN)
        if not settings.metrics:
            raise Invalid("metrics", "the metrics are switched off; the page Monitoring opens them")
        return await self.counting.now()

    async def _get(self, _request: object, _asker: Asker) -> wire.Monitoring:
        settings = self.kept.now
        try:
            runs = await self.sender.runs()
        except Fault:  # systemd does not answer
            runs = False
        syslog = wire.SyslogView(
            settings.server, settings.port, settings.transport, settings.authority, runs
        )
        snmp = await self.snmp.view()
        return wire.Monitoring(settings.metrics, settings.addresses, syslog, snmp)

    async def _set_metrics(self, request: wire.SetMetrics, asker: Asker) -> wire.Monitoring:
        addresses = lan_addresses(request.addresses)
        async with self.kept.alone:
            before = self.kept.now
            wanted = msgspec.structs.replace(before, metrics=request.on, addresses=addresses)
            await self.door.writer(lambda: self.kept.keep(wanted))
        log.info("metrics: %s by %s", _said(wanted), asker.user)
        await self.door.note(asker, What.METRICS_SET, "", _said(before), _said(wanted))
        return await self._get(request, asker)

    async def _set_syslog(self, request: wire.SetSyslog, asker: Asker) -> wire.Monitoring:
        async with self.kept.alone:  # what is set meanwhile beside it stays
            before = self.kept.now
            wanted = msgspec.structs.replace(
                before,
                server=request.server,
                port=request.port,
                transport=request.transport,
                authority=request.authority if request.server else "",
            )
            await self._send(wanted, before)
        log.info("syslog: to %s by %s", _where(wanted), asker.user)
        await self.door.note(asker, What.SYSLOG_SET, "", _where(before), _where(wanted))
        return await self._get(request, asker)

    async def _send(self, wanted: Settings, before: Settings) -> None:
        """What does not begin, or cannot be kept, leaves the log going where it went."""
        server = wanted.log_server
        try:
            await self.sender.send_to(server)
            await self.door.writer(lambda: self.kept.keep(wanted))
        except Fault:
            with contextlib.suppress(Fault, Invalid):
                await self.sender.send_to(before.log_server)
            raise

    async def _test_syslog(self, _request: object, asker: Asker) -> wire.SyslogTried:
        server = self.kept.now.log_server
        if server is None:
            raise Invalid("server", "no syslog server is named; name it first")
        line = f"syslog: test {secrets.token_hex(4)} by {asker.user}"
        log.info("%s", line)
        try:
            await self.reach(server)
            runs = await self.sender.runs()
        except Fault as fault:
            return wire.SyslogTried(line, fault.text)
        return wire.SyslogTried(line, "" if runs else _RESTS)


def _where(settings: Settings) -> str:
    if not settings.server:
        return "nowhere"
    return f"{settings.server}:{settings.port} {settings.transport}"


def _said(settings: Settings) -> str:
    return " ".join(("on" if settings.metrics else "off", *settings.addresses))


def monitoring(places: Places, machine: Machine, door: Door, counting: Counting) -> Monitored:
    """All that monitoring needs, joined."""
    kept = Kept(places.identity / FILE)
    box = counting.office.box
    agent = SnmpAgent(places.run, machine.units, (box.name, box.version))
    sender = LogSender(places.run, machine.units)
    return Monitored(kept, door, counting, sender, OverSnmp(kept, door, agent), reach)
