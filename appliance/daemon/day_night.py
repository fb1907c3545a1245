"""Day and night by hand: who sets the office up may switch, and who may at a telephone."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from appliance.core.config import Config
from appliance.core.live_rules import switched
from appliance.core.live_state import DAY, NIGHT, Entry, Family
from appliance.core.rights import rights_of
from appliance.core.roles import Function
from appliance.daemon.configuring import Answering
from appliance.daemon.live_view import schedules
from appliance.daemon.sights import person_of
from appliance.flows.live_state import LiveStates
from appliance.wire import live_state as wire
from appliance.wire.admission import Asker
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Right

log = logging.getLogger(__name__)

_SWITCH = {wire.Switch.DAY: DAY, wire.Switch.NIGHT: NIGHT, wire.Switch.AUTO: ""}


@dataclass(frozen=True, slots=True)
class DayNights:
    """What is switched is live state: telephones do the same by code."""

    states: LiveStates

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetDayNight: self._get, wire.SetDayNight: self._switch}

    def now(self) -> wire.DayNight:
        """For nobody in particular."""
        states = self.states
        return wire.DayNight(schedules(states.config(), states.now, states.clock()))

    def narrowed(self, now: wire.DayNight, asker: Asker) -> wire.DayNight:
        """With whether this asker may switch."""
        return msgspec.structs.replace(now, may=_may(self.states.config(), asker))

    async def _get(self, _request: wire.GetDayNight, asker: Asker) -> wire.DayNight:
        return self.narrowed(self.now(), asker)

    async def _switch(self, request: wire.SetDayNight, asker: Asker) -> wire.LiveState:
        config = self.states.config()
        if not _may(config, asker):
            raise NotAllowed(Why.RIGHTS)
        schedule = switched(config, request.schedule)
        entry: Entry = Family.DAY_NIGHT, str(schedule.code)
        await self.states.set(entry, _SWITCH[request.to], asker.user)
        key = schedule.key.text
        return wire.LiveState((), tuple(s for s in self.now().schedules if s.key == key))


def _may(config: Config, asker: Asker) -> bool:
    if asker.api_key:
        return asker.may_ask(wire.SetDayNight)
    if asker.may(Right.OFFICE):
        return True
    person = person_of(config, asker.person)
    return person is not None and Function.DAY_NIGHT in rights_of(config, person).functions
