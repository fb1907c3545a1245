"""Old recordings removed: looked at first, then done, and written down with who did it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.core.errors import Invalid
from appliance.daemon.configuring import Answering
from appliance.flows.old_recordings import OldRecordings
from appliance.wire import history
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Removing:
    """The rights were judged before. `zone` is the office's."""

    old: OldRecordings
    door: Door
    zone: Callable[[], ZoneInfo]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {history.RemoveRecordings: self._remove}

    async def _remove(
        self, request: history.RemoveRecordings, asker: Asker
    ) -> history.RecordingsRemoved:
        if not 0 < request.before <= self.old.clock():
            raise Invalid("before", "is no moment of the past; choose an earlier one")
        if request.preview:
            found = await self.old.look(request.before)
        else:
            found = await self.old.remove(request.before, asker.user)
            await self._note(request.before, found.count, asker)
        if found.fault is not None:
            raise found.fault
        return history.RecordingsRemoved(found.count, found.size, found.oldest)

    async def _note(self, before: float, count: int, asker: Asker) -> None:
        """On the disk by then."""
        moment = f"{datetime.fromtimestamp(before, self.zone()):%Y-%m-%d %H:%M}"
        log.info("recordings before %s removed by %s: %d", moment, asker.user, count)
        await self.door.note(asker, What.RECORDINGS_REMOVED, f"{count}, < {moment}")
