"""Monitoring: the box in numbers told to who may read them, and who that is set."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from appliance.core.errors import Invalid
from appliance.core.monitoring import lan_addresses, listed
from appliance.daemon.configuring import Answering
from appliance.daemon.metrics import Counting
from appliance.daemon.monitoring_kept import Kept, Settings
from appliance.wire import monitoring as wire
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Monitored:
    """What is kept is written by the thread that writes the door's files."""

    kept: Kept
    door: Door
    counting: Counting

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetMetrics: self._metrics,
            wire.GetMonitoring: self._get,
            wire.SetMetrics: self._set_metrics,
        }

    async def _metrics(self, request: wire.GetMetrics, asker: Asker) -> wire.Metrics:
        """A stranger is told nothing, not even whether others may read them."""
        settings = self.kept.now
        here = settings.metrics and listed(request.origin, settings.addresses)
        if not asker.api_key and not here:
            raise NotAllowed(Why.LOG_IN)
        if not settings.metrics:
            raise Invalid("metrics", "the metrics are switched off; the page Monitoring opens them")
        return await self.counting.now()

    async def _get(self, _request: object, _asker: Asker) -> wire.Monitoring:
        settings = self.kept.now
        return wire.Monitoring(settings.metrics, settings.addresses)

    async def _set_metrics(self, request: wire.SetMetrics, asker: Asker) -> wire.Monitoring:
        before = self.kept.now
        wanted = msgspec.structs.replace(
            before, metrics=request.on, addresses=lan_addresses(request.addresses)
        )
        await self.door.writer(lambda: self.kept.keep(wanted))
        log.info("metrics: %s by %s", _said(wanted), asker.user)
        await self.door.note(asker, What.METRICS_SET, "", _said(before), _said(wanted))
        return await self._get(request, asker)


def _said(settings: Settings) -> str:
    return " ".join(("on" if settings.metrics else "off", *settings.addresses))
