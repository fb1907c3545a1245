"""An administrator who has to wait at the page's door lifts that at his telephone."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from appliance.core.config import Config
from appliance.core.live_state import Family, Where
from appliance.facts import LiveStateChanged
from appliance.wire.access_log import What
from appliance.wire.admission import Door
from appliance.wire.roles import Role

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LetIn:
    """His PIN was judged by the exchange. An account that was locked by hand stays locked: who
    locked it meant its owner.
    """

    door: Door
    config: Callable[[], Config]

    async def changed(self, fact: LiveStateChanged) -> None:
        """Waits are all lifted at once, as by another administrator; what is wrong counts anew."""
        for change in fact.changes:
            (family, number), where = change.entry, change.where
            if family is Family.DOOR and where is Where.TELEPHONE:
                await self._lifted(number)

    async def _lifted(self, number: str) -> None:
        admins = self._admins(number)
        if not admins:
            log.warning("waits at the web page stay: %s is no administrator's number", number)
            return
        self.door.delays.lift()
        for name in admins:
            self.door.log.note(name, What.DELAYS, "", f"telephone {number}")
        await self.door.writer.caught_up()
        log.info("waits at the web page are lifted from telephone %s", number)

    def _admins(self, number: str) -> tuple[str, ...]:
        """Accounts of whose number it is, as far as they may lift such waits on the page too."""
        owners = {n.digits: person.key.text for n, person in self.config().owners().items()}
        names = self.door.users.of_person(owners.get(number, ""))
        users = (self.door.users.named(name) for name in names)
        return tuple(u.name for u in users if u.role is Role.ADMIN and not u.guard.locked)
