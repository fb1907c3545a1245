"""The audit of each night, at the hour when the office sleeps."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.daemon.records import Records
from appliance.flows.change_config import Changes
from appliance.flows.nightly_audit import KINDS, SUBJECT, NightlyAudit, issues
from appliance.flows.old_recordings import OldRecordings
from appliance.health.board import Board

log = logging.getLogger(__name__)

HOUR, MINUTE = 3, 30


@dataclass(frozen=True, slots=True)
class AuditWatch:
    """`zone` is the office's clock."""

    records: Records
    old: OldRecordings
    changes: Changes
    board: Board
    zone: Callable[[], ZoneInfo]

    async def run(self) -> None:
        """For good. A box that was off at night looks at two nights' calls in the next."""
        while True:
            await asyncio.sleep(until_night(datetime.now(self.zone())))
            try:
                await self.audit()
            except (Fault, Invalid, OSError) as error:  # of a disk, or another release's row
                log.error("nightly audit: %s", error)  # noqa: TRY400  # told in words

    async def audit(self) -> None:
        """One night's; what it found replaces what the last one did."""
        past, write = self.records.past, self.records.write
        await self._finish_removal()
        night = NightlyAudit(past, self.old.recordings, self._config_at(), write)
        found = await night.run()
        posted = {issue.kind: issue for issue in issues(found)}
        for kind in KINDS:
            if kind in posted:
                self.board.post(posted[kind], time.time())
            else:
                self.board.clear(kind, SUBJECT)

    async def _finish_removal(self) -> None:
        """What was to go, and is there still, is no reason to look at nothing."""
        try:
            await self.old.finish()
        except Fault as fault:
            log.error("removed recordings: %s", fault.text)  # noqa: TRY400  # told in words

    def _config_at(self) -> Callable[[float], Config | None]:
        """The one in use, for calls since it was committed; of earlier ones nothing is judged."""
        config = self.changes.config
        notes = self.changes.store.revisions(1)
        committed = notes[0].time if notes else 0.0
        return lambda start: config if start > committed else None


def until_night(now: datetime) -> float:
    """Seconds until it is next half past three by the wall."""
    night = now.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return night.timestamp() - now.timestamp()
