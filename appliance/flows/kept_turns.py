"""Which callers wait for a call-back that a change takes away: a turn ends with its queue's offer.

It is kept under the queue's key, so another name, number or strategy of the queue takes no turn.
"""

from appliance.apply.impact import Impact, Target, Verb
from appliance.apply.plan import Step
from appliance.apply.ports import Exchange
from appliance.compiler.dialplan.call_back import offered
from appliance.core.call_handling import Queue
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.live_state import Family
from appliance.flows.dropped_calls import Felt

_NOTHING = Step(Verb(0, Target.UNIT, "", Impact.NOTHING))


async def lost_turns(
    exchange: Exchange, before: Config | None, after: Config, now: float
) -> tuple[Felt, ...]:
    """In words, for each queue; `before` None: what runs is not known. `now` is since the epoch."""
    stay = {queue.key for queue in offered(after)}
    gone = [q for q in (offered(before) if before is not None else ()) if q.key not in stay]
    if not gone:
        return ()
    try:
        turns = await exchange.entries(Family.CALL_BACK)
    except Fault:  # an exchange that is silent calls nobody back now
        return ()
    counted = ((queue, sum(_waits(queue, *turn, now) for turn in turns.items())) for queue in gone)
    return tuple(Felt(_NOTHING, 0, _words(queue, count)) for queue, count in counted if count)


def _waits(queue: Queue, key: str, value: str, now: float) -> bool:
    """Whether it is a turn in that queue that still holds."""
    whose, _, _ = key.rpartition("-")
    since, _, _ = value.partition("+")
    latest = queue.call_back_minutes * 60
    return whose == queue.key.text and since.isdecimal() and int(since) + latest > now


def _words(queue: Queue, count: int) -> str:
    name = queue.name.text
    return f"Callers who keep their turn in queue {name} and will not be called back: {count}."
