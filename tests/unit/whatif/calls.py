"""Simulated calls for tests."""

from collections import deque

from appliance.compiler.dialplan.steps import Context
from appliance.core.config import Config
from appliance.core.scenario import FromTelephone, Moment, Scenario
from appliance.core.test_calls import Ending
from appliance.whatif.call import Call, End, Keys
from appliance.whatif.dialplan import Dialplan, Place
from appliance.whatif.entrances import Entrance
from appliance.whatif.exchange import Exchange
from tests.machines.offices import number, shop

MONDAY = Moment("2026-03-02T10:15:00+03:00")
MONDAY_NIGHT = Moment("2026-03-02T23:15:00+03:00")


def call(
    scenario: Scenario | None = None, config: Config | None = None, *contexts: Context
) -> Call:
    """A call at its begin; `contexts` take the place of the compiled dialplan."""
    exchange = Exchange(config or shop())
    if contexts:
        exchange.dialplan = Dialplan(contexts)
    place = Place("from-internal", "301", 1)
    asked = scenario or Scenario(MONDAY, FromTelephone(number("301"), "201"))
    entrance = Entrance("PJSIP/301", "from-internal", "301")
    keys = Keys(deque(asked.presses))
    return Call(exchange, asked, entrance, place, place, keys, lambda _: End(Ending.BUSY))
